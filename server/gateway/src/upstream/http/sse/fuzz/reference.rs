//! The parser of the HTML standard (9.2.6), word by word over a whole text.

use super::FIELD_ROOM;

/// An event with data.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) name: Vec<u8>,
    pub(super) data: Vec<u8>,
}

/// What a stream says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Stream {
    pub(super) events: Vec<Event>,
    /// The id of the last event that was complete; empty when there is none.
    pub(super) last_id: String,
    /// In milliseconds.
    pub(super) retry: Option<u128>,
    pub(super) is_too_large: bool,
}

impl Stream {
    /// Reads a text up to the first line or event that is larger than the bound.
    pub(super) fn of(text: &[u8], max: usize) -> Self {
        let mut stream = Self::default();
        let (mut name, mut data, mut id) = (Vec::new(), None::<Vec<u8>>, None);
        let (lines, rest) = lines(text);
        for (at, line) in lines.iter().enumerate() {
            if line.len() > max + FIELD_ROOM {
                stream.is_too_large = true;
                return stream;
            }
            let line = match line.strip_prefix(b"\xef\xbb\xbf") {
                Some(line) if at == 0 => line,
                _ => line,
            };
            if line.is_empty() {
                stream.last_id = id.clone().unwrap_or(stream.last_id);
                let name = std::mem::take(&mut name);
                // Unlike a page, we have no use for an event of one empty line.
                if let Some(data) = data.take().filter(|data| !data.is_empty()) {
                    stream.events.push(Event { name, data });
                }
                continue;
            }
            let colon = line.iter().position(|byte| *byte == b':');
            let (field, value) = match colon {
                Some(colon) => (&line[..colon], &line[colon + 1..]),
                None => (line, &b""[..]),
            };
            let value = value.strip_prefix(b" ").unwrap_or(value);
            match field {
                b"data" => {
                    let before = data.take().map(|mut before| {
                        before.push(b'\n');
                        before
                    });
                    data = Some([&before.unwrap_or_default(), value].concat());
                }
                b"event" => name = value.to_vec(),
                // Unlike a page, we have no use for an id with other bytes in place of its own.
                b"id" if !value.contains(&0) => {
                    id = Some(String::from_utf8(value.to_vec()).unwrap_or_default());
                }
                b"retry" if value.iter().all(u8::is_ascii_digit) => {
                    let number = String::from_utf8_lossy(value).parse::<u64>().ok();
                    stream.retry = number.map(u128::from).or(stream.retry);
                }
                _ => {}
            }
            if data.as_ref().is_some_and(|data| data.len() > max) {
                stream.is_too_large = true;
                return stream;
            }
        }
        stream.is_too_large = rest.len() > max + FIELD_ROOM;
        stream
    }

    /// In a few words.
    pub(super) fn shape(&self) -> String {
        let is_named = self.events.iter().any(|event| !event.name.is_empty());
        let is_long = self.events.iter().any(|event| event.data.contains(&b'\n'));
        let notes = [
            (is_named, " with names"),
            (is_long, " of several lines"),
            (!self.last_id.is_empty(), ", an id"),
            (self.retry.is_some(), ", a time to wait"),
            (self.is_too_large, ", too large"),
        ];
        let notes: String = notes
            .iter()
            .filter(|(is_so, _)| *is_so)
            .map(|(_, note)| *note)
            .collect();
        format!("{} events{notes}", self.events.len().min(4))
    }
}

/// The lines that have ended, and the bytes behind the last of them.
fn lines(text: &[u8]) -> (Vec<Vec<u8>>, Vec<u8>) {
    let mut lines = Vec::new();
    let mut line = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        at += 1;
        match byte {
            b'\r' => {
                if text.get(at) == Some(&b'\n') {
                    at += 1;
                }
                lines.push(std::mem::take(&mut line));
            }
            b'\n' => lines.push(std::mem::take(&mut line)),
            byte => line.push(*byte),
        }
    }
    (lines, line)
}

//! Reads `text/event-stream` as the HTML standard defines it, without copying what comes in one piece.

use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};

/// What a line of an event may have beside a value of the largest size: a byte order mark, the field's name, `: `.
const FIELD_ROOM: usize = 16;

/// An event is larger than the bound.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

/// Takes the bytes of a stream and gives the data of its events.
pub(crate) struct Parser {
    buffer: BytesMut,
    /// So many bytes of the buffer hold no end of line.
    searched: usize,
    /// The last line ended with CR: an LF right after it belongs to it.
    skip_line_feed: bool,
    at_start: bool,
    data: Data,
    /// The name of the event that is being read, and of the one that was given last.
    next_name: Bytes,
    name: Bytes,
    /// The id of the event that is being read: it counts once the event is complete.
    next_id: Option<String>,
    last_id: Option<String>,
    retry: Option<Duration>,
    max: usize,
}

#[derive(Default)]
enum Data {
    #[default]
    None,
    One(Bytes),
    Joined(BytesMut),
}

impl Parser {
    /// Events may have up to `max` bytes.
    pub(crate) fn new(max: usize) -> Self {
        Self {
            buffer: BytesMut::new(),
            searched: 0,
            skip_line_feed: false,
            at_start: true,
            data: Data::None,
            next_name: Bytes::new(),
            name: Bytes::new(),
            next_id: None,
            last_id: None,
            retry: None,
            max,
        }
    }

    /// Gets ready for another stream that continues this one. Returns the id of the last complete event, if it had one.
    pub(crate) fn restart(&mut self) -> Option<String> {
        let (last_id, retry) = (self.last_id.take().filter(|id| !id.is_empty()), self.retry);
        *self = Self {
            last_id: last_id.clone(),
            retry,
            ..Self::new(self.max)
        };
        last_id
    }

    /// How long the server wants us to wait before we come again.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }

    /// The name of the event that [`Self::next`] gave last; empty when it has none.
    pub(crate) fn name(&self) -> &[u8] {
        &self.name
    }

    /// Takes the next bytes of the stream.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        if self.buffer.is_empty() {
            // The only holder of a chunk gives its memory away without a copy.
            self.buffer = chunk.into();
        } else {
            self.buffer.extend_from_slice(&chunk);
        }
    }

    /// The data of the next complete event, its lines joined by line feeds. Events without data are passed over.
    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, TooLarge> {
        while let Some(line) = self.line()? {
            if line.is_empty() {
                self.name = std::mem::take(&mut self.next_name);
                self.last_id = self.next_id.take().or(self.last_id.take());
                if let Some(data) = self.data.take() {
                    return Ok(Some(data));
                }
            } else {
                self.field(&line);
            }
            if self.data.len() > self.max {
                return Err(TooLarge);
            }
        }
        Ok(None)
    }

    /// The next line. It is as large in one piece as in many, so that how a stream was cut decides nothing.
    fn line(&mut self) -> Result<Option<Bytes>, TooLarge> {
        if std::mem::take(&mut self.skip_line_feed) {
            match self.buffer.first() {
                Some(b'\n') => self.buffer.advance(1),
                Some(_) => {}
                None => {
                    self.skip_line_feed = true;
                    return Ok(None);
                }
            }
        }
        let found = self.buffer[self.searched..]
            .iter()
            .position(|&byte| matches!(byte, b'\n' | b'\r'));
        let end = found.map(|at| self.searched + at);
        if end.unwrap_or(self.buffer.len()) > self.max + FIELD_ROOM {
            return Err(TooLarge);
        }
        let Some(at) = end else {
            self.searched = self.buffer.len();
            return Ok(None);
        };
        self.searched = 0;
        let mut line = self.buffer.split_to(at + 1);
        self.skip_line_feed = line[at] == b'\r';
        line.truncate(at);
        if std::mem::take(&mut self.at_start) && line.starts_with(b"\xef\xbb\xbf") {
            line.advance(3);
        }
        Ok(Some(line.freeze()))
    }

    fn field(&mut self, line: &Bytes) {
        let (name, value) = match line.iter().position(|&byte| byte == b':') {
            Some(colon) => {
                let blank = usize::from(line.get(colon + 1) == Some(&b' '));
                (&line[..colon], line.slice(colon + 1 + blank..))
            }
            None => (&line[..], Bytes::new()),
        };
        match name {
            b"data" => self.data.add(value),
            b"event" => self.next_name = value,
            b"id" if !value.contains(&0) => {
                // One that is no text could not be sent back.
                self.next_id = Some(String::from_utf8(value.into()).unwrap_or_default());
            }
            b"retry" if value.iter().all(u8::is_ascii_digit) => {
                let millis = std::str::from_utf8(&value)
                    .ok()
                    .and_then(|text| text.parse().ok());
                self.retry = millis.map(Duration::from_millis).or(self.retry);
            }
            // Other lines are comments.
            _ => {}
        }
    }
}

impl Data {
    fn add(&mut self, line: Bytes) {
        *self = match std::mem::take(self) {
            Self::None => Self::One(line),
            Self::One(first) => {
                let mut joined = BytesMut::with_capacity(first.len() + 1 + line.len());
                joined.extend_from_slice(&first);
                joined.extend_from_slice(b"\n");
                joined.extend_from_slice(&line);
                Self::Joined(joined)
            }
            Self::Joined(mut joined) => {
                joined.extend_from_slice(b"\n");
                joined.extend_from_slice(&line);
                Self::Joined(joined)
            }
        };
    }

    fn len(&self) -> usize {
        match self {
            Self::None => 0,
            Self::One(line) => line.len(),
            Self::Joined(joined) => joined.len(),
        }
    }

    /// Events without data, such as the one that only carries an id to continue after, are none.
    fn take(&mut self) -> Option<Bytes> {
        let data = match std::mem::take(self) {
            Self::None => return None,
            Self::One(line) => line,
            Self::Joined(joined) => joined.freeze(),
        };
        (!data.is_empty()).then_some(data)
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use std::time::Duration;

    use bytes::Bytes;
    use proptest::prelude::*;

    use super::{Parser, TooLarge};

    fn events(parser: &mut Parser, chunks: &[&[u8]]) -> Vec<String> {
        let mut seen = Vec::new();
        for chunk in chunks {
            parser.push(Bytes::copy_from_slice(chunk));
            while let Some(event) = parser.next().expect("within the bound") {
                seen.push(String::from_utf8(event.to_vec()).expect("UTF-8"));
            }
        }
        seen
    }

    #[test]
    fn reads_events_with_every_line_end() {
        for text in [
            "data: a\n\ndata:b\n\n",
            "data: a\r\n\r\ndata:b\r\n\r\n",
            "data: a\r\rdata:b\r\r\n",
        ] {
            assert_eq!(
                events(&mut Parser::new(100), &[text.as_bytes()]),
                ["a", "b"],
                "{text:?}"
            );
        }
    }

    #[test]
    fn passes_over_comments_names_and_events_without_data() {
        let text = "\u{feff}: hi\nevent: message\nid: 1\nretry: 250\ndata:\n\nevent: x\n\ndata: a\ndata: b\nid: 2\n\n";
        let mut parser = Parser::new(100);
        assert_eq!(events(&mut parser, &[text.as_bytes()]), ["a\nb"]);
        assert_eq!(parser.name(), b"");
        assert_eq!(parser.restart().as_deref(), Some("2"));
        assert_eq!(parser.retry(), Some(Duration::from_millis(250)));
    }

    #[test]
    fn an_event_keeps_its_own_name() {
        let mut parser = Parser::new(100);
        parser.push(Bytes::from_static(
            b"event: endpoint\ndata: /m\n\nevent: empty\n\ndata: {}\n\n",
        ));
        assert_eq!(parser.next().expect("small").expect("an event"), "/m");
        assert_eq!(parser.name(), b"endpoint");
        assert_eq!(parser.next().expect("small").expect("an event"), "{}");
        assert_eq!(parser.name(), b"");
    }

    #[test]
    fn gives_no_event_that_is_not_complete() {
        assert!(events(&mut Parser::new(100), &[b"data: a\n"]).is_empty());
    }

    #[test]
    fn continues_with_another_stream() {
        let mut parser = Parser::new(100);
        assert_eq!(events(&mut parser, &[b"id: 1\ndata: a\n\ndata: cut o"]), ["a"]);
        assert_eq!(parser.restart().as_deref(), Some("1"));
        assert_eq!(events(&mut parser, &[b"data: b\n\n"]), ["b"]);
        assert_eq!(parser.restart().as_deref(), Some("1"));
        assert_eq!(Parser::new(100).restart(), None);
    }

    #[test]
    fn an_event_that_was_cut_off_has_not_been_seen() {
        let mut parser = Parser::new(100);
        assert_eq!(
            events(&mut parser, &[b"id: 1\ndata: a\n\nid: 2\ndata: b\n"]),
            ["a"]
        );
        assert_eq!(parser.restart().as_deref(), Some("1"));
        assert!(events(&mut parser, &[b"id:\n\n"]).is_empty());
        assert_eq!(parser.restart(), None);
    }

    #[test]
    fn stops_at_the_bound() {
        let mut parser = Parser::new(8);
        parser.push(Bytes::from_static(b"data: 123456789\n"));
        assert_eq!(parser.next(), Err(TooLarge));
        let mut parser = Parser::new(8);
        parser.push(Bytes::from_static(b": a line that does not end"));
        assert_eq!(parser.next(), Err(TooLarge));
        let mut parser = Parser::new(8);
        parser.push(Bytes::from_static(b"data:12345\ndata:1234\n"));
        assert_eq!(parser.next(), Err(TooLarge));
    }

    proptest! {
        #[test]
        fn the_way_bytes_are_cut_does_not_matter(cuts in prop::collection::vec(0_usize..70, 0..8)) {
            let text = b"id: 7\r\ndata: {\"a\":1}\r\n\r\n: x\r\rdata: b\ndata: c\n\ndata:  d\r\n\r\ndata: e\r\r";
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            let seen = events(&mut Parser::new(100), &chunks);
            prop_assert_eq!(seen, ["{\"a\":1}", "b\nc", " d", "e"]);
        }
    }
}

//! From what passed, piece by piece, to what people read: requests, answers, events and lines.

use std::collections::{HashMap, HashSet};

use gateway::{CallRecord, Towards, Wire, WireContent, WireEvent};
use http::{HeaderMap, header::CONTENT_TYPE};
use model::{Reference, ServerId, WireBody, WireCall, WireEntry, WireKind, WireSide, differing_places};
use serde_json::Value;

use super::{
    masking::{Masking, secrets_of},
    message,
};

/// Bytes of one text that are kept.
const MAX_TEXT: usize = 256 * 1024;
/// Flows that go on at once; the oldest is forgotten.
const MAX_FLOWS: usize = 1024;
/// Requests of clients that are kept to be compared with what servers get.
const MAX_WRITTEN: usize = 1024;
/// Secrets that clients showed, to be taken out of everything.
const MAX_SHOWN: usize = 1024;

/// What there is to know of a server.
pub(super) trait Directory: Send {
    /// Its name.
    fn name(&self, server: ServerId) -> Option<String>;
    /// What servers are given that is nobody's to read: a client may send one of them what is another one's.
    fn secrets(&self) -> Vec<String>;
}

/// Puts pieces together.
pub(super) struct Assembly<D> {
    directory: D,
    flows: HashMap<u64, Flow>,
    written: HashMap<u64, Value>,
    shown: HashSet<String>,
    masking: Option<Masking>,
    next: u64,
}

#[derive(Default)]
struct Flow {
    request: Option<Head<(String, String)>>,
    asked: Piece,
    answer: Option<Head<u16>>,
    answered: Piece,
    is_stream: bool,
}

struct Head<T> {
    at: i64,
    what: T,
    headers: HeaderMap,
}

/// The beginning of something, and how long it is.
#[derive(Default)]
struct Piece {
    bytes: Vec<u8>,
    count: usize,
}

impl Piece {
    fn push(&mut self, data: &[u8]) {
        self.count += data.len();
        let room = MAX_TEXT.saturating_sub(self.bytes.len());
        self.bytes.extend_from_slice(&data[..data.len().min(room)]);
    }

    fn of(data: &[u8]) -> Self {
        let mut piece = Self::default();
        piece.push(data);
        piece
    }
}

impl<D: Directory> Assembly<D> {
    pub(super) fn new(directory: D) -> Self {
        Self {
            directory,
            flows: HashMap::new(),
            written: HashMap::new(),
            shown: HashSet::new(),
            masking: None,
            next: 1,
        }
    }

    /// Secrets may have changed: they are asked for again.
    pub(super) fn refresh(&mut self) {
        self.masking = None;
    }

    /// What has become whole with one more piece.
    pub(super) fn take(&mut self, event: &WireEvent) -> Vec<WireEntry> {
        match &event.content {
            WireContent::Request {
                method,
                target,
                headers,
            } => {
                self.learn(headers);
                self.make_room();
                let has_body = method == http::Method::POST;
                let flow = Flow {
                    request: Some(Head {
                        at: event.at,
                        what: (method.to_string(), target.clone()),
                        headers: headers.clone(),
                    }),
                    ..Flow::default()
                };
                self.flows.insert(event.flow, flow);
                if has_body { Vec::new() } else { self.asked(event) }
            }
            WireContent::Data(Towards::Server, data) => {
                let is_whole = self.flows.get_mut(&event.flow).is_some_and(|flow| {
                    flow.asked.push(data);
                    let head = flow.request.as_ref();
                    let length = head.and_then(|head| head.headers.get(http::header::CONTENT_LENGTH));
                    let length = length.and_then(|it| it.to_str().ok()?.parse::<usize>().ok());
                    // Towards servers a body is told at once.
                    length.is_none_or(|length| flow.asked.count >= length)
                });
                if is_whole { self.asked(event) } else { Vec::new() }
            }
            WireContent::Response { status, headers } => {
                self.learn(headers);
                let mut entries = self.asked(event);
                let Some(flow) = self.flows.get_mut(&event.flow) else {
                    return entries;
                };
                flow.is_stream = is_event_stream(headers);
                flow.answer = Some(Head {
                    at: event.at,
                    what: status.as_u16(),
                    headers: headers.clone(),
                });
                if flow.is_stream {
                    entries.extend(self.answered(event));
                }
                entries
            }
            WireContent::Data(Towards::Client, data) => {
                let Some(flow) = self.flows.get_mut(&event.flow) else {
                    return Vec::new();
                };
                flow.answered.push(data);
                if !flow.is_stream {
                    return Vec::new();
                }
                let events = events(&mut flow.answered);
                events
                    .into_iter()
                    .map(|one| {
                        self.entry(
                            event,
                            event.at,
                            false,
                            WireKind::Event,
                            &HeaderMap::new(),
                            Some(&one),
                        )
                    })
                    .collect()
            }
            WireContent::End => {
                let mut entries = self.asked(event);
                entries.extend(self.answered(event));
                self.flows.remove(&event.flow);
                entries
            }
            WireContent::Line(towards, line) => {
                let is_forth = *towards == Towards::Server;
                let line = Piece::of(line);
                vec![self.entry(
                    event,
                    event.at,
                    is_forth,
                    WireKind::Line,
                    &HeaderMap::new(),
                    Some(&line),
                )]
            }
            WireContent::Call(record) => {
                let kind = WireKind::Call(call(record));
                vec![self.entry(event, event.at, false, kind, &HeaderMap::new(), None)]
            }
        }
    }

    /// The request of a flow, once.
    fn asked(&mut self, event: &WireEvent) -> Vec<WireEntry> {
        let Some(flow) = self.flows.get_mut(&event.flow) else {
            return Vec::new();
        };
        let Some(head) = flow.request.take() else {
            return Vec::new();
        };
        let body = std::mem::take(&mut flow.asked);
        let (method, target) = head.what;
        let target = self.masking().text(&target);
        let body = (body.count > 0).then_some(&body);
        let kind = WireKind::Request { method, target };
        vec![self.entry(event, head.at, true, kind, &head.headers, body)]
    }

    /// The answer of a flow, once: whole, or the head of a stream.
    fn answered(&mut self, event: &WireEvent) -> Option<WireEntry> {
        let flow = self.flows.get_mut(&event.flow)?;
        let head = flow.answer.take()?;
        let (at, body) = if flow.is_stream {
            (head.at, Piece::default())
        } else {
            (event.at, std::mem::take(&mut flow.answered))
        };
        let kind = WireKind::Answer { status: head.what };
        let body = (body.count > 0).then_some(&body);
        Some(self.entry(event, at, false, kind, &head.headers, body))
    }

    fn entry(
        &mut self,
        event: &WireEvent,
        at_us: i64,
        is_forth: bool,
        kind: WireKind,
        headers: &HeaderMap,
        body: Option<&Piece>,
    ) -> WireEntry {
        let n = self.next;
        self.next += 1;
        let server = server_of(event);
        let text = body.map(|body| String::from_utf8_lossy(&body.bytes).into_owned());
        let json = text
            .as_deref()
            .and_then(|text| message::json(text, kind == WireKind::Event));
        let rewritten = match (is_forth, event.exchange, json.as_ref()) {
            (true, Some(exchange), Some(json)) => self.rewritten(exchange, server.is_some(), json),
            _ => Vec::new(),
        };
        let masking = self.masking();
        let body = body.zip(text).map(|(body, text)| {
            let shown = masking.text(&text);
            WireBody {
                is_masked: shown != text,
                text: shown,
                bytes: body.count as u64,
                is_cut: body.count > body.bytes.len(),
            }
        });
        let headers = masking.headers(headers);
        WireEntry {
            n,
            at_us,
            exchange: event.exchange,
            flow: event.flow,
            side: if server.is_some() {
                WireSide::Server
            } else {
                WireSide::Client
            },
            server: server.map(|id| Reference {
                id,
                name: self.directory.name(id).unwrap_or_default(),
            }),
            session: match event.wire {
                Wire::Client { session } => session.map(|handle| format!("{handle:016x}")),
                Wire::Server { .. } => None,
            },
            is_forth,
            kind,
            headers,
            body,
            message: json.as_ref().and_then(message::in_short),
            rewritten,
        }
    }

    /// Keeps what a client wrote, or tells what of it a server gets otherwise.
    fn rewritten(&mut self, exchange: u64, is_sent: bool, json: &Value) -> Vec<String> {
        if !is_sent {
            if self.written.len() >= MAX_WRITTEN {
                let oldest = self.written.keys().min().copied();
                oldest.and_then(|oldest| self.written.remove(&oldest));
            }
            self.written.insert(exchange, json.clone());
            return Vec::new();
        }
        let written = self.written.get(&exchange);
        // What else is asked for its sake is no version of it.
        let same = written.filter(|it| it.get("method") == json.get("method"));
        same.map(|written| differing_places(written, json))
            .unwrap_or_default()
    }

    /// What these headers show is taken out from here on.
    fn learn(&mut self, headers: &HeaderMap) {
        for secret in secrets_of(headers) {
            if self.shown.len() < MAX_SHOWN && self.shown.insert(secret) {
                self.masking = None;
            }
        }
    }

    fn masking(&mut self) -> &Masking {
        let (directory, shown) = (&self.directory, &self.shown);
        self.masking.get_or_insert_with(|| {
            let secrets = directory.secrets();
            Masking::new(secrets.into_iter().chain(shown.iter().cloned()))
        })
    }

    fn make_room(&mut self) {
        if self.flows.len() >= MAX_FLOWS {
            let oldest = self.flows.keys().min().copied();
            oldest.and_then(|oldest| self.flows.remove(&oldest));
        }
    }
}

fn server_of(event: &WireEvent) -> Option<ServerId> {
    match event.wire {
        Wire::Client { .. } => None,
        Wire::Server { server_id, .. } => Some(server_id),
    }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
    kind.is_some_and(|kind| {
        kind.trim_start()
            .to_ascii_lowercase()
            .starts_with("text/event-stream")
    })
}

/// Takes whole events out of what has come, without comments that only keep a line alive.
fn events(came: &mut Piece) -> Vec<Piece> {
    let mut events = Vec::new();
    while let Some(end) = end_of_event(&came.bytes) {
        let rest = came.bytes.split_off(end);
        let event = std::mem::replace(&mut came.bytes, rest);
        if event.first() != Some(&b':') && !event.trim_ascii().is_empty() {
            events.push(Piece::of(&event));
        }
    }
    // What is longer than is kept will never be whole: it is shown as far as it goes.
    if came.bytes.len() >= MAX_TEXT {
        events.push(std::mem::take(came));
    }
    came.count = came.bytes.len();
    events
}

/// Behind the blank line that ends an event.
fn end_of_event(bytes: &[u8]) -> Option<usize> {
    let ends: [&[u8]; 3] = [b"\n\n", b"\r\n\r\n", b"\r\r"];
    let found = ends.iter().filter_map(|end| {
        let at = bytes.windows(end.len()).position(|it| it == *end)?;
        Some(at + end.len())
    });
    found.min()
}

fn call(record: &CallRecord) -> WireCall {
    let us = |duration: std::time::Duration| u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    WireCall {
        tool: record.tool.as_ref().to_owned(),
        outcome: record.outcome,
        elapsed_us: us(record.elapsed),
        before_us: us(record.stages.before),
        connecting_us: us(record.stages.connecting),
        server_us: us(record.stages.server),
        after_us: us(record.stages.after),
    }
}

#[cfg(test)]
mod tests;

//! The events of one stream, from whoever has something to say to the client that reads them.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use serde_json::value::RawValue;

use crate::{
    client::sse::event,
    envelope::Envelope,
    raw::{RawObject, is_string_or_number, range_of},
};

/// Events that may wait for the client, or for its return. One that reads slower misses notifications; questions
/// and answers always find room.
const MAX_EVENTS: usize = 256;

/// Bytes of events that were sent already and are kept in case the client missed them.
const MAX_KEPT_BYTES: usize = 1024 * 1024;

/// The longest id of a request that stands in the ids of events.
const MAX_REQUEST_ID: usize = 64;

/// A stream as its writers and its reader see it.
#[derive(Debug)]
pub(crate) struct Outbox {
    /// Names the stream in the ids of its events; `None` when they have none.
    number: Option<u64>,
    /// The raw id of the request that it answers, where events name it.
    request: Option<Box<str>>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The events from number `first` on. Those before `sent` were handed out.
    events: VecDeque<Bytes>,
    first: u64,
    sent: u64,
    /// Size of the handed out ones.
    kept_bytes: usize,
    is_complete: bool,
    reader: Option<Waker>,
}

impl Outbox {
    /// A stream. With a number, its events have ids and are kept for a client that comes back.
    pub(crate) fn new(number: Option<u64>) -> Self {
        Self {
            number,
            request: None,
            state: Mutex::default(),
        }
    }

    /// A stream of this number for the answer to a request. The ids of its events say which, so that a client that comes
    /// back can be told even when the stream is not known any more.
    pub(crate) fn of_request(number: u64, request: &str) -> Self {
        let is_short = request.len() <= MAX_REQUEST_ID;
        Self {
            request: is_short.then(|| request.into()),
            ..Self::new(Some(number))
        }
    }

    /// Its number, if it has one.
    pub(crate) fn number(&self) -> Option<u64> {
        self.number
    }

    /// Adds a notification, in pieces; `false` when too many wait already.
    pub(crate) fn notify(&self, pieces: &[&[u8]]) -> bool {
        let mut state = self.lock();
        if state.waiting() >= MAX_EVENTS {
            return false;
        }
        self.add(&mut state, pieces);
        true
    }

    /// Adds news of progress, with the client's own token in place of ours; `false` when it is none, or as in
    /// [`Outbox::notify`].
    pub(crate) fn notify_progress(&self, frame: &Bytes, notification: &Envelope<'_>, token: &str) -> bool {
        let params = notification
            .params
            .and_then(|params| RawObject::parse(params.get(), &["progressToken"]).ok());
        let ours = params.and_then(|params| params.get("progressToken"));
        let Some(ours) = ours.filter(|ours| is_string_or_number(ours)) else {
            return false;
        };
        let place = range_of(frame, ours.get());
        self.notify(&[&frame[..place.start], token.as_bytes(), &frame[place.end..]])
    }

    /// Adds something that must not be lost, in pieces; `false` when the stream is complete.
    pub(crate) fn say(&self, pieces: &[&[u8]]) -> bool {
        let mut state = self.lock();
        if state.is_complete {
            return false;
        }
        self.add(&mut state, pieces);
        true
    }

    /// Adds the last event.
    pub(crate) fn complete(&self, pieces: &[&[u8]]) {
        let mut state = self.lock();
        self.add(&mut state, pieces);
        state.is_complete = true;
    }

    /// Nothing more will come.
    pub(crate) fn end(&self) {
        let mut state = self.lock();
        state.is_complete = true;
        state.wake();
    }

    /// Nobody has said anything yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().next() == 0
    }

    /// The event with the number in `position`, which is then one further; `None` at the end.
    pub(crate) fn poll_next(&self, position: &mut u64, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        let mut state = self.lock();
        *position = (*position).max(state.first);
        if let Some(event) = state.get(*position) {
            *position += 1;
            state.hand_out(*position, self.number.is_some());
            return Poll::Ready(Some(event));
        }
        if state.is_complete {
            return Poll::Ready(None);
        }
        state.reader = Some(context.waker().clone());
        Poll::Pending
    }

    /// Returns once something is said.
    pub(crate) fn poll_spoken(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        if state.next() > 0 {
            return Poll::Ready(());
        }
        state.reader = Some(context.waker().clone());
        Poll::Pending
    }

    fn add(&self, state: &mut State, pieces: &[&[u8]]) {
        if self.number.is_some() && state.next() == 0 {
            // An event with no content but an id primes the client: it can come back from here on (2025-11-25).
            state.append(self.event(0, &[]));
        }
        let event = self.event(state.next(), pieces);
        state.append(event);
    }

    fn event(&self, number: u64, pieces: &[&[u8]]) -> Bytes {
        let id = self.number.map(|stream| {
            let request = self.request.clone();
            EventId {
                stream,
                number,
                request,
            }
            .to_string()
        });
        event(id.as_deref(), pieces)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The number of the next event.
    fn next(&self) -> u64 {
        self.first + self.events.len() as u64
    }

    fn waiting(&self) -> usize {
        usize::try_from(self.next() - self.sent).unwrap_or(usize::MAX)
    }

    fn get(&self, number: u64) -> Option<Bytes> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.events.get(at).cloned()
    }

    fn append(&mut self, event: Bytes) {
        self.events.push_back(event);
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
    }

    /// Everything before `position` has been handed out; the oldest of it is forgotten beyond the bounds.
    fn hand_out(&mut self, position: u64, is_kept: bool) {
        while self.sent < position {
            self.kept_bytes += self.get(self.sent).map_or(0, |event| event.len());
            self.sent += 1;
        }
        let (max_events, max_bytes) = if is_kept {
            (MAX_EVENTS, MAX_KEPT_BYTES)
        } else {
            (0, 0)
        };
        while self.first < self.sent
            && (self.sent - self.first > max_events as u64 || self.kept_bytes > max_bytes)
        {
            self.kept_bytes -= self.events.pop_front().map_or(0, |event| event.len());
            self.first += 1;
        }
    }
}

/// Names an event of a session: its stream, its place there, and what the stream answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EventId {
    /// The number of the stream.
    pub(crate) stream: u64,
    /// Counts from 0.
    pub(crate) number: u64,
    /// The raw id of the request that the stream answers.
    pub(crate) request: Option<Box<str>>,
}

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.stream, self.number)?;
        match &self.request {
            // A request's id may have any letters, that of an event may not.
            Some(request) => write!(f, "-{}", URL_SAFE_NO_PAD.encode(&**request)),
            None => Ok(()),
        }
    }
}

impl EventId {
    /// Reads exactly what `Display` writes.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (stream, rest) = text.split_once('-')?;
        let (number, request) = match rest.split_once('-') {
            Some((number, request)) => (number, Some(request_of(request)?)),
            None => (rest, None),
        };
        let id = Self {
            stream: stream.parse().ok()?,
            number: number.parse().ok()?,
            request,
        };
        (id.to_string() == text).then_some(id)
    }
}

/// The raw id of a request as it stands in an event's.
fn request_of(encoded: &str) -> Option<Box<str>> {
    let raw = String::from_utf8(URL_SAFE_NO_PAD.decode(encoded).ok()?).ok()?;
    let id: &RawValue = serde_json::from_str(&raw).ok()?;
    (is_string_or_number(id) && raw.len() <= MAX_REQUEST_ID).then(|| id.get().into())
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::{EventId, MAX_EVENTS, MAX_KEPT_BYTES, Outbox};
    use crate::raw::is_string_or_number;

    fn read(outbox: &Outbox, position: &mut u64) -> Option<String> {
        match outbox.poll_next(position, &mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Some(event)) => Some(String::from_utf8(event.to_vec()).expect("UTF-8")),
            Poll::Ready(None) | Poll::Pending => None,
        }
    }

    #[test]
    fn events_are_single_lines_with_ids_where_asked_for() {
        let (plain, numbered) = (Outbox::new(None), Outbox::new(Some(7)));
        plain.notify(&[b"{\n", b"}"]);
        assert_eq!(read(&plain, &mut 0).unwrap(), "data: { }\n\n");
        numbered.complete(&[b"{}"]);
        let mut position = 0;
        assert_eq!(read(&numbered, &mut position).unwrap(), "id: 7-0\ndata: \n\n");
        assert_eq!(read(&numbered, &mut position).unwrap(), "id: 7-1\ndata: {}\n\n");
        assert_eq!(read(&numbered, &mut position), None);
    }

    #[test]
    fn a_client_that_comes_back_gets_what_it_missed() {
        let outbox = Outbox::new(Some(1));
        for number in 0..3 {
            outbox.notify(&[format!("{number}").as_bytes()]);
        }
        let mut position = 0;
        while read(&outbox, &mut position).is_some() {}
        let mut again = 2;
        assert_eq!(read(&outbox, &mut again).unwrap(), "id: 1-2\ndata: 1\n\n");
    }

    #[test]
    fn a_slow_reader_misses_notifications_and_no_answer() {
        let outbox = Outbox::new(None);
        for _ in 0..MAX_EVENTS {
            assert!(outbox.notify(&[b"n"]));
        }
        assert!(!outbox.notify(&[b"lost"]));
        outbox.complete(&[b"answer"]);
        let (mut position, mut last) = (0, String::new());
        while let Some(event) = read(&outbox, &mut position) {
            last = event;
        }
        assert_eq!(last, "data: answer\n\n");
        assert_eq!(position, MAX_EVENTS as u64 + 1);
    }

    #[test]
    fn what_was_sent_is_kept_within_bounds() {
        let outbox = Outbox::new(Some(1));
        let large = vec![b'x'; MAX_KEPT_BYTES / 2];
        outbox.notify(&[b"n"]);
        let mut position = 0;
        while read(&outbox, &mut position).is_some() {}
        for _ in 0..4 {
            outbox.notify(&[&large]);
            assert!(read(&outbox, &mut position).is_some());
        }
        let mut again = 0;
        assert!(read(&outbox, &mut again).unwrap().starts_with("id: 1-5\n"));
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_was_written(text in "[0-9]{1,3}-[0-9]{1,3}(-[A-Za-z0-9_-]{0,20})?|.{0,20}") {
            if let Some(id) = EventId::parse(&text) {
                prop_assert_eq!(id.to_string(), text);
                // It stands in an answer as it is.
                let request = id.request.unwrap_or_else(|| "0".into());
                let raw: &RawValue = serde_json::from_str(&request).unwrap();
                prop_assert!(is_string_or_number(raw));
            }
        }
    }

    #[test]
    fn reads_its_own_event_ids_only() {
        for request in [None, Some("7"), Some("\"a\\n-b é\""), Some("1.0e5")] {
            let id = EventId {
                stream: 3,
                number: 14,
                request: request.map(Into::into),
            };
            assert_eq!(EventId::parse(&id.to_string()), Some(id));
        }
        for text in [
            "", "3", "3-", "-1", "03-1", "3-1-", "3-1-!", "3-1-e30", "a-b", "3-+1",
        ] {
            assert_eq!(EventId::parse(text), None, "{text}");
        }
    }
}

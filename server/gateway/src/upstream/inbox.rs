//! What an upstream sends: answers, notifications and requests of its own.

use std::{
    borrow::Cow,
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::Notify;
use tracing::{debug, trace};

use super::pending::Pending;
use crate::{
    envelope::{Answer, Envelope, FrameError, Kind, error_frame, result_frame},
    raw::decode_string,
};

/// Answers `ping` does not expect anything, and no other request of an upstream is served yet.
const METHOD_NOT_FOUND: &[u8] = br#"{"code":-32601,"message":"The client does not support this method"}"#;

/// Reads frames, and serves those that nobody waits for.
#[derive(Default)]
pub(super) struct Inbox {
    /// Requests that wait for their answer.
    pub(super) pending: Pending,
    /// Wakes the task that lists the tools again. Many notifications in a row wake it once.
    pub(super) tools_changed: Notify,
    strays: AtomicU64,
}

/// What the transport has to do about a frame.
#[derive(Debug)]
pub(super) enum Incoming {
    /// An answer; without an id when the server could not read the request's.
    Answer(Option<u64>, Answer),
    /// Send this back.
    Reply(Vec<u8>),
}

impl Inbox {
    /// Reads one frame, or a batch of them as 2025-03-26 has it.
    pub(super) fn receive(&self, frame: &Bytes, mut deliver: impl FnMut(Incoming)) -> Result<(), FrameError> {
        if frame.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'[') {
            return self.receive_one(frame, &mut deliver);
        }
        let parts: Vec<&RawValue> = serde_json::from_slice(frame)
            .map_err(|_| FrameError::Invalid("an array must hold JSON-RPC messages"))?;
        for part in parts {
            self.receive_one(&frame.slice_ref(part.get().as_bytes()), &mut deliver)?;
        }
        Ok(())
    }

    /// Hands an answer to whoever waits for it.
    pub(super) fn complete(&self, id: Option<u64>, answer: Answer) {
        if !id.is_some_and(|id| self.pending.complete(id, Ok(answer))) {
            // Often the answer to a request that was cancelled.
            let strays = self.strays.fetch_add(1, Ordering::Relaxed) + 1;
            debug!(id, strays, "an upstream answered something that nobody waits for");
        }
    }

    fn receive_one(&self, frame: &Bytes, deliver: &mut impl FnMut(Incoming)) -> Result<(), FrameError> {
        let envelope = Envelope::parse(frame)?;
        match envelope.kind() {
            Kind::Response => {
                let answer = Answer::new(frame, &envelope);
                let answer = answer.ok_or(FrameError::Invalid("an answer must have an id"))?;
                deliver(Incoming::Answer(envelope.own_id(), answer));
            }
            Kind::Notification => self.notified(frame, &envelope),
            Kind::Request => {
                let id = envelope.id.map_or("null", RawValue::get);
                let reply = match envelope.method.as_deref() {
                    Some("ping") => result_frame(id, b"{}"),
                    _ => error_frame(id, METHOD_NOT_FOUND),
                };
                deliver(Incoming::Reply(reply));
            }
        }
        Ok(())
    }

    fn notified(&self, frame: &Bytes, envelope: &Envelope<'_>) {
        match envelope.method.as_deref() {
            Some("notifications/progress") => {
                let known = progress_token(envelope).is_some_and(|token| self.pending.notify(token, frame));
                if !known {
                    trace!("progress of a request that nobody waits for, or too fast for its listener");
                }
            }
            Some("notifications/tools/list_changed") => self.tools_changed.notify_one(),
            method => trace!(method, "notification of an upstream"),
        }
    }
}

/// Our tokens are the ids of our requests. Some servers send them back as text.
fn progress_token(envelope: &Envelope<'_>) -> Option<u64> {
    #[derive(Deserialize)]
    struct Params<'a> {
        #[serde(borrow, rename = "progressToken")]
        token: &'a RawValue,
    }
    let params: Params<'_> = serde_json::from_str(envelope.params?.get()).ok()?;
    let text = decode_string(params.token).unwrap_or(Cow::Borrowed(params.token.get()));
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use tokio::sync::mpsc;

    use super::{Inbox, Incoming};

    fn receive(inbox: &Inbox, frame: &'static str) -> Vec<Incoming> {
        let mut seen = Vec::new();
        inbox
            .receive(&Bytes::from_static(frame.as_bytes()), |incoming| {
                seen.push(incoming);
            })
            .expect(frame);
        seen
    }

    fn replied(inbox: &Inbox, frame: &'static str) -> String {
        match receive(inbox, frame).as_slice() {
            [Incoming::Reply(reply)] => String::from_utf8(reply.clone()).expect("UTF-8"),
            other => panic!("expected one reply, got {other:?}"),
        }
    }

    #[test]
    fn answers_ping_and_refuses_other_requests_with_the_id_as_it_came() {
        let inbox = Inbox::default();
        assert_eq!(
            replied(&inbox, r#"{"jsonrpc":"2.0","id":"a\u0062","method":"ping"}"#),
            r#"{"jsonrpc":"2.0","id":"a\u0062","result":{}}"#
        );
        let refused = replied(
            &inbox,
            r#"{"jsonrpc":"2.0","id":1.0,"method":"sampling/createMessage","params":{}}"#,
        );
        assert!(
            refused.starts_with(r#"{"jsonrpc":"2.0","id":1.0,"error":{"code":-32601,"#),
            "{refused}"
        );
    }

    #[test]
    fn reads_the_messages_of_a_batch_one_by_one() {
        let inbox = Inbox::default();
        let seen = receive(
            &inbox,
            r#" [{"jsonrpc":"2.0","id":7,"result":{"a":1}},{"jsonrpc":"2.0","id":null,"error":{"code":1}}]"#,
        );
        let [Incoming::Answer(Some(7), first), Incoming::Answer(None, second)] = seen.as_slice() else {
            panic!("expected two answers, got {seen:?}");
        };
        assert_eq!(first.result(), Some(br#"{"a":1}"#.as_slice()));
        assert_eq!(second.error(), Some(br#"{"code":1}"#.as_slice()));
    }

    #[test]
    fn routes_progress_by_its_token_as_number_or_text() {
        let inbox = Inbox::default();
        let (events, mut listener) = mpsc::channel(4);
        let _answer = inbox.pending.register(7, Some(events)).expect("open");
        for frame in [
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":1}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":8,"progress":1}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"7","progress":2}}"#,
        ] {
            assert!(receive(&inbox, frame).is_empty());
        }
        let mut seen = Vec::new();
        while let Ok(frame) = listener.try_recv() {
            seen.push(frame);
        }
        assert_eq!(seen.len(), 2);
        assert!(inbox.pending.heard(7).is_some());
        assert!(inbox.pending.heard(8).is_none());
    }

    #[test]
    fn a_slow_listener_loses_progress_and_holds_up_nothing() {
        let inbox = Inbox::default();
        let (events, mut listener) = mpsc::channel(1);
        let _answer = inbox.pending.register(7, Some(events)).expect("open");
        for _ in 0..3 {
            receive(
                &inbox,
                r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":1}}"#,
            );
        }
        assert!(listener.try_recv().is_ok());
        assert!(listener.try_recv().is_err());
    }

    #[test]
    fn says_when_a_line_is_not_a_frame() {
        let inbox = Inbox::default();
        for line in ["Server listening on port 3000", "{}", "[1]", ""] {
            let result = inbox.receive(&Bytes::copy_from_slice(line.as_bytes()), |_| panic!("{line}"));
            assert!(result.is_err(), "{line}");
        }
    }
}

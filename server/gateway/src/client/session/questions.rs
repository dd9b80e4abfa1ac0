//! What servers ask the client of a session, until it answers.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;

use crate::{
    envelope::{Answer, Envelope, notification_frame},
    raw::RawObject,
    upstream::Ask,
};

/// Questions that one client may leave open. Further ones are refused.
const MAX_OPEN: usize = 64;

/// The open questions by the id under which the client knows them.
#[derive(Default)]
pub(crate) struct Questions {
    open: Mutex<BTreeMap<u64, Ask>>,
    next: AtomicU64,
}

impl Questions {
    /// With ids from `first` on.
    pub(crate) fn from(first: u64) -> Self {
        Self {
            next: AtomicU64::new(first),
            ..Self::default()
        }
    }

    /// Takes in a question and hands its frame, under an id of ours, to `send`. A question that cannot be sent is
    /// refused.
    pub(crate) fn ask(&self, ask: Ask, send: impl FnOnce(&[u8]) -> bool) {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let frame = ask.with_id(&id.to_string());
        {
            let mut open = self.open();
            if open.len() >= MAX_OPEN {
                return;
            }
            // First, since the answer may come before `send` returns.
            open.insert(id, ask);
        }
        if !send(&frame) {
            // Dropping it refuses it, outside the lock.
            let unsent = self.open().remove(&id);
            drop(unsent);
        }
    }

    /// Takes the client's answer to the server. Unknown ids are ignored: the server may have withdrawn its question.
    pub(crate) fn answer(&self, answer: &Answer, id: Option<u64>) {
        let ask = id.and_then(|id| self.open().remove(&id));
        if let Some(ask) = ask {
            ask.answer(answer);
        }
    }

    /// The client tells how it gets on with a question. Its token is our id of it.
    pub(crate) fn progressed(&self, notification: &Envelope<'_>) {
        let params = notification
            .params
            .and_then(|params| RawObject::parse(params.get(), &["progressToken"]).ok());
        let Some(params) = params else { return };
        let id = params
            .get("progressToken")
            .and_then(|token| token.get().parse().ok());
        let open = self.open();
        if let Some(ask) = id.and_then(|id: u64| open.get(&id)) {
            ask.progressed(&params);
        }
    }

    /// A server withdraws a question: the notification for the client, if it knows the question.
    pub(crate) fn withdraw(&self, notification: &Envelope<'_>) -> Option<Bytes> {
        let params = RawObject::parse(notification.params?.get(), &["requestId"]).ok()?;
        let theirs = params.get("requestId")?.get();
        let (ours, ask) = {
            let mut open = self.open();
            let (ours, _) = open.iter().find(|(_, ask)| ask.raw_id() == theirs)?;
            let ours = *ours;
            (ours, open.remove(&ours)?)
        };
        ask.forget();
        let mut params_out = Vec::new();
        params.write_with(&mut params_out, &[("requestId", ours.to_string().as_bytes())]);
        Some(notification_frame("notifications/cancelled", Some(&params_out)).into())
    }

    /// Refuses everything that is open.
    pub(crate) fn close(&self) {
        let all = std::mem::take(&mut *self.open());
        drop(all);
    }

    fn open(&self) -> MutexGuard<'_, BTreeMap<u64, Ask>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use bytes::Bytes;

    use super::Questions;
    use crate::{
        envelope::{Answer, Envelope},
        upstream::{Ask, WayBack},
    };

    /// What went back to a server.
    #[derive(Default)]
    struct Sent(Mutex<Vec<String>>);

    impl WayBack for Sent {
        fn send(&self, frame: Vec<u8>) {
            let text = String::from_utf8(frame).expect("UTF-8");
            self.0.lock().expect("no panic").push(text);
        }
    }

    /// Asks in the name of a server; what the client gets, and what goes back.
    fn ask(questions: &Questions, frame: &'static str) -> (String, Arc<Sent>) {
        let (frame, sent) = (Bytes::from_static(frame.as_bytes()), Arc::new(Sent::default()));
        let envelope = Envelope::parse(&frame).expect("a frame");
        let mut shown = String::new();
        let ask = Ask::new(&frame, &envelope, sent.clone()).expect("a request");
        questions.ask(ask, |frame| {
            shown = String::from_utf8(frame.to_vec()).expect("UTF-8");
            true
        });
        (shown, sent)
    }

    #[test]
    fn progress_reaches_the_server_that_asked_under_its_own_token() {
        let questions = Questions::default();
        let frame = r#"{"jsonrpc":"2.0","params":{"_meta":{"progressToken":"t","x":1.0}},"method":"sampling/createMessage","id":7}"#;
        let (first, to_first) = ask(&questions, frame);
        let (second, to_second) = ask(&questions, frame);
        assert_eq!(
            first,
            r#"{"jsonrpc":"2.0","params":{"_meta":{"progressToken":0,"x":1.0}},"method":"sampling/createMessage","id":0}"#
        );
        assert!(second.ends_with(r#""id":1}"#), "{second}");
        let progress = |token: &str| {
            let text = format!(
                r#"{{"jsonrpc":"2.0","method":"notifications/progress","params":{{"progress":1.0,"progressToken":{token}}}}}"#
            );
            questions.progressed(&Envelope::from_text(&text).expect("a frame"));
        };
        progress("1");
        progress("2");
        progress("\"t\"");
        assert_eq!(
            *to_second.0.lock().expect("no panic"),
            [
                r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1.0,"progressToken":"t"}}"#
            ]
        );
        assert!(to_first.0.lock().expect("no panic").is_empty());
        questions.answer(&Answer::of_result(b"{}").expect("JSON"), Some(1));
        assert_eq!(
            to_second.0.lock().expect("no panic")[1],
            r#"{"jsonrpc":"2.0","id":7,"result":{}}"#
        );
    }
}

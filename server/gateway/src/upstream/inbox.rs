//! What an upstream sends: answers, notifications and requests of its own.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::{Notify, watch};
use tracing::{debug, trace};

use super::{
    ask::{Ask, WayBack},
    listener::{StrayContent, StrayPost},
    pending::Pending,
};
use crate::{
    envelope::{Answer, Envelope, FrameError, Kind, result_frame},
    raw::{RawObject, decode_string},
};

/// Reads frames, and serves those that nobody waits for.
pub(super) struct Inbox {
    /// Requests that wait for their answer.
    pub(super) pending: Pending,
    /// Wakes the task that lists everything again. Many notifications in a row wake it once.
    pub(super) lists_changed: Notify,
    /// Resources that a server of the modern era said it watches, raw.
    pub(super) confirmed: watch::Sender<BTreeSet<String>>,
    /// For what belongs to no request.
    pub(super) strays: StrayPost,
    /// The client said that it can be asked.
    is_askable: bool,
    /// The client can be asked, or has a process of its own.
    shows_more: bool,
    unexpected: AtomicU64,
}

/// What the transport has to hand to whoever waits.
#[derive(Debug)]
pub(super) struct Incoming {
    /// The request it answers; `None` when the server could not read the request's id.
    pub(super) id: Option<u64>,
    /// The answer.
    pub(super) answer: Answer,
}

impl Inbox {
    /// Nothing received yet.
    pub(super) fn new(strays: StrayPost, is_askable: bool, shows_more: bool) -> Self {
        Self {
            pending: Pending::default(),
            lists_changed: Notify::new(),
            confirmed: watch::Sender::default(),
            strays,
            is_askable,
            shows_more,
            unexpected: AtomicU64::new(0),
        }
    }

    /// The server may ask the client something.
    pub(super) fn is_askable(&self) -> bool {
        self.is_askable
    }

    /// News can arrive from now on. What was said before is lost: where the server may offer something else than to the
    /// gateway, everything is listed again.
    pub(super) fn listens(&self) {
        if self.shows_more {
            self.lists_changed.notify_one();
        }
    }

    /// Reads one frame, or a batch of them as 2025-03-26 has it. `about` is the request whose stream it came on;
    /// requests of the server are answered by `back`.
    pub(super) fn receive(
        &self,
        frame: &Bytes,
        about: Option<u64>,
        back: &impl Fn() -> Arc<dyn WayBack>,
        mut deliver: impl FnMut(Incoming),
    ) -> Result<(), FrameError> {
        if frame.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'[') {
            return self.receive_one(frame, about, back, &mut deliver);
        }
        let parts: Vec<&RawValue> = serde_json::from_slice(frame)
            .map_err(|_| FrameError::Invalid("an array must hold JSON-RPC messages"))?;
        for part in parts {
            self.receive_one(&frame.slice_ref(part.get().as_bytes()), about, back, &mut deliver)?;
        }
        Ok(())
    }

    /// Hands an answer to whoever waits for it.
    pub(super) fn complete(&self, Incoming { id, answer }: Incoming) {
        if !id.is_some_and(|id| self.pending.complete(id, Ok(answer))) {
            // Often the answer to a request that was cancelled.
            let unexpected = self.unexpected.fetch_add(1, Ordering::Relaxed) + 1;
            debug!(
                id,
                unexpected, "an upstream answered something that nobody waits for"
            );
        }
    }

    fn receive_one(
        &self,
        frame: &Bytes,
        about: Option<u64>,
        back: &impl Fn() -> Arc<dyn WayBack>,
        deliver: &mut impl FnMut(Incoming),
    ) -> Result<(), FrameError> {
        let envelope = Envelope::parse(frame)?;
        match envelope.kind() {
            Kind::Response => {
                let answer = Answer::new(frame, &envelope);
                let answer = answer.ok_or(FrameError::Invalid("an answer must have an id"))?;
                deliver(Incoming {
                    id: envelope.own_id(),
                    answer,
                });
            }
            Kind::Notification => self.notified(frame, &envelope, about),
            Kind::Request if envelope.method.as_deref() == Some("ping") => {
                let id = envelope.id.map_or("null", RawValue::get);
                back().send(result_frame(id, b"{}"));
            }
            Kind::Request => {
                if let Some(ask) = Ask::new(frame, &envelope, back()) {
                    self.asked(ask, about);
                }
            }
        }
        Ok(())
    }

    fn notified(&self, frame: &Bytes, envelope: &Envelope<'_>, about: Option<u64>) {
        let request = match envelope.method.as_deref() {
            Some("notifications/progress") => {
                let known =
                    progress_token(envelope).is_some_and(|token| self.pending.notify(token, frame, envelope));
                if !known {
                    trace!("progress of a request that nobody waits for, or too fast for its listener");
                }
                return;
            }
            Some(
                "notifications/tools/list_changed"
                | "notifications/prompts/list_changed"
                | "notifications/resources/list_changed",
            ) => return self.lists_changed.notify_one(),
            Some("notifications/subscriptions/acknowledged") => {
                self.confirmed.send_replace(confirmed(envelope));
                self.listens();
                return;
            }
            // Whoever is subscribed hears it, whatever stream it came on.
            Some("notifications/resources/updated") => None,
            _ => about.or_else(|| self.pending.only_listened()),
        };
        let heard = request.is_some_and(|id| self.pending.notify(id, frame, envelope));
        if !heard {
            self.strays.put(StrayContent::Notification(frame.clone()));
        }
    }

    fn asked(&self, ask: Ask, about: Option<u64>) {
        if !self.is_askable {
            return ask.refuse_method();
        }
        let unheard = match about.or_else(|| self.pending.only_listened()) {
            Some(id) => self.pending.ask(id, ask),
            None => Err(ask),
        };
        if let Err(ask) = unheard {
            self.strays.put(StrayContent::Ask(ask));
        }
    }
}

/// The resources that an acknowledgement names.
fn confirmed(acknowledged: &Envelope<'_>) -> BTreeSet<String> {
    let member = |object: &RawValue, key: &str| -> Option<Box<RawValue>> {
        let object = RawObject::parse(object.get(), &[]).ok()?;
        object.get(key).map(ToOwned::to_owned)
    };
    let uris = acknowledged
        .params
        .and_then(|params| member(params, "notifications"))
        .and_then(|notifications| member(&notifications, "resourceSubscriptions"))
        .and_then(|uris| serde_json::from_str::<Vec<Box<RawValue>>>(uris.get()).ok());
    uris.unwrap_or_default()
        .into_iter()
        .map(|uri| uri.get().to_owned())
        .collect()
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
    use std::sync::{Arc, Mutex};

    use bytes::Bytes;
    use model::ServerId;
    use uuid::Uuid;

    use super::{Inbox, Incoming};
    use crate::{
        envelope::Envelope,
        session_id::SessionId,
        upstream::{
            ask::{Ask, WayBack},
            lane::Lane,
            listener::{Listener, StrayContent, StrayPost, Strays, stray_channel},
        },
    };

    /// What went back to the server.
    #[derive(Default)]
    struct Sent(Mutex<Vec<String>>);

    impl WayBack for Sent {
        fn send(&self, frame: Vec<u8>) {
            self.0
                .lock()
                .unwrap()
                .push(String::from_utf8(frame).expect("UTF-8"));
        }
    }

    /// Hears everything, or only the first of it.
    struct Recording {
        room: usize,
        frames: Mutex<Vec<Bytes>>,
        asks: Mutex<Vec<Ask>>,
    }

    impl Recording {
        fn new(room: usize) -> Arc<Self> {
            Arc::new(Self {
                room,
                frames: Mutex::default(),
                asks: Mutex::default(),
            })
        }
    }

    impl Listener for Recording {
        fn notified(&self, frame: &Bytes, _: &Envelope<'_>) -> bool {
            let mut frames = self.frames.lock().unwrap();
            let has_room = frames.len() < self.room;
            if has_room {
                frames.push(frame.clone());
            }
            has_room
        }

        fn asked(&self, ask: Ask) {
            self.asks.lock().unwrap().push(ask);
        }
    }

    struct Rig {
        inbox: Inbox,
        sent: Arc<Sent>,
        strays: Strays,
    }

    impl Rig {
        fn new(is_askable: bool) -> Self {
            let (sender, strays) = stray_channel();
            let server_id = ServerId::from_uuid(Uuid::from_u128(1));
            let post = StrayPost::new(server_id, sender);
            post.belongs_to(Lane::Own(SessionId::random()));
            Self {
                inbox: Inbox::new(post, is_askable, is_askable),
                sent: Arc::default(),
                strays,
            }
        }

        fn receive(&self, frame: &'static str, about: Option<u64>) -> Vec<Incoming> {
            let mut seen = Vec::new();
            self.inbox
                .receive(
                    &Bytes::from_static(frame.as_bytes()),
                    about,
                    &|| self.sent.clone(),
                    |incoming| seen.push(incoming),
                )
                .expect(frame);
            seen
        }

        fn sent(&self) -> Vec<String> {
            std::mem::take(&mut *self.sent.0.lock().unwrap())
        }
    }

    const ELICIT: &str = r#"{"jsonrpc":"2.0","id":"a\u0062","method":"elicitation/create","params":{}}"#;
    const LOG: &str = r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"data":1.0}}"#;

    #[test]
    fn answers_ping_with_the_id_as_it_came() {
        let rig = Rig::new(false);
        rig.receive(r#"{"jsonrpc":"2.0","id":"a\u0062","method":"ping"}"#, None);
        assert_eq!(rig.sent(), [r#"{"jsonrpc":"2.0","id":"a\u0062","result":{}}"#]);
    }

    #[test]
    fn refuses_what_the_client_did_not_offer() {
        let rig = Rig::new(false);
        rig.receive(ELICIT, None);
        let sent = rig.sent();
        assert!(
            sent[0].starts_with(r#"{"jsonrpc":"2.0","id":"a\u0062","error":{"code":-32601,"#),
            "{sent:?}"
        );
    }

    #[test]
    fn a_question_goes_to_the_only_call_that_listens() {
        let mut rig = Rig::new(true);
        let (first, second) = (Recording::new(9), Recording::new(9));
        let _first = rig.inbox.pending.register(7, Some(first.clone())).expect("open");
        rig.receive(ELICIT, None);
        assert_eq!(first.asks.lock().unwrap()[0].raw_id(), r#""a\u0062""#);
        assert!(rig.inbox.pending.heard(7).is_some(), "the call waits as well");

        let _second = rig.inbox.pending.register(8, Some(second.clone())).expect("open");
        rig.receive(ELICIT, None);
        let Ok(stray) = rig.strays.try_recv() else {
            panic!("ambiguous")
        };
        assert!(matches!(stray.content, StrayContent::Ask(_)));
        rig.receive(ELICIT, Some(8));
        assert_eq!(second.asks.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_question_that_nobody_answers_is_refused() {
        let rig = Rig::new(true);
        rig.receive(ELICIT, None);
        drop(rig.strays);
        assert!(rig.sent.0.lock().unwrap()[0].contains("-32603"));
    }

    #[test]
    fn what_is_said_before_somebody_has_the_connection_is_heard_by_who_gets_it() {
        let (sender, mut strays) = stray_channel();
        let post = StrayPost::new(ServerId::from_uuid(Uuid::from_u128(1)), sender);
        let (inbox, sent) = (Inbox::new(post, true, true), Arc::<Sent>::default());
        for frame in [ELICIT, LOG] {
            let back = || -> Arc<dyn WayBack> { sent.clone() };
            inbox
                .receive(&Bytes::from_static(frame.as_bytes()), None, &back, |_| {})
                .expect(frame);
        }
        assert!(strays.try_recv().is_err(), "nobody is there");
        assert!(sent.0.lock().unwrap().is_empty(), "nothing is refused");
        inbox.strays.belongs_to(Lane::Own(SessionId::random()));
        let first = strays.try_recv().map(|stray| stray.content);
        assert!(matches!(first, Ok(StrayContent::Ask(_))));
        let second = strays.try_recv().map(|stray| stray.content);
        assert!(matches!(second, Ok(StrayContent::Notification(_))));
    }

    #[test]
    fn what_belongs_to_no_call_is_a_stray() {
        let mut rig = Rig::new(true);
        rig.receive(LOG, None);
        let Ok(stray) = rig.strays.try_recv() else {
            panic!("lost")
        };
        assert!(matches!(stray.content, StrayContent::Notification(frame) if frame == LOG));

        let call = Recording::new(9);
        let _answer = rig.inbox.pending.register(7, Some(call.clone())).expect("open");
        rig.receive(LOG, None);
        assert_eq!(call.frames.lock().unwrap().len(), 1);
        assert!(rig.strays.try_recv().is_err());
    }

    #[test]
    fn reads_the_messages_of_a_batch_one_by_one() {
        let rig = Rig::new(false);
        let seen = rig.receive(
            r#" [{"jsonrpc":"2.0","id":7,"result":{"a":1}},{"jsonrpc":"2.0","id":null,"error":{"code":1}}]"#,
            None,
        );
        let [first, second] = seen.as_slice() else {
            panic!("expected two answers, got {seen:?}");
        };
        assert_eq!((first.id, second.id), (Some(7), None));
        assert_eq!(first.answer.result(), Some(br#"{"a":1}"#.as_slice()));
        assert_eq!(second.answer.error(), Some(br#"{"code":1}"#.as_slice()));
    }

    #[test]
    fn routes_progress_by_its_token_as_number_or_text() {
        let rig = Rig::new(false);
        let call = Recording::new(9);
        let _answer = rig.inbox.pending.register(7, Some(call.clone())).expect("open");
        for frame in [
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":1}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":8,"progress":1}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"7","progress":2}}"#,
        ] {
            assert!(rig.receive(frame, None).is_empty());
        }
        assert_eq!(call.frames.lock().unwrap().len(), 2);
        assert!(rig.inbox.pending.heard(7).is_some());
        assert!(rig.inbox.pending.heard(8).is_none());
    }

    #[test]
    fn a_slow_listener_loses_progress_and_holds_up_nothing() {
        let rig = Rig::new(false);
        let call = Recording::new(1);
        let _answer = rig.inbox.pending.register(7, Some(call.clone())).expect("open");
        for _ in 0..3 {
            rig.receive(
                r#"{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":7,"progress":1}}"#,
                None,
            );
        }
        assert_eq!(call.frames.lock().unwrap().len(), 1);
    }

    #[test]
    fn says_when_a_line_is_not_a_frame() {
        let rig = Rig::new(false);
        for line in ["Server listening on port 3000", "{}", "[1]", ""] {
            let line = Bytes::from_static(line.as_bytes());
            let back = || -> Arc<dyn WayBack> { rig.sent.clone() };
            let result = rig.inbox.receive(&line, None, &back, |_| panic!("an answer"));
            assert!(result.is_err(), "{line:?}");
        }
    }
}

//! A server with sessions that asks something, for a client without one.
//!
//! The call goes on and waits ("is parked") while the client gets the question as a result (`input_required`) with a
//! sealed `requestState` that names the call. The client repeats its request with answers, and the call goes on.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::value::RawValue;
use tokio::{sync::Notify, time::sleep};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::{
    Error,
    envelope::{Answer, Envelope},
    raw::{RawObject, write_string},
    upstream::Ask,
};

/// Calls that wait for answers at the same time. Each holds a connection.
const MAX_PARKED: usize = 256;

/// How long a call waits for its client's answers.
const PATIENCE: Duration = Duration::from_mins(10);

/// Questions that arrive so soon after another are asked together.
const GATHER: Duration = Duration::from_millis(10);

/// All parked calls.
#[derive(Default)]
pub(crate) struct Parking(Mutex<HashMap<u128, Parked>>);

/// A call, and the end of the clock that runs for its client.
struct Parked {
    call: Arc<ParkedCall>,
    _gone: DropGuard,
}

/// A call that may have to wait for its client.
pub(crate) struct ParkedCall {
    id: u128,
    state: Mutex<State>,
    news: Notify,
    /// Ends the call.
    pub(crate) cancel: CancellationToken,
}

#[derive(Default)]
struct State {
    /// Open questions by the key under which the client knows them.
    questions: BTreeMap<String, Ask>,
    asked: u64,
    answer: Option<Result<Answer, Error>>,
}

/// What a call has come to.
pub(crate) enum Outcome {
    /// It is answered.
    Answer(Result<Answer, Error>),
    /// Its server wants to know something: `inputRequests`, a raw object.
    Questions(Vec<u8>),
}

impl Parking {
    /// Lets a call wait for its client. Too many calls wait: this one is refused.
    pub(crate) fn park(self: &Arc<Self>, call: &Arc<ParkedCall>, tasks: &TaskTracker) -> Result<(), Error> {
        let gone = CancellationToken::new();
        {
            let mut calls = self.lock();
            if calls.len() >= MAX_PARKED {
                call.cancel.cancel();
                return Err(Error::TooManyParked { limit: MAX_PARKED });
            }
            let parked = Parked {
                call: call.clone(),
                _gone: gone.clone().drop_guard(),
            };
            calls.insert(call.id, parked);
        }
        let (parking, id) = (self.clone(), call.id);
        tasks.spawn(async move {
            // The client did not come back.
            if gone.run_until_cancelled(sleep(PATIENCE)).await.is_some()
                && let Some(call) = parking.take(id)
            {
                call.cancel.cancel();
            }
        });
        Ok(())
    }

    /// The call that waits under this id, which then waits no longer.
    pub(crate) fn take(&self, id: u128) -> Option<Arc<ParkedCall>> {
        self.lock().remove(&id).map(|parked| parked.call)
    }

    /// Ends all.
    pub(crate) fn close(&self) {
        for (_, parked) in self.lock().drain() {
            parked.call.cancel.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u128, Parked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ParkedCall {
    /// A call that begins.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            id: rand::random(),
            state: Mutex::default(),
            news: Notify::new(),
            cancel: CancellationToken::new(),
        })
    }

    /// Names it in a `requestState`.
    pub(crate) fn id(&self) -> u128 {
        self.id
    }

    /// Its server asks something.
    pub(crate) fn ask(&self, ask: Ask) {
        {
            let mut state = self.state();
            let mut key = own_key(&ask);
            while key.as_ref().is_none_or(|key| state.questions.contains_key(key)) {
                state.asked += 1;
                key = Some(made_key(&ask, state.asked));
            }
            state.questions.extend(key.map(|key| (key, ask)));
        }
        self.news.notify_one();
    }

    /// It is answered.
    pub(crate) fn finish(&self, answer: Result<Answer, Error>) {
        self.state().answer = Some(answer);
        self.news.notify_one();
    }

    /// Takes the client's answers, `inputResponses`, to the server. What is still open is asked again.
    pub(crate) fn reply(&self, responses: &RawValue) -> Result<(), Error> {
        let invalid = || Error::InvalidParams("params.inputResponses must be an object".to_owned());
        let responses = RawObject::parse(responses.get(), &[]).map_err(|_| invalid())?;
        for field in responses.fields() {
            // Keys that nobody asked for are ignored.
            let Some(ask) = self.state().questions.remove(&*field.key) else {
                continue;
            };
            if let Some(answer) = Answer::of_result(field.value.get().as_bytes()) {
                ask.answer(&answer);
            }
        }
        Ok(())
    }

    /// Waits until the server has answered or wants to know something.
    pub(crate) async fn outcome(&self) -> Outcome {
        loop {
            let news = self.news.notified();
            if let Some(answer) = self.state().answer.take() {
                return Outcome::Answer(answer);
            }
            if !self.state().questions.is_empty() {
                sleep(GATHER).await;
                return Outcome::Questions(self.questions());
            }
            news.await;
        }
    }

    fn questions(&self) -> Vec<u8> {
        let state = self.state();
        let mut out = vec![b'{'];
        for (key, ask) in &state.questions {
            let Ok(envelope) = Envelope::parse(ask.frame()) else {
                continue;
            };
            if out.len() > 1 {
                out.push(b',');
            }
            write_string(&mut out, key);
            out.extend_from_slice(b":{\"method\":");
            write_string(&mut out, envelope.method.as_deref().unwrap_or_default());
            out.extend_from_slice(b",\"params\":");
            out.extend_from_slice(envelope.params.map_or("{}", RawValue::get).as_bytes());
            out.push(b'}');
        }
        out.push(b'}');
        out
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server with sessions has no key for a question. Where its request has a name for an id, that is as good.
fn own_key(ask: &Ask) -> Option<String> {
    serde_json::from_str(ask.raw_id()).ok()
}

/// `elicitation_create_1`
fn made_key(ask: &Ask, number: u64) -> String {
    let envelope = Envelope::parse(ask.frame()).ok();
    let method = envelope.and_then(|envelope| envelope.method).unwrap_or_default();
    format!("{}_{number}", method.replace('/', "_"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;
    use serde_json::Value;

    use super::ParkedCall;
    use crate::{
        envelope::Envelope,
        upstream::{Ask, WayBack},
    };

    struct Nobody;

    impl WayBack for Nobody {
        fn send(&self, _: Vec<u8>) {}
    }

    #[test]
    fn a_question_is_known_by_its_own_name_where_it_has_one() {
        let call = ParkedCall::new();
        for id in [r#""who""#, r#""who""#, "7"] {
            let frame =
                format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"elicitation/create","params":{{}}}}"#);
            let frame = Bytes::from(frame);
            let envelope = Envelope::parse(&frame).expect("a frame");
            call.ask(Ask::new(&frame, &envelope, Arc::new(Nobody)).expect("a request"));
        }
        let questions: Value = serde_json::from_slice(&call.questions()).expect("JSON");
        let keys: Vec<_> = questions.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["elicitation_create_1", "elicitation_create_2", "who"]);
    }
}

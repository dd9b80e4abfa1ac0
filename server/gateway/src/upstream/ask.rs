//! A request of a server to its client.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::{
    envelope::{Answer, Envelope, Pieces, error_frame, notification_frame},
    raw::{RawObject, is_string_or_number, range_of},
};

/// The code of an answer to a method that the client does not have.
const METHOD_NOT_FOUND: i32 = -32601;

/// The client cannot answer although it said that it could.
const CLIENT_GONE: i32 = -32603;

/// Takes frames back to whoever asked. Never waits.
pub(crate) trait WayBack: Send + Sync {
    /// Sends a frame if there is room for it.
    fn send(&self, frame: Vec<u8>);
}

/// A request of a server that waits for an answer. One that is dropped is refused, so that no server waits forever.
pub(crate) struct Ask {
    frame: Bytes,
    id: Range<usize>,
    /// Where the token stands by which the server wants to hear of progress.
    token: Option<Range<usize>>,
    back: Option<Arc<dyn WayBack>>,
    /// While this exists, the call that the server asks in may take its time.
    pause: Option<Arc<()>>,
}

impl Ask {
    /// Takes a frame whose envelope was read from these very bytes; `None` when it is no request.
    pub(crate) fn new(frame: &Bytes, envelope: &Envelope<'_>, back: Arc<dyn WayBack>) -> Option<Self> {
        Some(Self {
            frame: frame.clone(),
            id: range_of(frame, envelope.id?.get()),
            token: progress_token(envelope).map(|token| range_of(frame, token.get())),
            back: Some(back),
            pause: None,
        })
    }

    /// The call that the server asks in waits for the answer to this as well.
    pub(super) fn pausing(mut self, pause: Arc<()>) -> Self {
        self.pause = Some(pause);
        self
    }

    /// The request as it came.
    pub(crate) fn frame(&self) -> &Bytes {
        &self.frame
    }

    /// The request under an id of ours, which is the token for progress too.
    pub(crate) fn with_id(&self, ours: &str) -> Vec<u8> {
        let mut places = vec![self.id.clone()];
        places.extend(self.token.clone());
        places.sort_by_key(|place| place.start);
        let mut out = Vec::with_capacity(self.frame.len() + 2 * ours.len());
        let mut at = 0;
        for place in places {
            out.extend_from_slice(&self.frame[at..place.start]);
            out.extend_from_slice(ours.as_bytes());
            at = place.end;
        }
        out.extend_from_slice(&self.frame[at..]);
        out
    }

    /// Tells the server how its client gets on with it, under the server's own token, if it wants to know. `params` are
    /// the client's.
    pub(crate) fn progressed(&self, params: &RawObject<'_>) {
        let (Some(token), Some(back)) = (&self.token, &self.back) else {
            return;
        };
        let mut theirs = Vec::new();
        params.write_with(&mut theirs, &[("progressToken", &self.frame[token.clone()])]);
        back.send(notification_frame("notifications/progress", Some(&theirs)));
    }

    /// The server's own id, raw.
    pub(crate) fn raw_id(&self) -> &str {
        std::str::from_utf8(&self.frame[self.id.clone()]).unwrap_or("null")
    }

    /// Answers with the client's own result or error, of which no byte changes but the id.
    pub(crate) fn answer(mut self, answer: &Answer) {
        let frame = match answer.with_id(self.raw_id()) {
            Pieces::One(whole) => whole.into(),
            pieces @ Pieces::Three(_) => pieces.into_vec(),
        };
        if let Some(back) = self.back.take() {
            back.send(frame);
        }
    }

    /// Refuses, because the client has no such method.
    pub(super) fn refuse_method(self) {
        self.refuse(METHOD_NOT_FOUND, "The client does not support this method");
    }

    /// Nobody waits for the answer any more.
    pub(crate) fn forget(mut self) {
        self.back = None;
    }

    fn refuse(mut self, code: i32, message: &str) {
        if let Some(back) = self.back.take() {
            back.send(refusal(self.raw_id(), code, message));
        }
    }
}

impl Drop for Ask {
    fn drop(&mut self) {
        if let Some(back) = self.back.take() {
            back.send(refusal(
                self.raw_id(),
                CLIENT_GONE,
                "The client is gone or has no open stream",
            ));
        }
    }
}

/// `params._meta.progressToken`, if there is one.
fn progress_token<'a>(request: &Envelope<'a>) -> Option<&'a RawValue> {
    let params = RawObject::parse(request.params?.get(), &[]).ok()?;
    let meta = RawObject::parse(params.get("_meta")?.get(), &[]).ok()?;
    meta.get("progressToken")
        .filter(|token| is_string_or_number(token))
}

fn refusal(id: &str, code: i32, message: &str) -> Vec<u8> {
    error_frame(
        id,
        format!(r#"{{"code":{code},"message":"{message}"}}"#).as_bytes(),
    )
}

//! A server without sessions that needs something from a client with one.
//!
//! Such a server answers with what it wants to know (`input_required`) and is asked again with the answers. The client
//! is asked as its era does it, by requests on the stream of its call, and sees one long call.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::try_join_all;
use serde_json::value::RawValue;
use tokio::sync::mpsc;

use super::context::Asker;
use crate::{
    Error,
    envelope::{Answer, Envelope, request_frame},
    error::quoted,
    raw::{Malformed, RawObject, decode_string, write_string},
    upstream::{Ask, WayBack},
};

/// Rounds of one call. A server that wants to know more than that does not know what it wants.
pub(crate) const MAX_ROUNDS: usize = 32;

/// What a server wants to know before it answers.
pub(crate) struct Wanted<'a> {
    requests: RawObject<'a>,
    state: Option<&'a RawValue>,
}

impl<'a> Wanted<'a> {
    /// Reads a result; `None` when it is an answer.
    pub(crate) fn of(answer: &'a Answer) -> Option<Self> {
        let text = std::str::from_utf8(answer.result().filter(|_| answer.is_modern())?).ok()?;
        // Hardly any result has the word in it.
        if !text.contains("\"input_required\"") {
            return None;
        }
        let result = RawObject::parse(text, &["resultType", "inputRequests", "requestState"]).ok()?;
        let kind = result.get("resultType").and_then(decode_string)?;
        if kind != "input_required" {
            return None;
        }
        let requests = result.get("inputRequests").map_or("{}", RawValue::get);
        Some(Self {
            requests: RawObject::parse(requests, &[]).unwrap_or_default(),
            state: result.get("requestState"),
        })
    }

    /// Asks the client, and returns what has to be said with the next request.
    pub(crate) async fn ask(&self, asker: &Asker) -> Result<Said, Error> {
        let questions = self.requests.fields().iter().map(|field| async {
            let reply = question(asker, field.value).await?;
            Ok::<_, Error>((&*field.key, reply))
        });
        let replies = try_join_all(questions).await?;
        let mut responses = b"{".to_vec();
        for (at, (key, reply)) in replies.iter().enumerate() {
            if at > 0 {
                responses.push(b',');
            }
            write_string(&mut responses, key);
            responses.push(b':');
            responses.extend_from_slice(reply);
        }
        responses.push(b'}');
        Ok(Said {
            responses,
            state: self.state.map(|state| state.get().into()),
        })
    }
}

/// The client's answers, and the server's own state.
pub(crate) struct Said {
    responses: Vec<u8>,
    state: Option<Box<str>>,
}

impl Said {
    /// The params of the request, with the answers.
    pub(crate) fn with(&self, params: &[u8]) -> Result<Vec<u8>, Malformed> {
        let text = std::str::from_utf8(params).map_err(Malformed::NotUtf8)?;
        let params = RawObject::parse(text, &[])?;
        let mut members: Vec<(&str, &[u8])> = vec![("inputResponses", &self.responses)];
        if let Some(state) = &self.state {
            members.push(("requestState", state.as_bytes()));
        }
        let mut out = Vec::new();
        params.write_with(&mut out, &members);
        Ok(out)
    }
}

/// One question to the client, with its method and its params: its result.
pub(crate) async fn question(asker: &Asker, wanted: &RawValue) -> Result<Vec<u8>, Error> {
    let refused = |why: &str| Error::Question(why.to_owned());
    let wanted = RawObject::parse(wanted.get(), &["method", "params"])
        .map_err(|_| refused("the server asks something that cannot be understood"))?;
    let method = wanted
        .get("method")
        .and_then(decode_string)
        .ok_or_else(|| refused("the server asks something without saying what"))?;
    let params = wanted.get("params").map(|params| params.get().as_bytes());
    let frame = Bytes::from(request_frame(0, &method, params));
    let (sender, mut replies) = mpsc::unbounded_channel();
    {
        let envelope = Envelope::parse(&frame).map_err(|_| refused("the server asks something malformed"))?;
        let back: Arc<dyn WayBack> = Arc::new(Replies(sender));
        let ask = Ask::new(&frame, &envelope, back).ok_or_else(|| refused("the server asks nothing"))?;
        asker.session.ask(ask, asker.outbox.as_deref());
    }
    loop {
        let reply = replies
            .recv()
            .await
            .ok_or_else(|| refused("the client is gone"))?;
        let envelope = Envelope::parse(&reply).map_err(|_| refused("the client's answer cannot be read"))?;
        match (envelope.result, envelope.error) {
            (Some(result), _) => return Ok(result.get().as_bytes().to_vec()),
            (None, Some(error)) => return Err(refused(&quoted(error.get()))),
            // Progress, of which a server of this era has no way to hear.
            (None, None) => {}
        }
    }
}

/// Takes the client's answer to whoever waits for it.
struct Replies(mpsc::UnboundedSender<Vec<u8>>);

impl WayBack for Replies {
    fn send(&self, frame: Vec<u8>) {
        // Whoever asked may not wait any more.
        let _ = self.0.send(frame);
    }
}

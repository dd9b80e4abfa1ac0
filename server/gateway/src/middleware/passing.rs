//! A request on its way through a chain.

use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use model::{CallKind as Kind, NamespaceId};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::pass::Sending;
use crate::{
    Error,
    catalogue::Target,
    envelope::{Envelope, notification_frame},
    gateway::Inner,
    pipeline::{context::Context, details::Details},
    raw::{RawObject, write_string},
};

/// What the request with this method is about, where it is about something that a chain looks at.
pub(crate) fn kind_of(method: &str) -> Option<Kind> {
    match method {
        "tools/call" => Some(Kind::Tool),
        "prompts/get" => Some(Kind::Prompt),
        "resources/read" | "resources/subscribe" => Some(Kind::Resource),
        _ => None,
    }
}

/// A request on its way.
pub(crate) struct Passing<'a> {
    pub(crate) gateway: &'a Inner,
    pub(crate) context: &'a Context,
    pub(crate) kind: Kind,
    pub(crate) target: &'a Target,
    /// The namespace whose link it passes.
    pub(crate) namespace_id: NamespaceId,
    /// What that namespace's patterns are about: `server__name` with the server's own names, or a URI.
    pub(crate) name: Arc<str>,
    /// It is neither a task nor the answer to a question of its server: nothing but its arguments tells it from others.
    pub(super) is_plain: bool,
    sending: &'a Sending<'a>,
    arguments: Arc<RawValue>,
    is_changed: bool,
    /// What links keep for the answer, by their address.
    notes: Vec<(usize, [u8; 32])>,
}

/// Fields of a call that make it another one.
const NOT_PLAIN: [&str; 3] = ["task", "inputResponses", "requestState"];

static NO_ARGUMENTS: LazyLock<Arc<RawValue>> =
    LazyLock::new(|| RawValue::from_string("{}".to_owned()).expect("an object").into());

// === impl Passing ===

impl<'a> Passing<'a> {
    pub(super) fn new(sending: &'a Sending<'a>, kind: Kind) -> Result<Self, Error> {
        let params = sending.forward.params(0);
        let text = std::str::from_utf8(&params).unwrap_or("{}");
        let params = RawObject::parse(text, &[])
            .map_err(|error| Error::InvalidParams(format!("the params are refused: {error}")))?;
        let arguments = params.get("arguments").filter(|it| it.get() != "null");
        Ok(Self {
            gateway: sending.gateway,
            context: sending.context,
            kind,
            target: &sending.forward.target,
            namespace_id: NamespaceId::from_uuid(Uuid::nil()),
            name: Arc::clone(&sending.forward.target.exposed),
            is_plain: NOT_PLAIN.iter().all(|field| params.get(field).is_none()),
            sending,
            arguments: arguments.map_or_else(|| NO_ARGUMENTS.clone(), |it| Arc::from(it.to_owned())),
            is_changed: false,
            notes: Vec::new(),
        })
    }

    /// What the server is given; an empty object where the client gave nothing.
    pub(crate) fn arguments(&self) -> &Arc<RawValue> {
        &self.arguments
    }

    /// Gives the server something else.
    pub(super) fn set_arguments(&mut self, arguments: Arc<RawValue>) {
        self.arguments = arguments;
        self.is_changed = true;
    }

    /// What is given in place of what the client gave.
    pub(super) fn changed_arguments(&self) -> Option<&RawValue> {
        self.is_changed.then_some(&*self.arguments)
    }

    /// Keeps something for the answer.
    pub(super) fn note<T>(&mut self, link: &T, note: [u8; 32]) {
        self.notes.push((std::ptr::from_ref(link).addr(), note));
    }

    /// What [`Passing::note`] kept.
    pub(super) fn noted<T>(&self, link: &T) -> Option<[u8; 32]> {
        let link = std::ptr::from_ref(link).addr();
        self.notes
            .iter()
            .find(|(of, _)| *of == link)
            .map(|(_, note)| *note)
    }

    /// What the call's record will tell.
    pub(super) fn details(&self) -> &Details {
        &self.sending.forward.details
    }

    /// Tells the client that wants to know how far its request is. The steps are counted from 0.
    pub(super) fn tell(&self, step: u32, message: &str) {
        if self.sending.forward.progress_token.is_none() {
            return;
        }
        // The client's own token is put in where it is heard.
        let mut params = format!(r#"{{"progressToken":0,"progress":{step},"message":"#).into_bytes();
        write_string(&mut params, message);
        params.push(b'}');
        self.say("notifications/progress", &params);
    }

    /// Says something to the client on the stream of its request, if there is one. `params` is a raw object.
    pub(super) fn say(&self, method: &str, params: &[u8]) {
        let Some(ears) = &self.sending.ears else {
            return;
        };
        let frame = Bytes::from(notification_frame(method, Some(params)));
        if let Ok(notification) = Envelope::parse(&frame) {
            ears.notified(&frame, &notification);
        }
    }
}

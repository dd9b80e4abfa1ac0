//! What a session hears from servers, outside and inside of its calls.

use std::sync::Arc;

use bytes::Bytes;
use model::ServerId;

use super::{Session, outbox::Outbox};
use crate::{
    envelope::Envelope,
    raw::{RawObject, decode_string, range_of, write_string},
    upstream::{
        Ask,
        listener::{Listener, StrayContent},
    },
};

impl Session {
    /// Something that a server says outside of any call.
    pub(crate) fn hear(&self, server_id: ServerId, content: StrayContent) {
        match content {
            StrayContent::Ask(ask) => self.ask(ask, None),
            StrayContent::Notification(frame) => self.notified(server_id, &frame),
            StrayContent::Offering(_) | StrayContent::ToAll(_) => {}
        }
    }

    fn notified(&self, server_id: ServerId, frame: &Bytes) {
        let Ok(notification) = Envelope::parse(frame) else {
            return;
        };
        match notification.method.as_deref() {
            Some("notifications/resources/updated") => {
                if let Some(frame) = self.updated(server_id, frame, &notification) {
                    self.streams().say(&[&frame]);
                }
            }
            Some("notifications/cancelled") => {
                if let Some(frame) = self.questions.withdraw(&notification) {
                    self.streams().say(&[&frame]);
                }
            }
            // Nobody owes this to a client without a stream.
            _ if self.logs.admits(&notification) => {
                self.streams().say(&[frame]);
            }
            _ => {}
        }
    }

    /// The news of a resource under the URI that the client knows; `None` when it is not subscribed.
    fn updated(&self, server_id: ServerId, frame: &Bytes, notification: &Envelope<'_>) -> Option<Vec<u8>> {
        let params = RawObject::parse(notification.params?.get(), &["uri"]).ok()?;
        let raw = params.get("uri")?;
        let original = decode_string(raw)?;
        let exposed = self.subscriptions.exposed(server_id, &original)?;
        if *exposed == *original {
            return Some(frame.to_vec());
        }
        let place = range_of(frame, raw.get());
        let mut uri = Vec::new();
        write_string(&mut uri, &exposed);
        Some([&frame[..place.start], &uri, &frame[place.end..]].concat())
    }
}

/// The ears of one call: what a server says goes to the stream of its answer.
pub(crate) struct CallEars {
    session: Arc<Session>,
    outbox: Arc<Outbox>,
    /// The progress token as the client wrote it.
    token: Option<Box<str>>,
}

impl CallEars {
    pub(crate) fn new(session: Arc<Session>, outbox: Arc<Outbox>, token: Option<Box<str>>) -> Arc<Self> {
        Arc::new(Self {
            session,
            outbox,
            token,
        })
    }
}

impl Listener for CallEars {
    fn notified(&self, frame: &Bytes, notification: &Envelope<'_>) -> bool {
        match notification.method.as_deref() {
            Some("notifications/progress") => self
                .token
                .as_deref()
                .is_some_and(|token| self.outbox.notify_progress(frame, notification, token)),
            Some("notifications/cancelled") => {
                let withdrawn = self.session.questions.withdraw(notification);
                withdrawn.is_none_or(|frame| self.outbox.say(&[&frame]))
            }
            _ => !self.session.logs.admits(notification) || self.outbox.notify(&[frame]),
        }
    }

    fn asked(&self, ask: Ask) {
        self.session.ask(ask, Some(&self.outbox));
    }
}

//! What a client that opens pages is asked while a call waits (2025-11-25, "Elicitation", URL mode).

use serde_json::{Value, json, value::RawValue};
use url::Url;

use super::Passing;
use crate::{
    error::opens_pages,
    pipeline::{context::Asker, rounds::question},
};

/// An invitation to the page where the call waits.
pub(super) struct Invitation<'a> {
    asker: &'a Asker,
    id: String,
    wanted: Box<RawValue>,
}

impl<'a> Invitation<'a> {
    /// Nothing for a client that does not open pages, or has no session in which it can be asked.
    pub(super) fn of(passing: &Passing<'a>, place: &Url, message: &str) -> Option<Self> {
        let asker = passing.context.asker.as_ref()?;
        if !opens_pages(passing.context.peer.capabilities()) {
            return None;
        }
        let id = hex::encode(rand::random::<[u8; 16]>());
        let wanted = json!({
            "method": "elicitation/create",
            "params": { "mode": "url", "elicitationId": id, "url": place, "message": message },
        });
        Some(Self {
            asker,
            wanted: serde_json::value::to_raw_value(&wanted).ok()?,
            id,
        })
    }

    /// Resolves when whoever uses the client does not want the call any more. To have opened the page says nothing yet, and
    /// a client that cannot answer goes on waiting.
    pub(super) async fn declined(&self) {
        let reply = question(self.asker, &self.wanted).await;
        let action = reply.ok().and_then(|reply| {
            let reply: Value = serde_json::from_slice(&reply).ok()?;
            Some(reply.get("action")?.as_str()? == "decline")
        });
        if action != Some(true) {
            std::future::pending::<()>().await;
        }
    }

    /// Tells the client that there is nothing more to do on the page.
    pub(super) fn take_back(&self, passing: &Passing<'_>) {
        let params = json!({ "elicitationId": self.id }).to_string();
        passing.say("notifications/elicitation/complete", params.as_bytes());
    }
}

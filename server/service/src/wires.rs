//! What passes on the wires of an endpoint, recorded for whoever may change it.

mod assembly;
mod masking;
mod message;
mod recording;
pub(crate) mod recordings;

use std::sync::Arc;

use gateway::Watched;
use model::{
    ActVerb, EndpointId, Permission, RecordingId, RecordingView, Reference, WireBody, WireEntry, WireFilter,
    WireKind, WirePage,
};

use self::{recording::Recording, recordings::Subject};
use crate::{Caller, Conflict, Error, Result, acts::Act, services::Inner, visibility::changeable};

/// Entries on one page.
const MOST_SHOWN: usize = 200;
/// Bytes of a text in a list; all of it stands on the entry's own page.
const SHOWN: usize = 2 * 1024;
/// Entries in one file.
const MOST_EXPORTED: usize = 5000;

/// Use cases of recordings.
pub struct Wires<'a> {
    inner: &'a Arc<Inner>,
}

impl<'a> Wires<'a> {
    pub(crate) fn new(inner: &'a Arc<Inner>) -> Self {
        Self { inner }
    }

    /// Begins to record what passes at an endpoint that the caller may change, or in one session of it, named by its handle.
    pub async fn begin(
        &self,
        caller: &Caller,
        endpoint: EndpointId,
        session: Option<&str>,
    ) -> Result<RecordingId> {
        caller.require(Permission::KeepOwn)?;
        let installation = self.inner.keeper.current().await?;
        let record = changeable(caller, installation.endpoint(endpoint))?;
        let watched = match session {
            Some(handle) => {
                let handle = u64::from_str_radix(handle, 16).map_err(|_| Error::NotFound)?;
                Watched::Session(endpoint, handle)
            }
            None => Watched::Endpoint(endpoint),
        };
        let name = record.name.clone();
        let subject = Subject {
            owner: caller.user_id,
            endpoint: Reference {
                id: endpoint,
                name: name.clone(),
            },
            session: session.map(str::to_owned),
            watched,
        };
        let recording = self.inner.recordings.begin(self.inner, subject);
        let recording = recording.map_err(|_| Conflict::TooManyWatch)?;
        // Who looks over whose shoulder is nothing to keep to oneself.
        let act = Act::by(caller, "wires.begin").about(
            ActVerb::Created,
            "recording",
            Some(recording.id.as_uuid()),
            name,
        );
        let act = match session {
            Some(session) => act.saying(format!("session {session}")),
            None => act,
        };
        self.inner.note(act).await?;
        Ok(recording.id)
    }

    /// The caller's recordings, the latest first.
    pub fn list(&self, caller: &Caller) -> Result<Vec<RecordingView>> {
        caller.require(Permission::KeepOwn)?;
        let recordings = self.inner.recordings.of(caller.user_id);
        Ok(recordings.iter().map(|it| it.view()).collect())
    }

    /// Entries of a recording that fit: those behind a number, or the latest.
    pub fn entries(
        &self,
        caller: &Caller,
        id: RecordingId,
        after: Option<u64>,
        filter: &WireFilter,
    ) -> Result<WirePage> {
        let recording = self.own(caller, id)?;
        let text = filter.text.trim().to_lowercase();
        let fits = |entry: &WireEntry| fits(filter, &text, entry);
        let (mut entries, has_more) = match after {
            Some(n) => recording.after(n, MOST_SHOWN, fits),
            None => recording.latest(MOST_SHOWN, fits),
        };
        for body in entries.iter_mut().filter_map(|entry| entry.body.as_mut()) {
            shorten(body);
        }
        Ok(WirePage {
            recording: recording.view(),
            entries,
            has_more,
        })
    }

    /// One entry, with all of its text.
    pub fn entry(&self, caller: &Caller, id: RecordingId, n: u64) -> Result<WireEntry> {
        let recording = self.own(caller, id)?;
        let (mut found, _) = recording.after(n.saturating_sub(1), 1, |entry| entry.n == n);
        found.pop().ok_or(Error::NotFound)
    }

    /// Everything that a recording has, for a file.
    pub fn export(&self, caller: &Caller, id: RecordingId) -> Result<WirePage> {
        let recording = self.own(caller, id)?;
        let (entries, has_more) = recording.after(0, MOST_EXPORTED, |_| true);
        Ok(WirePage {
            recording: recording.view(),
            entries,
            has_more,
        })
    }

    /// Records no more. What was recorded stays for a while.
    pub fn stop(&self, caller: &Caller, id: RecordingId) -> Result<()> {
        self.own(caller, id)?.over.cancel();
        Ok(())
    }

    /// Forgets a recording.
    pub fn remove(&self, caller: &Caller, id: RecordingId) -> Result<()> {
        let recording = self.own(caller, id)?;
        self.inner.recordings.remove(&recording);
        Ok(())
    }

    /// Recordings are their makers' alone: others do not know of them.
    fn own(&self, caller: &Caller, id: RecordingId) -> Result<Arc<Recording>> {
        caller.require(Permission::KeepOwn)?;
        let recording = self.inner.recordings.find(caller.user_id, id);
        recording.ok_or(Error::NotFound)
    }
}

fn shorten(body: &mut WireBody) {
    if body.text.len() > SHOWN {
        body.text.truncate(body.text.floor_char_boundary(SHOWN));
        body.is_cut = true;
    }
}

fn fits(filter: &WireFilter, text: &str, entry: &WireEntry) -> bool {
    filter.side.is_none_or(|side| side == entry.side)
        && filter
            .exchange
            .is_none_or(|exchange| entry.exchange == Some(exchange))
        && (!filter.errors || is_error(entry))
        && (text.is_empty() || has(entry, text))
}

fn is_error(entry: &WireEntry) -> bool {
    let of_http = matches!(entry.kind, WireKind::Answer { status } if status >= 400);
    of_http || entry.message.as_ref().is_some_and(|message| message.is_error)
}

/// Some text of the entry has these small letters in it.
fn has(entry: &WireEntry, text: &str) -> bool {
    let is_in = |it: &str| it.to_lowercase().contains(text);
    let target = match &entry.kind {
        WireKind::Request { target, .. } => is_in(target),
        WireKind::Call(call) => is_in(&call.tool),
        WireKind::Answer { .. } | WireKind::Event | WireKind::Line => false,
    };
    target
        || entry.server.as_ref().is_some_and(|server| is_in(&server.name))
        || entry.body.as_ref().is_some_and(|body| is_in(&body.text))
        || entry
            .headers
            .iter()
            .any(|(name, value)| is_in(name) || is_in(value))
}

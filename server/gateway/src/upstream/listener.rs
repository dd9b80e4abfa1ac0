//! What a server says by itself, and who hears it.
//!
//! Something that belongs to a running request goes to the [`Listener`] of that request. Everything else is a
//! [`Stray`]: the gateway finds the sessions that it concerns.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use model::ServerId;
use tokio::sync::mpsc;
use tracing::debug;

use super::{ask::Ask, lane::Lane};
use crate::{Offering, envelope::Envelope};

/// Strays that may wait. Beyond that notifications are dropped and requests refused: nothing may hold up the
/// reading of answers.
const STRAY_BACKLOG: usize = 1024;

/// What a server may say before anybody has its connection. The rest is dropped as above.
const MAX_HELD: usize = 64;

/// Hears what a server says while one request runs. Never waits.
pub(crate) trait Listener: Send + Sync {
    /// A notification, exactly as it came, and what was read of it. `false` when it could not be taken.
    fn notified(&self, frame: &Bytes, notification: &Envelope<'_>) -> bool;

    /// A request of the server.
    fn asked(&self, ask: Ask);
}

/// Something that belongs to no running request.
pub(crate) struct Stray {
    /// Who says it.
    pub(crate) server_id: ServerId,
    /// On which connection.
    pub(crate) lane: Lane,
    /// What.
    pub(crate) content: StrayContent,
}

/// What a server says.
pub(crate) enum StrayContent {
    /// A notification as it came.
    Notification(Bytes),
    /// A request.
    Ask(Ask),
    /// What it offers on this connection; `None` once the connection is gone.
    Offering(Option<Arc<Offering>>),
    /// What it offers to everybody.
    ToAll(Arc<Offering>),
}

/// Receives all strays.
pub(crate) type Strays = mpsc::Receiver<Stray>;

/// Where a connection puts its strays. Cloning gives another handle.
#[derive(Clone)]
pub(super) struct StrayPost {
    server_id: ServerId,
    place: Arc<Place>,
    sender: mpsc::Sender<Stray>,
}

/// Where a connection belongs.
#[derive(Default)]
struct Place {
    /// Not known as long as the connection waits for somebody to claim it.
    lane: OnceLock<Lane>,
    /// Said before that: whoever claims it hears it. A server may ask for the roots once, right at the beginning.
    held: Mutex<Vec<StrayContent>>,
}

/// A channel for strays.
pub(crate) fn stray_channel() -> (mpsc::Sender<Stray>, Strays) {
    mpsc::channel(STRAY_BACKLOG)
}

impl StrayPost {
    /// The post of one connection.
    pub(super) fn new(server_id: ServerId, sender: mpsc::Sender<Stray>) -> Self {
        Self {
            server_id,
            place: Arc::default(),
            sender,
        }
    }

    /// What was said so far, and what is said from now on, is said on this lane.
    pub(super) fn belongs_to(&self, lane: Lane) {
        // Held while it is handed on, so that nothing overtakes it.
        let mut held = self.place.held.lock().unwrap_or_else(PoisonError::into_inner);
        // A connection is claimed once.
        let _ = self.place.lane.set(lane);
        held.drain(..).for_each(|content| self.hand_on(content));
    }

    /// Where the connection belongs, if it is somebody's.
    pub(super) fn lane(&self) -> Option<Lane> {
        self.place.lane.get().copied()
    }

    /// Tells what the server offers on this connection. Waits for room.
    pub(super) async fn offer(&self, offering: Option<Arc<Offering>>) {
        self.send(StrayContent::Offering(offering)).await;
    }

    /// Tells what the server offers to everybody. Waits for room.
    pub(super) async fn offer_to_all(&self, offering: Arc<Offering>) {
        self.send(StrayContent::ToAll(offering)).await;
    }

    /// Puts something down. What finds no room is gone; an ask is refused by being dropped.
    pub(super) fn put(&self, content: StrayContent) {
        if self.place.lane.get().is_none() {
            let mut held = self.place.held.lock().unwrap_or_else(PoisonError::into_inner);
            // It may have been claimed in the same moment.
            if self.place.lane.get().is_none() {
                if held.len() < MAX_HELD {
                    held.push(content);
                }
                return;
            }
        }
        self.hand_on(content);
    }

    fn hand_on(&self, content: StrayContent) {
        let is_taken = |stray| self.sender.try_send(stray).is_ok();
        if !self.stray(content).is_some_and(is_taken) {
            debug!(server.id = %self.server_id, "too much is waiting: something that a server said is dropped");
        }
    }

    async fn send(&self, content: StrayContent) {
        if let Some(stray) = self.stray(content) {
            // Nobody receives any more when the gateway ends.
            let _ = self.sender.send(stray).await;
        }
    }

    fn stray(&self, content: StrayContent) -> Option<Stray> {
        Some(Stray {
            server_id: self.server_id,
            lane: *self.place.lane.get()?,
            content,
        })
    }
}

/// The listener of a request, if it has one.
pub(crate) type Ears = Option<Arc<dyn Listener>>;

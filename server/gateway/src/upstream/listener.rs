//! What a server says by itself, and who hears it.
//!
//! Something that belongs to a running request goes to the [`Listener`] of that request. Everything else is a
//! [`Stray`]: the gateway finds the sessions that it concerns.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use model::ServerId;
use tokio::sync::mpsc;
use tracing::debug;

use super::{ask::Ask, lane::Lane};
use crate::{Offering, envelope::Envelope};

/// Strays that may wait. Beyond that notifications are dropped and requests refused: nothing may hold up the
/// reading of answers.
const STRAY_BACKLOG: usize = 1024;

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
    /// Not known as long as the connection waits for somebody to claim it.
    lane: Arc<OnceLock<Lane>>,
    sender: mpsc::Sender<Stray>,
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
            lane: Arc::default(),
            sender,
        }
    }

    /// What is said from now on is said on this lane.
    pub(super) fn belongs_to(&self, lane: Lane) {
        // A connection is claimed once.
        let _ = self.lane.set(lane);
    }

    /// Whose connection it is; `None` as long as it waits for somebody to claim it.
    pub(super) fn lane(&self) -> Option<Lane> {
        self.lane.get().copied()
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
        let Some(stray) = self.stray(content) else {
            return debug!(server.id = %self.server_id, "nobody is there yet to hear what a server says");
        };
        if self.sender.try_send(stray).is_err() {
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
            lane: *self.lane.get()?,
            content,
        })
    }
}

/// The listener of a request, if it has one.
pub(crate) type Ears = Option<Arc<dyn Listener>>;

//! Where the messages of a call go: a stream of events, a JSON body or a pipe. Who sends does not know which.

use http::StatusCode;
use tokio::sync::mpsc;

/// What is sent.
#[derive(Debug)]
pub(super) enum Out {
    /// A notification, or a request of ours.
    Frame(Vec<u8>),
    /// The answer to a request, with the status that it has over HTTP when nothing came before it.
    Answer { status: StatusCode, frame: Vec<u8> },
    /// The connection shall end here; the client fetches the rest later (polling, 2025-11-25).
    HangUp,
}

/// Sends messages. When nobody listens any more, they are lost without a word.
#[derive(Debug, Clone)]
pub(super) struct Outlet(mpsc::UnboundedSender<Out>);

impl Outlet {
    // Without a bound: a test's peer shall never be what waits.
    pub(super) fn new() -> (Self, mpsc::UnboundedReceiver<Out>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(sender), receiver)
    }

    /// One that leads nowhere.
    pub(super) fn closed() -> Self {
        Self::new().0
    }

    pub(super) fn send(&self, frame: Vec<u8>) {
        let _ = self.0.send(Out::Frame(frame));
    }

    pub(super) fn answer(&self, status: StatusCode, frame: Vec<u8>) {
        let _ = self.0.send(Out::Answer { status, frame });
    }

    pub(super) fn hang_up(&self) {
        let _ = self.0.send(Out::HangUp);
    }
}

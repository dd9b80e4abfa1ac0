//! The stream that a client opens with GET, for what the gateway has to say by itself.

use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::session::StreamGuard;
use crate::body::EventSource;

/// The messages of a session; ends when the session does, or when the reader is too slow.
pub(crate) struct SessionStream {
    messages: mpsc::Receiver<Bytes>,
    _guard: StreamGuard,
}

impl SessionStream {
    pub(crate) fn new((messages, guard): (mpsc::Receiver<Bytes>, StreamGuard)) -> Self {
        Self {
            messages,
            _guard: guard,
        }
    }
}

impl EventSource for SessionStream {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.messages.poll_recv(context)
    }
}

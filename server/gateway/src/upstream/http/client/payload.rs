//! The body of an answer, which drives the socket that it comes over.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;

use super::{
    socket::{Origin, Socket, nobody},
    sockets::Sockets,
};
use crate::wires::tap::Flow;

/// The body of an answer. Dropped before its end it closes its socket.
pub(crate) struct Payload {
    body: Incoming,
    /// Boxed, because calls that are under way hold it.
    socket: Option<Box<Driven>>,
    /// Whom to tell of what comes. Boxed for the same reason.
    told: Option<Box<Flow>>,
}

struct Driven {
    socket: Socket,
    home: (Origin, Arc<Sockets>),
}

impl Payload {
    /// One that another task brings.
    pub(super) fn of(body: Incoming) -> Self {
        Self {
            body,
            socket: None,
            told: None,
        }
    }

    /// One that comes over a socket, which goes home at its end. Without a socket everything is here already.
    pub(super) fn driven(body: Incoming, socket: Option<Socket>, home: (Origin, Arc<Sockets>)) -> Self {
        let socket = socket.map(|socket| Box::new(Driven { socket, home }));
        Self {
            body,
            socket,
            told: None,
        }
    }

    /// The same, telling those who watch of what comes.
    pub(crate) fn told_to(self, flow: Flow) -> Self {
        let mut told = self;
        told.told = Some(Box::new(flow));
        told
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let body = &mut self.body;
        if let Some(driven) = &mut self.socket {
            // Asking for more is what lets the socket read it. Only the socket brings it, so it wakes nobody.
            if let Poll::Ready(frame) = Pin::new(&mut *body).poll_frame(&mut nobody()) {
                return Poll::Ready(frame);
            }
            if driven.socket.poll(cx).is_pending() {
                return Pin::new(body).poll_frame(&mut nobody());
            }
            // What has come is still here, and after it the end or the error.
            self.socket = None;
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }
}

impl Body for Payload {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = self.poll(cx);
        if let Poll::Ready(Some(Ok(frame))) = &frame
            && let (Some(flow), Some(data)) = (&self.told, frame.data_ref())
        {
            flow.data(data);
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        // A socket in the middle of a body is not free.
        if let Some(driven) = self.socket.take() {
            let Driven { socket, home } = *driven;
            home.1.put(home.0, socket);
        }
    }
}

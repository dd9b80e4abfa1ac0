//! The stream of a line: where messages go, then everything that its client is to hear.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    time::Sleep,
};

use super::Line;
use crate::{body::EventSource, client::session::StreamGuard, gateway::Inner};

/// A line whose client does not send `initialize` within this time ends.
const HELLO: Duration = Duration::from_mins(1);

/// What a session says outside of calls, as long as the stream is open.
pub(super) type Said = (mpsc::Receiver<Bytes>, StreamGuard);

/// The reading end of a line. Dropping it ends the line and its session.
pub(super) struct LineStream {
    gateway: Arc<Inner>,
    line: Arc<Line>,
    greeting: Option<Bytes>,
    /// Answers, and what is said during calls.
    events: mpsc::Receiver<Bytes>,
    session: Session,
}

enum Session {
    /// Not begun yet.
    Awaited(oneshot::Receiver<Said>, Pin<Box<Sleep>>),
    Begun(Said),
    /// It has nothing more to say.
    Over,
}

impl LineStream {
    pub(super) fn new(
        gateway: Arc<Inner>,
        line: Arc<Line>,
        greeting: Bytes,
        events: mpsc::Receiver<Bytes>,
        begins: oneshot::Receiver<Said>,
    ) -> Self {
        Self {
            gateway,
            line,
            greeting: Some(greeting),
            events,
            session: Session::Awaited(begins, Box::pin(tokio::time::sleep(HELLO))),
        }
    }

    /// The next thing that the session says by itself; nothing more once it is over.
    fn poll_session(&mut self, context: &mut Context<'_>) -> Poll<Bytes> {
        loop {
            match &mut self.session {
                Session::Awaited(begins, patience) => match Pin::new(begins).poll(context) {
                    Poll::Ready(Ok(said)) => self.session = Session::Begun(said),
                    Poll::Ready(Err(_)) => self.end(),
                    Poll::Pending => {
                        ready!(patience.as_mut().poll(context));
                        self.end();
                    }
                },
                Session::Begun((messages, _)) => match ready!(messages.poll_recv(context)) {
                    Some(message) => return Poll::Ready(message),
                    // It has ended, its key is not accepted any more, or the reader was too slow.
                    None => self.end(),
                },
                Session::Over => return Poll::Pending,
            }
        }
    }

    fn end(&mut self) {
        self.session = Session::Over;
        self.line.close();
    }
}

impl EventSource for LineStream {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(greeting) = self.greeting.take() {
            return Poll::Ready(Some(greeting));
        }
        // Answers first: among them is the one that begins the session.
        if let Poll::Ready(Some(event)) = self.events.poll_recv(context) {
            return Poll::Ready(Some(event));
        }
        if let Poll::Ready(message) = self.poll_session(context) {
            return Poll::Ready(Some(message));
        }
        // Nobody can add an event any more once the line is closed and what was asked is answered.
        self.events.poll_recv(context)
    }
}

impl Drop for LineStream {
    fn drop(&mut self) {
        let (sessions, line) = (&self.gateway.sessions, &self.line);
        line.close();
        self.gateway.lines.remove(line);
        if let Some(session) = line.session() {
            sessions.end(&session);
        }
        sessions.release((line.endpoint_id, line.principal));
    }
}

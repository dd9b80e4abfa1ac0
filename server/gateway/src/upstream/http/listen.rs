//! The stream on which a server sends notifications that belong to no request.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use bytes::Bytes;
use http::{Method, StatusCode};
use tokio::time::{Instant, sleep};
use tracing::debug;

use super::{HttpLink, answer::is_event_stream, session::Session, sse::Parser};
use crate::upstream::backoff;

/// A stream that lasted so long was a good one, whatever ended it.
const STEADY: Duration = Duration::from_secs(30);

/// How a stream ended.
enum End {
    /// It may be opened again.
    Ended,
    /// The server has forgotten our session.
    SessionGone,
    /// The server offers none.
    None,
}

impl HttpLink {
    /// Keeps a stream open until the connection ends or the server turns out to offer none (405).
    pub(super) async fn listen(self: Arc<Self>) {
        let core = self.core.clone();
        tokio::select! {
            () = core.life.stopping() => {}
            () = self.keep_listening() => debug!(server.name = %core.server, "no stream for notifications"),
        }
    }

    async fn keep_listening(self: &Arc<Self>) {
        let mut parser = Parser::new(self.core.bounds.max_frame);
        let mut failures = 0;
        loop {
            let Some(session) = self.session.load_full() else {
                return;
            };
            let started = Instant::now();
            let end = self.listen_once(&session, &mut parser).await;
            self.is_listening.store(false, Ordering::Relaxed);
            match end {
                End::None => return,
                End::SessionGone if self.renew(session.number).await.is_err() => return,
                End::SessionGone => parser = Parser::new(self.core.bounds.max_frame),
                End::Ended => {}
            }
            failures = if started.elapsed() > STEADY {
                1
            } else {
                failures + 1
            };
            sleep(parser.retry().unwrap_or_default().max(backoff::delay(failures))).await;
        }
    }

    async fn listen_once(self: &Arc<Self>, session: &Session, parser: &mut Parser) -> End {
        let headers = session.stream_headers(parser.restart().as_deref());
        let Ok(response) = self.wire.raw_send(Method::GET, headers, Bytes::new()).await else {
            return End::Ended;
        };
        match response.status() {
            status if status.is_success() && is_event_stream(&response) => {
                self.is_listening.store(true, Ordering::Relaxed);
                self.core.inbox.listens();
                let mut body = response.into_body();
                // An event that is too large ends the stream; the next one continues after it.
                let _ = self.read_events(None, parser, &mut body).await;
                End::Ended
            }
            StatusCode::NOT_FOUND if session.has_id => End::SessionGone,
            status if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED => End::Ended,
            _ => End::None,
        }
    }

    /// A stream for notifications is open.
    pub(super) fn is_listening(&self) -> bool {
        self.is_listening.load(Ordering::Relaxed)
    }
}

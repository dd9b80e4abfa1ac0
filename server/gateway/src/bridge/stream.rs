//! The stream for what the endpoint says outside of requests, kept open as long as there is a session.

use std::{sync::Arc, time::Duration};

use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, CONTENT_TYPE},
};
use tokio::time::{Instant, sleep};
use tracing::{debug, warn};

use super::{remote::Remote, replies::Events, session::Session};
use crate::{
    era::LAST_EVENT_ID,
    upstream::{backoff, http::answer::is_event_stream},
};

/// A stream that lasted so long was a good one, whatever ended it.
const STEADY: Duration = Duration::from_secs(30);

/// How a stream ended.
enum End {
    /// It may be opened again.
    Ended,
    /// The endpoint has forgotten the session.
    SessionGone,
    /// The endpoint offers none.
    None,
}

/// Headers of a GET that opens a stream, or continues one after an event.
pub(super) fn headers(session: &Session, last_id: Option<&str>) -> HeaderMap {
    let mut headers = session.headers.clone();
    headers.remove(CONTENT_TYPE);
    headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
    if let Some(id) = last_id.and_then(|id| HeaderValue::from_bytes(id.as_bytes()).ok()) {
        headers.insert(LAST_EVENT_ID, id);
    }
    headers
}

impl Remote {
    /// Listens until the end, or until the endpoint turns out to offer no stream.
    pub(super) async fn listen(self: Arc<Self>) {
        let over = self.over.clone();
        if over.run_until_cancelled(self.keep_listening()).await.is_some() {
            debug!("the endpoint offers no stream for what it says by itself");
        }
    }

    async fn keep_listening(self: &Arc<Self>) {
        let (mut last_id, mut failures) = (None, 0);
        while let Some(session) = self.session() {
            let started = Instant::now();
            let mut retry = None;
            match self.listen_once(&session, &mut last_id, &mut retry).await {
                End::None => return,
                End::Ended => {}
                End::SessionGone => {
                    last_id = None;
                    if let Err(problem) = self.renew(session.number).await {
                        warn!("{}", self.in_words(&problem));
                    }
                }
            }
            failures = if started.elapsed() > STEADY {
                1
            } else {
                failures + 1
            };
            sleep(retry.unwrap_or_default().max(backoff::delay(failures))).await;
        }
    }

    async fn listen_once(
        self: &Arc<Self>,
        session: &Session,
        last_id: &mut Option<String>,
        retry: &mut Option<Duration>,
    ) -> End {
        let Ok(response) = self.open(headers(session, last_id.as_deref())).await else {
            return End::Ended;
        };
        match response.status() {
            status if status.is_success() && is_event_stream(&response) => {
                let mut stream = Events::new(response.into_body());
                while let Ok(Some(frame)) = stream.next().await {
                    self.output.line(frame).await;
                }
                let (seen, wait) = stream.restart();
                (*last_id, *retry) = (seen.or(last_id.take()), wait);
                End::Ended
            }
            StatusCode::NOT_FOUND if session.has_id => End::SessionGone,
            status if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED => End::Ended,
            _ => End::None,
        }
    }
}

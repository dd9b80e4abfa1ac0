//! The HTTP client that all connections share.
//!
//! A socket of HTTP/1.1 is driven by whoever waits for its answer, in the same task: no other task has to be woken for a
//! call, which costs more than the call itself. A connection of HTTP/2 carries many calls, so it has a task of its own.

mod connector;
mod fault;
mod payload;
mod socket;
mod sockets;

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use connector::{Connector, Line};
use socket::{Origin, Unanswered};
use sockets::Sockets;

use super::{address::Reach, trust::Authorities};
pub(crate) use fault::Fault;
pub(crate) use payload::Payload;

/// Sockets that nobody uses are looked through this often.
const SWEEP: Duration = Duration::from_secs(5);

/// The shared client. Cloning it is cheap.
#[derive(Clone)]
pub(crate) struct HttpClient(Arc<Inner>);

struct Inner {
    connector: Connector,
    sockets: Arc<Sockets>,
}

impl HttpClient {
    /// A new client. Its sockets live until `cancel`, and its tasks are counted.
    pub(crate) fn new(
        reach: Reach,
        authorities: &Authorities,
        tasks: TaskTracker,
        cancel: CancellationToken,
    ) -> Self {
        let sockets = Arc::new(Sockets::new(cancel.clone()));
        tasks.spawn(sweep(Arc::downgrade(&sockets), cancel.clone()));
        Self(Arc::new(Inner {
            connector: Connector::new(reach, authorities, tasks, cancel),
            sockets,
        }))
    }

    /// Sends a request and waits for the head of its answer. Goes over a socket that is open if there is one; a request of
    /// which a server that hung up has seen nothing goes over the next one.
    pub(crate) async fn request(
        &self,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Response<Payload>, Fault> {
        let sockets = &self.0.sockets;
        let origin = Origin::of(request.uri());
        while let Some(line) = sockets.take(&origin) {
            let answer = match line {
                Line::Single(socket) => socket.exchange(&origin, request, sockets).await,
                Line::Shared(shared) => shared.exchange(request).await,
            };
            match answer {
                Err(Unanswered::Unsent(unsent, _)) => {
                    sockets.unshare(&origin);
                    request = *unsent;
                }
                Err(Unanswered::Cut(fault)) => return Err(fault),
                Ok(response) => return Ok(response),
            }
        }
        // Boxed, because it is large and seldom needed.
        Box::pin(self.request_anew(origin, request)).await
    }

    /// As [`Self::request`], over a new connection.
    async fn request_anew(
        &self,
        origin: Origin,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Payload>, Fault> {
        let sockets = &self.0.sockets;
        let answer = match self.0.connector.connect(request.uri()).await? {
            Line::Single(socket) => socket.exchange(&origin, request, sockets).await,
            Line::Shared(shared) => {
                sockets.share(origin, shared.clone());
                shared.exchange(request).await
            }
        };
        answer.map_err(Unanswered::into_fault)
    }
}

/// Closes sockets that nobody uses: those that the server closed, and those that it soon will.
async fn sweep(sockets: Weak<Sockets>, cancel: CancellationToken) {
    let mut ticks = interval(SWEEP);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while cancel.run_until_cancelled(ticks.tick()).await.is_some() {
        let Some(sockets) = sockets.upgrade() else { return };
        sockets.sweep();
    }
    if let Some(sockets) = sockets.upgrade() {
        sockets.clear();
    }
}

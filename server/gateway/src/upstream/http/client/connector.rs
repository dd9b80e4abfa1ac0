//! Makes connections: address policy, TCP, TLS, and which version of HTTP is spoken on them.

use std::{future::Future, time::Duration};

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use hyper::{
    client::conn::{http1, http2},
    rt::Executor,
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder, MaybeHttpsStream};
use hyper_util::{
    client::legacy::connect::{Connection, HttpConnector},
    rt::{TokioIo, TokioTimer},
};
use tokio::net::TcpStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{
    fault::Fault,
    socket::{SharedLine, Socket},
};
use crate::upstream::http::{
    address::{Reach, Resolver},
    trust::Authorities,
};

/// Longest wait for one TCP connection; the handshake's timeout may be shorter.
const TCP_CONNECT: Duration = Duration::from_secs(10);

const TCP_KEEP_ALIVE: Duration = Duration::from_mins(1);

/// Bytes to and from a server.
pub(super) type Stream = MaybeHttpsStream<TokioIo<TcpStream>>;

/// Something that requests can be sent on.
pub(super) enum Line {
    /// One after the other.
    Single(Socket),
    /// Any number at once.
    Shared(SharedLine),
}

pub(super) struct Connector {
    stream: HttpsConnector<HttpConnector<Resolver>>,
    tasks: Tracked,
}

/// Runs the tasks of connections where they are counted, and ends them at shutdown.
#[derive(Clone)]
struct Tracked {
    tasks: TaskTracker,
    cancel: CancellationToken,
}

impl<F> Executor<F> for Tracked
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        self.tasks
            .spawn(self.cancel.clone().run_until_cancelled_owned(future));
    }
}

impl Connector {
    pub(super) fn new(
        reach: Reach,
        authorities: &Authorities,
        tasks: TaskTracker,
        cancel: CancellationToken,
    ) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver { reach });
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(TCP_KEEP_ALIVE));
        tcp.set_connect_timeout(Some(TCP_CONNECT));
        let stream = HttpsConnectorBuilder::new()
            .with_tls_config(authorities.client_config())
            .https_or_http()
            .enable_http1()
            .enable_http2()
            .wrap_connector(tcp);
        Self {
            stream,
            tasks: Tracked { tasks, cancel },
        }
    }

    /// A new connection to the place that a URI names.
    pub(super) async fn connect(&self, uri: &Uri) -> Result<Line, Fault> {
        let connecting = self.stream.clone().oneshot(uri.clone());
        let stream = connecting.await.map_err(|error| Fault::of_connecting(&*error))?;
        let line = if stream.connected().is_negotiated_h2() {
            self.share(stream).await.map(Line::Shared)
        } else {
            let made = http1::handshake::<Stream, Full<Bytes>>(stream).await;
            made.map(|(sender, connection)| Line::Single(Socket::new(sender, connection)))
        };
        line.map_err(|error| Fault::of_connecting(&error))
    }

    async fn share(&self, stream: Stream) -> hyper::Result<SharedLine> {
        let (sender, connection) = http2::Builder::new(self.tasks.clone())
            .timer(TokioTimer::new())
            .handshake(stream)
            .await?;
        self.tasks.execute(connection);
        Ok(SharedLine::new(sender))
    }
}

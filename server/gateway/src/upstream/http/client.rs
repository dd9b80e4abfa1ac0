//! The HTTP client that all connections share: pooled sockets, TLS, the address policy.

use std::{error::Error, future::Future, io, net::IpAddr, time::Duration};

use bytes::Bytes;
use http_body_util::Full;
use hyper::rt::Executor;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, Client, connect::HttpConnector},
    rt::TokioTimer,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::address::{ResolveError, Resolver};

/// Sockets without traffic are kept for so long. Many servers close them after 60 to 120 seconds.
const IDLE_SOCKET: Duration = Duration::from_secs(50);

/// Longest wait for one TCP connection; the handshake's timeout may be shorter.
const TCP_CONNECT: Duration = Duration::from_secs(10);

const TCP_KEEP_ALIVE: Duration = Duration::from_mins(1);

/// The shared client. Cloning it is cheap.
pub(crate) type HttpClient = Client<HttpsConnector<HttpConnector<Resolver>>, Full<Bytes>>;

/// Runs the client's own tasks where they are counted, and ends them at shutdown.
#[derive(Clone)]
struct TrackedExecutor {
    tasks: TaskTracker,
    cancel: CancellationToken,
}

impl<F> Executor<F> for TrackedExecutor
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    fn execute(&self, future: F) {
        self.tasks
            .spawn(self.cancel.clone().run_until_cancelled_owned(future));
    }
}

/// A new client. Its sockets live until `cancel`.
pub(crate) fn new_client(
    allow_link_local: bool,
    tasks: TaskTracker,
    cancel: CancellationToken,
) -> HttpClient {
    let mut tcp = HttpConnector::new_with_resolver(Resolver { allow_link_local });
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_keepalive(Some(TCP_KEEP_ALIVE));
    tcp.set_connect_timeout(Some(TCP_CONNECT));
    let https = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
        .expect("ring supports the default versions of TLS")
        .https_or_http()
        .enable_http1()
        .enable_http2()
        .wrap_connector(tcp);
    Client::builder(TrackedExecutor { tasks, cancel })
        .pool_idle_timeout(IDLE_SOCKET)
        .pool_timer(TokioTimer::new())
        .timer(TokioTimer::new())
        .build(https)
}

/// What failed between us and a server.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The address may not be called.
    Refused(IpAddr),
    /// The host name is unknown.
    Dns,
    /// No connection came about: the system's words.
    Connect(io::ErrorKind, String),
    /// TLS failed: the library's error if it is one, else words.
    Tls(Result<rustls::Error, String>),
    /// The connection was lost before the answer was complete.
    Cut(String),
}

impl Fault {
    /// Reads an error of the client.
    pub(crate) fn of_request(error: &legacy::Error) -> Self {
        if let Some(error) = find::<ResolveError>(error) {
            return match error {
                ResolveError::Unknown(_) => Self::Dns,
                ResolveError::Refused(address) => Self::Refused(*address),
            };
        }
        if let Some(error) = find::<rustls::Error>(error) {
            return Self::Tls(Ok(error.clone()));
        }
        let words = root_words(error);
        if !error.is_connect() {
            return Self::Cut(words);
        }
        let kind = find::<io::Error>(error).map_or(io::ErrorKind::Other, io::Error::kind);
        // A server that hangs up in the middle of the TLS handshake.
        if kind == io::ErrorKind::UnexpectedEof {
            Self::Tls(Err(words))
        } else {
            Self::Connect(kind, words)
        }
    }

    /// Reads an error in the middle of an answer.
    pub(crate) fn of_body(error: &hyper::Error) -> Self {
        Self::Cut(root_words(error))
    }

    /// The request certainly did not reach the server.
    pub(super) fn is_before_request(&self) -> bool {
        !matches!(self, Self::Cut(_))
    }
}

/// The first error of this type in the chain.
fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn root_words(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map_or_else(String::new, ToString::to_string)
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| match error.downcast_ref::<io::Error>() {
        // The source of an `io::Error` is the source of what it wraps: that itself would be passed over.
        Some(error) => error.get_ref().map(|inner| inner as &(dyn Error + 'static)),
        None => error.source(),
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::{find, root_words};

    #[test]
    fn finds_what_io_errors_wrap() {
        let error = io::Error::other(io::Error::new(
            io::ErrorKind::InvalidData,
            rustls::Error::DecryptError,
        ));
        assert_eq!(find::<rustls::Error>(&error), Some(&rustls::Error::DecryptError));
        assert_eq!(root_words(&error), rustls::Error::DecryptError.to_string());
    }
}

//! MCP on stdin and stdout for clients that start commands only, carried to an endpoint over Streamable HTTP.
//!
//! Messages pass byte for byte, each a line here and a POST there. What the bridge adds is what HTTP wants: the session,
//! the protocol version, the key. It keeps a stream open for what is said outside of requests, begins a new session when
//! the endpoint has forgotten its own, and answers requests that nobody else can answer any more.

mod output;
mod remote;
mod repeated;
mod replies;
mod requests;
mod session;
mod stream;

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
};
use serde_json::value::RawValue;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::mpsc,
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use crate::{
    Authorities,
    client::modern::says_version,
    envelope::{Envelope, FrameError, Kind, Posted, error_frame},
    error::error_object,
    upstream::stdio::lines::{Lines, Next},
};
use output::Output;
use remote::Remote;
use requests::Requests;

/// The largest message. The endpoint has a bound of its own, usually a lower one, and says so.
const MAX_MESSAGE: usize = 256 * 1024 * 1024;

/// When stdin ends, answers that are on their way are waited for so long.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Longest time for the end of the session.
const GOODBYE: Duration = Duration::from_secs(2);

/// Notifications and answers to questions that wait to be sent.
const ASIDES: usize = 256;

/// What cannot be connected to.
#[derive(Debug, thiserror::Error)]
pub enum BridgeError {
    /// Not a URL, or not one of HTTP.
    #[error("{0:?} is not a URL such as http://localhost:12008/metamcp/dev/mcp")]
    Url(String),
    /// A header that cannot be sent.
    #[error("the header {0:?} cannot be sent; write it as \"Name: value\"")]
    Header(String),
    /// The key holds characters that no key has.
    #[error("the API key holds characters that cannot be sent")]
    Key,
}

/// One client on stdin and stdout, and the endpoint it talks to.
pub struct Bridge {
    url: Url,
    headers: HeaderMap,
    authorities: Authorities,
}

impl Bridge {
    /// `headers` are written as `Name: value` and win over the key.
    pub fn new(url: &str, key: Option<&str>, headers: &[String]) -> Result<Self, BridgeError> {
        let wrong = || BridgeError::Url(url.to_owned());
        let mut target = Url::parse(url.trim()).map_err(|_| wrong())?;
        if !matches!(target.scheme(), "http" | "https") || target.host().is_none() {
            return Err(wrong());
        }
        target.set_fragment(None);
        let mut map = HeaderMap::new();
        map.insert(
            USER_AGENT,
            HeaderValue::from_static(concat!("metamcp-connect/", env!("CARGO_PKG_VERSION"))),
        );
        if let Some(key) = key.map(str::trim).filter(|key| !key.is_empty()) {
            let value = HeaderValue::try_from(format!("Bearer {key}"));
            map.insert(AUTHORIZATION, secret(value.map_err(|_| BridgeError::Key)?));
        }
        for header in headers {
            let (name, value) = parsed(header).ok_or_else(|| BridgeError::Header(name_of(header)))?;
            map.insert(name, secret(value));
        }
        map.insert(
            ACCEPT,
            HeaderValue::from_static("application/json, text/event-stream"),
        );
        map.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(Self {
            url: target,
            headers: map,
            authorities: Authorities::default(),
        })
    }

    /// Believes certificates that these have signed, too.
    #[must_use]
    pub fn trusting(self, authorities: Authorities) -> Self {
        Self { authorities, ..self }
    }

    /// Carries messages until `input` ends, `output` is closed, or `stop`. Ends the session at the endpoint.
    pub async fn run(
        self,
        input: impl AsyncRead + Unpin,
        output: impl AsyncWrite + Unpin + Send + 'static,
        stop: CancellationToken,
    ) {
        let tasks = TaskTracker::new();
        let network = CancellationToken::new();
        let (output, written) = Output::start(output, &tasks);
        let remote = Remote::new(
            self.url,
            self.headers,
            &self.authorities,
            output.clone(),
            tasks.clone(),
            network.clone(),
        );
        let (asides, waiting) = mpsc::channel(ASIDES);
        tasks.spawn(send_asides(remote.clone(), waiting));
        let client = Client {
            requests: Requests::default(),
            asides,
            remote: remote.clone(),
            output: output.clone(),
        };
        let ended = tokio::select! {
            () = client.read(input) => true,
            () = output.closed() => false,
            () = stop.cancelled() => false,
        };
        if ended {
            let answered = client.requests.all_answered();
            tokio::select! {
                _ = timeout(LAST_ANSWERS, answered) => {}
                () = stop.cancelled() => {}
            }
        }
        client.requests.abort();
        drop(client);
        let _ = timeout(GOODBYE, remote.end()).await;
        network.cancel();
        drop((remote, output));
        // Everything that was said reaches stdout.
        let _ = timeout(GOODBYE, written).await;
        tasks.close();
        tasks.wait().await;
    }
}

/// The client's side.
struct Client {
    remote: Arc<Remote>,
    requests: Requests,
    asides: mpsc::Sender<Bytes>,
    output: Output,
}

impl Client {
    /// Reads messages to the end.
    async fn read(&self, input: impl AsyncRead + Unpin) {
        let mut lines = Lines::new(input, MAX_MESSAGE);
        loop {
            match lines.next().await {
                Ok(Next::Line(line)) => self.take(line.trim_ascii_into()).await,
                Ok(Next::TooLong(_)) => {
                    tracing::error!("a message of more than {MAX_MESSAGE} bytes cannot be carried");
                    return;
                }
                Ok(Next::End(rest)) => return self.take(rest.trim_ascii_into()).await,
                Err(error) => {
                    tracing::error!(%error, "stdin cannot be read");
                    return;
                }
            }
        }
    }

    async fn take(&self, line: Bytes) {
        if line.is_empty() {
            return;
        }
        match Posted::parse(&line) {
            Ok(Posted::Single(message)) => self.message(&message, &line).await,
            // Whoever sends batches gets a batch.
            Ok(Posted::Batch(_)) => self
                .requests
                .start(&self.remote, line.clone(), requests::Asked::batch()),
            Err(error) => self.refuse(error).await,
        }
    }

    async fn message(&self, message: &Envelope<'_>, line: &Bytes) {
        let is_modern = says_version(message);
        let method = message.method.as_deref().unwrap_or_default();
        match message.kind() {
            Kind::Request if method == "initialize" && !is_modern => {
                // Everything else needs the session that this begins.
                self.remote
                    .initialize(line, message.id.map_or("null", RawValue::get))
                    .await;
            }
            Kind::Request => {
                let asked = requests::Asked::of(message, is_modern);
                self.requests.start(&self.remote, line.clone(), asked);
            }
            Kind::Notification if method == "notifications/initialized" => {
                self.remote.initialized(line).await;
            }
            // In the era without sessions, closing the line is the way to say it.
            Kind::Notification if method == "notifications/cancelled" && self.requests.hang_up(message) => {}
            Kind::Notification | Kind::Response => {
                // Waits when too much waits already: the client writes no faster than it is heard.
                let _ = self.asides.send(line.clone()).await;
            }
        }
    }

    async fn refuse(&self, error: FrameError) {
        let error = crate::Error::from(error);
        tracing::warn!("the client sent a line that is no message: {error}");
        self.output
            .line(error_frame("null", &error_object(&error.meaning())).into())
            .await;
    }
}

/// In their order, each once the one before was taken.
async fn send_asides(remote: Arc<Remote>, mut waiting: mpsc::Receiver<Bytes>) {
    while let Some(frame) = waiting.recv().await {
        remote.tell(&frame).await;
    }
}

fn parsed(header: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = header.split_once(':')?;
    Some((
        HeaderName::try_from(name.trim()).ok()?,
        HeaderValue::try_from(value.trim()).ok()?,
    ))
}

/// What may be shown of a header.
fn name_of(header: &str) -> String {
    header.split(':').next().unwrap_or_default().to_owned()
}

fn secret(mut value: HeaderValue) -> HeaderValue {
    value.set_sensitive(true);
    value
}

/// Bytes without white space around them, not copied.
trait Trim {
    fn trim_ascii_into(self) -> Bytes;
}

impl Trim for Bytes {
    fn trim_ascii_into(self) -> Bytes {
        let trimmed = self.trim_ascii();
        if trimmed.is_empty() {
            return Bytes::new();
        }
        self.slice_ref(trimmed)
    }
}

#[cfg(test)]
mod tests {
    use super::{Bridge, BridgeError};

    #[test]
    fn takes_urls_of_http_only() {
        assert!(Bridge::new("https://example.com/metamcp/dev/mcp#x", None, &[]).is_ok());
        for url in ["", "example.com/mcp", "ftp://example.com/", "http://"] {
            assert!(
                matches!(Bridge::new(url, None, &[]), Err(BridgeError::Url(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn headers_win_over_the_key_and_are_not_shown() {
        let headers = ["authorization: Basic abc".to_owned(), "X-Org:  acme ".to_owned()];
        let bridge = Bridge::new("http://a/", Some("sk_mt_1"), &headers).expect("fits");
        assert_eq!(bridge.headers["authorization"], "Basic abc");
        assert_eq!(bridge.headers["x-org"], "acme");
        assert!(!format!("{:?}", bridge.headers).contains("abc"));
        let Err(error) = Bridge::new("http://a/", None, &["X Secret: abc".to_owned()]) else {
            panic!("a header with a blank in its name")
        };
        assert!(!error.to_string().contains("abc"));
        assert!(
            Bridge::new("http://a/", Some("sk\n"), &[]).is_ok(),
            "a trailing line break"
        );
        assert!(matches!(
            Bridge::new("http://a/", Some("s\nk"), &[]),
            Err(BridgeError::Key)
        ));
    }
}

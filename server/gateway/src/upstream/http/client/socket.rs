//! One request and its answer on a connection.

use std::{
    future::poll_fn,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use futures::FutureExt;
use http::{
    HeaderValue, Request, Response, Uri,
    header::HOST,
    uri::{Authority, PathAndQuery, Scheme},
};
use http_body_util::Full;
use hyper::client::conn::{TrySendError, http1, http2};
use tokio::task::unconstrained;

use super::{connector::Stream, fault::Fault, payload::Payload, sockets::Sockets};

/// Where connections go: all requests to one origin may go over the same.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Origin {
    is_https: bool,
    authority: Authority,
}

/// A connection of HTTP/1.1: one request at a time. Whoever holds it drives it.
pub(super) struct Socket {
    sender: http1::SendRequest<Full<Bytes>>,
    connection: Box<http1::Connection<Stream, Full<Bytes>>>,
}

/// A connection of HTTP/2. Cloning gives another handle.
#[derive(Clone)]
pub(super) struct SharedLine(http2::SendRequest<Full<Bytes>>);

/// Why there is no answer.
pub(super) enum Unanswered {
    /// The server has seen nothing of the request.
    Unsent(Box<Request<Full<Bytes>>>, Fault),
    /// It may have seen it.
    Cut(Fault),
}

// === impl Origin ===

impl Origin {
    /// # Panics
    /// When the URI has no host; settings with such a URL are refused.
    pub(super) fn of(uri: &Uri) -> Self {
        Self {
            is_https: uri.scheme() == Some(&Scheme::HTTPS),
            authority: uri.authority().cloned().expect("URLs of servers have a host"),
        }
    }

    /// The `Host` header, without a port that the scheme implies (RFC 9110 §7.2).
    fn host(&self) -> HeaderValue {
        let implied = if self.is_https { 443 } else { 80 };
        let host = if self.authority.port_u16() == Some(implied) {
            self.authority.host()
        } else {
            self.authority.as_str()
        };
        HeaderValue::from_str(host).expect("an authority is visible ASCII")
    }
}

// === impl Socket ===

impl Socket {
    pub(super) fn new(
        sender: http1::SendRequest<Full<Bytes>>,
        connection: http1::Connection<Stream, Full<Bytes>>,
    ) -> Self {
        Self {
            sender,
            connection: Box::new(connection),
        }
    }

    /// Sends a request. The answer's body brings the socket back to the others when it has been read.
    pub(super) async fn exchange(
        mut self,
        origin: &Origin,
        mut request: Request<Full<Bytes>>,
        sockets: &Arc<Sockets>,
    ) -> Result<Response<Payload>, Unanswered> {
        let uri = request.uri().clone();
        *request.uri_mut() = in_origin_form(&uri);
        request.headers_mut().insert(HOST, origin.host());
        let mut answer = pin!(self.sender.try_send_request(request));
        let mut is_over = false;
        let answer = poll_fn(|cx| {
            // Its end, and why, is told to the answer too.
            is_over = is_over || self.connection.poll_unpin(cx).is_ready();
            // Only what was done just now brings the answer: a waker of this task would wake it for nothing.
            answer.as_mut().poll(&mut nobody())
        })
        .await;
        match answer {
            Ok(response) => {
                // The body will be asked for by this task: that must not wake it either.
                is_over = is_over || self.connection.poll_unpin(&mut nobody()).is_ready();
                let socket = (!is_over).then_some(self);
                let home = (origin.clone(), sockets.clone());
                Ok(response.map(|body| Payload::driven(body, socket, home)))
            }
            Err(error) => Err(Unanswered::of(error, uri)),
        }
    }

    /// Lets the socket do what there is to do while nobody waits for it. False when it is over.
    pub(super) fn is_free(&mut self) -> bool {
        // Whatever the present task has done already: the socket would be lost.
        let connection = pin!(unconstrained(&mut self.connection));
        connection.poll(&mut nobody()).is_pending() && self.sender.is_ready()
    }

    /// Drives the socket while its body is read. Ready when it is over.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.connection.poll_unpin(cx).map(drop)
    }
}

/// For what is polled by the same task that brings it.
pub(super) fn nobody() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

fn in_origin_form(uri: &Uri) -> Uri {
    uri.path_and_query()
        .cloned()
        .unwrap_or_else(|| PathAndQuery::from_static("/"))
        .into()
}

// === impl SharedLine ===

impl SharedLine {
    pub(super) fn new(sender: http2::SendRequest<Full<Bytes>>) -> Self {
        Self(sender)
    }

    pub(super) fn is_over(&self) -> bool {
        self.0.is_closed()
    }

    pub(super) async fn exchange(
        mut self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Payload>, Unanswered> {
        let uri = request.uri().clone();
        match self.0.try_send_request(request).await {
            Ok(response) => Ok(response.map(Payload::of)),
            Err(error) => Err(Unanswered::of(error, uri)),
        }
    }
}

// === impl Unanswered ===

impl Unanswered {
    fn of(mut error: TrySendError<Request<Full<Bytes>>>, uri: Uri) -> Self {
        let fault = Fault::of_connection(error.error());
        match error.take_message() {
            Some(mut request) => {
                *request.uri_mut() = uri;
                Self::Unsent(Box::new(request), fault)
            }
            None => Self::Cut(fault),
        }
    }

    pub(super) fn into_fault(self) -> Fault {
        match self {
            Self::Unsent(_, fault) | Self::Cut(fault) => fault,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Origin, in_origin_form};

    #[test]
    fn the_host_header_names_a_port_that_the_scheme_does_not_imply() {
        for (uri, host) in [
            ("http://example.com/a", "example.com"),
            ("http://example.com:80/a", "example.com"),
            ("https://example.com:443/a", "example.com"),
            ("https://example.com:80/a", "example.com:80"),
            ("http://[::1]:3000/mcp", "[::1]:3000"),
        ] {
            let uri = uri.parse().expect("a URI");
            assert_eq!(Origin::of(&uri).host(), host, "{uri}");
        }
    }

    #[test]
    fn requests_name_path_and_query_only() {
        for (uri, form) in [
            ("http://example.com/a?b=1", "/a?b=1"),
            ("http://example.com", "/"),
            ("http://example.com?b", "/?b"),
        ] {
            let uri = uri.parse().expect("a URI");
            assert_eq!(in_origin_form(&uri), form, "{uri}");
        }
    }
}

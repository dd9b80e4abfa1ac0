//! Servers behind a URL that cannot be reached or answer with something else.

use std::{io, net::IpAddr};

use http::StatusCode;
use model::FailureClass;
use rustls::{CertificateError, OtherError};
use url::{Host, Url};

use super::Explanation;
use crate::{spec::NoToken, upstream::http::Fault};

/// The text is not the URL of a server.
pub(in crate::upstream) fn bad_url(text: &str) -> Explanation {
    Explanation::new(
        FailureClass::Connect,
        format!("`{text}` is not a URL that can be called."),
        "Write it in full, such as https://example.com/mcp.",
    )
}

/// A header cannot be sent.
pub(in crate::upstream) fn bad_header(name: &str, what: &str) -> Explanation {
    Explanation::new(
        FailureClass::Connect,
        format!("The header `{name}` cannot be sent: {what}."),
        "Correct it in the server's settings.",
    )
}

/// The address is refused by policy.
pub(in crate::upstream) fn refused(address: IpAddr) -> Explanation {
    Explanation::new(
        FailureClass::Refused,
        format!(
            "The URL leads to {address}, a link-local or cloud metadata address, which servers may not have."
        ),
        "If it is really meant, set METAMCP_ALLOW_PRIVATE_UPSTREAMS=true.",
    )
}

/// The server sends us somewhere else.
pub(in crate::upstream) fn cross_origin(location: &str) -> Explanation {
    Explanation::new(
        FailureClass::HttpStatus,
        format!("The server redirects to another place: {location}."),
        "Headers and tokens are not sent to another host by themselves: if you trust it, use that URL.",
    )
}

/// The server sends us around in circles.
pub(in crate::upstream) fn redirect_loop() -> Explanation {
    Explanation::new(
        FailureClass::HttpStatus,
        "The server redirects again and again.",
        "Check the URL: open it in a browser to see where it leads.",
    )
}

/// The stream ended before the answer came.
pub(in crate::upstream) fn stream_ended() -> Explanation {
    Explanation::new(
        FailureClass::Connect,
        "The server ended the stream before the answer came.",
        "Try again; if it happens often, see the server's logs and proxies on the way.",
    )
}

/// The connection failed.
pub(crate) fn transport(fault: &Fault, url: &Url) -> Explanation {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or_default();
    match fault {
        Fault::Refused(address) => refused(*address),
        Fault::Dns => Explanation::new(
            FailureClass::Dns,
            format!("The host name {host} is unknown."),
            "Check its spelling, and that the machine that runs MetaMCP can resolve it.",
        ),
        Fault::Connect(io::ErrorKind::ConnectionRefused, _) => Explanation::new(
            FailureClass::Connect,
            format!("Nothing listens at {host}, port {port}."),
            format!("Start the server and check the port.{}", container_hint(url)),
        ),
        Fault::Connect(io::ErrorKind::TimedOut, _) => Explanation::new(
            FailureClass::Connect,
            format!("No connection to {host}, port {port} came about in time."),
            format!(
                "Check the address and firewalls on the way.{}",
                container_hint(url)
            ),
        ),
        Fault::Connect(_, words) => Explanation::new(
            FailureClass::Connect,
            format!("No connection to {host}, port {port} came about: {words}."),
            format!("Check the address and the network.{}", container_hint(url)),
        ),
        Fault::Tls(error) => tls(error, host, port),
        Fault::SignIn(why) => no_token(why),
        Fault::Cut(words) => Explanation::new(
            FailureClass::Connect,
            format!("The connection to {host} was lost before the answer was complete: {words}."),
            "Try again; if it happens often, see the server's logs and proxies on the way.",
        ),
    }
}

/// There is no token for the server.
pub(in crate::upstream) fn no_token(why: &NoToken) -> Explanation {
    Explanation::new(FailureClass::Unauthorized, &*why.message, &*why.advice)
}

/// The server says where its clients can sign in, and they are not told to.
pub(in crate::upstream) fn wants_sign_in() -> Explanation {
    Explanation::new(
        FailureClass::Unauthorized,
        "The server wants its clients to sign in (OAuth).",
        "Choose how in the server's settings (Sign-in of this server), then connect it on its page. Or set a token that it takes.",
    )
}

/// In a container, `localhost` is not the machine that people mean.
fn container_hint(url: &Url) -> &'static str {
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        None => false,
    };
    if is_loopback {
        " If MetaMCP runs in a container, localhost is the container itself: write host.docker.internal, or set \
         TRANSFORM_LOCALHOST_TO_DOCKER_INTERNAL=true."
    } else {
        ""
    }
}

fn tls(error: &Result<rustls::Error, String>, host: &str, port: u16) -> Explanation {
    let (message, advice) = match error {
        Ok(rustls::Error::InvalidCertificate(
            CertificateError::Expired | CertificateError::ExpiredContext { .. },
        )) => (
            format!("The certificate of {host} has expired."),
            "Renew it at the server.",
        ),
        Ok(rustls::Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => (
            format!("The certificate that {host} shows is for another name."),
            "Use the name that the certificate was made for.",
        ),
        // One of a trusted name with another key is not trusted either.
        Ok(rustls::Error::InvalidCertificate(
            CertificateError::UnknownIssuer | CertificateError::BadSignature,
        )) => (
            format!("The certificate of {host} comes from an authority that is not trusted."),
            "Put the PEM text of that authority, or of a certificate that the server signed itself, into METAMCP_CA_CERT; or use a \
             certificate of a public authority.",
        ),
        Ok(rustls::Error::InvalidCertificate(
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
        )) => (
            format!("The certificate of {host} is not valid yet."),
            "Check the clocks of both machines.",
        ),
        Ok(rustls::Error::InvalidCertificate(CertificateError::Other(error))) if is_of_authority(error) => (
            format!(
                "{host} shows the certificate of an authority where one of a server is needed, as self-signed ones often are."
            ),
            "Make another one for the server alone (openssl: -addext basicConstraints=critical,CA:FALSE), and put its PEM text into \
             METAMCP_CA_CERT.",
        ),
        Ok(rustls::Error::InvalidMessage(_)) => (
            format!("{host}, port {port} does not speak TLS."),
            "Write http:// in place of https://, or check the port.",
        ),
        Ok(error) => (
            format!("The TLS handshake with {host} failed: {error}."),
            "Check the server's TLS settings.",
        ),
        Err(words) => (
            format!("The TLS handshake with {host} failed: {words}."),
            "Check the server's TLS settings, and whether the port speaks TLS at all.",
        ),
    };
    Explanation::new(FailureClass::Tls, message, advice)
}

/// The library has no word for it but its own.
fn is_of_authority(error: &OtherError) -> bool {
    error.to_string() == "CaUsedAsEndEntity"
}

/// Another status than expected.
pub(in crate::upstream) fn status(status: StatusCode, url: &Url, has_credentials: bool) -> Explanation {
    let name = status.canonical_reason().map_or_else(
        || status.as_str().to_owned(),
        |reason| format!("{} {reason}", status.as_u16()),
    );
    match status {
        StatusCode::UNAUTHORIZED => Explanation::new(
            FailureClass::Unauthorized,
            format!("The server asks for credentials ({name})."),
            if has_credentials {
                "The credentials were refused: check that the token or key is complete, valid and meant for this server."
            } else {
                "Set a bearer token, or a header with the server's API key, in the server's settings."
            },
        ),
        StatusCode::FORBIDDEN => Explanation::new(
            FailureClass::Unauthorized,
            format!("The server does not allow this ({name})."),
            "Check that the token or key has the rights that the server asks for.",
        ),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Explanation::new(
            FailureClass::HttpStatus,
            format!("There is no MCP endpoint at this URL ({name})."),
            other_path(url),
        ),
        StatusCode::TOO_MANY_REQUESTS => Explanation::new(
            FailureClass::HttpStatus,
            format!("The server limits how often it may be called ({name})."),
            "Try again later.",
        ),
        StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            Explanation::new(
                FailureClass::HttpStatus,
                format!("A proxy in front of the server could not reach it ({name})."),
                "Check that the server runs, then try again.",
            )
        }
        _ if status.is_server_error() => Explanation::new(
            FailureClass::HttpStatus,
            format!("The server failed ({name})."),
            "See the server's logs, then try again.",
        ),
        _ => Explanation::new(
            FailureClass::HttpStatus,
            format!("The server answered {name}."),
            "Check the URL, the headers, and that the server speaks the chosen transport.",
        ),
    }
}

/// It answered with something that is not a message.
pub(in crate::upstream) fn not_mcp(content_type: &str, body: &str, url: &Url) -> Explanation {
    if is_web_page(content_type, body) {
        return Explanation::new(
            FailureClass::Handshake,
            "The URL is a web page and not an MCP endpoint.",
            format!(
                "It may be the server's documentation or a sign-in page. {}",
                other_path(url)
            ),
        );
    }
    let what = if content_type.is_empty() {
        "without a type"
    } else {
        content_type
    };
    Explanation::new(
        FailureClass::Handshake,
        format!("The answer is not an MCP message ({what})."),
        format!("Check that the URL is an MCP endpoint. {}", other_path(url)),
    )
}

/// The answer is HTML.
pub(super) fn is_web_page(content_type: &str, body: &str) -> bool {
    let start = body.trim_start();
    content_type.starts_with("text/html")
        || start
            .get(..5)
            .is_some_and(|start| start.eq_ignore_ascii_case("<html") || start.eq_ignore_ascii_case("<!doc"))
}

/// Where the endpoint probably is.
fn other_path(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    if path.ends_with("/sse") {
        return "It looks like an HTTP+SSE address: set the server's type to HTTP+SSE (old), or try its /mcp.".to_owned();
    }
    if path.ends_with("/mcp") {
        return "Check the path in the server's documentation.".to_owned();
    }
    let mut suggestion = url.clone();
    suggestion.set_path(&format!("{path}/mcp"));
    suggestion.set_query(None);
    format!("Most servers have it at /mcp: try {suggestion}.")
}

#[cfg(test)]
mod tests {
    use std::io;

    use http::StatusCode;
    use model::FailureClass;
    use rustls::CertificateError;
    use url::Url;

    use super::{not_mcp, status, transport};
    use crate::upstream::http::Fault;

    fn url(text: &str) -> Url {
        Url::parse(text).expect(text)
    }

    #[test]
    fn suggests_where_the_endpoint_probably_is() {
        let advice = |text| status(StatusCode::NOT_FOUND, &url(text), false).advice;
        assert!(advice("https://example.com").contains("try https://example.com/mcp."));
        assert!(advice("https://example.com/api/?x=1").contains("try https://example.com/api/mcp."));
        assert!(advice("https://example.com/mcp/").contains("documentation"));
        assert!(advice("https://example.com/sse").contains("HTTP+SSE"));
    }

    #[test]
    fn tells_missing_from_refused_credentials() {
        let advice = |has| status(StatusCode::UNAUTHORIZED, &url("https://example.com/mcp"), has).advice;
        assert!(advice(false).contains("Set a bearer token"));
        assert!(advice(true).contains("were refused"));
    }

    #[test]
    fn recognises_web_pages() {
        for (content_type, body) in [
            ("text/html; charset=utf-8", ""),
            ("", "<!DOCTYPE html>"),
            ("text/plain", " <HTML>"),
        ] {
            let explanation = not_mcp(content_type, body, &url("https://example.com/"));
            assert_eq!(
                explanation.message,
                "The URL is a web page and not an MCP endpoint."
            );
        }
        assert_eq!(
            not_mcp("text/plain", "é", &url("https://a/")).class,
            FailureClass::Handshake
        );
    }

    #[test]
    fn explains_localhost_in_containers_only_for_localhost() {
        let refused = Fault::Connect(io::ErrorKind::ConnectionRefused, "refused".to_owned());
        let advice = |text| transport(&refused, &url(text)).advice;
        assert!(advice("http://localhost:3000/mcp").contains("host.docker.internal"));
        assert!(advice("http://127.0.0.1:3000/mcp").contains("host.docker.internal"));
        assert!(!advice("http://example.com/mcp").contains("host.docker.internal"));
    }

    #[test]
    fn explains_certificates() {
        let message = |error| transport(&Fault::Tls(Ok(error)), &url("https://example.com/")).message;
        let invalid = rustls::Error::InvalidCertificate;
        assert_eq!(
            message(invalid(CertificateError::Expired)),
            "The certificate of example.com has expired."
        );
        for stranger in [CertificateError::UnknownIssuer, CertificateError::BadSignature] {
            assert!(message(invalid(stranger)).contains("not trusted"));
        }
        assert!(
            message(rustls::Error::InvalidMessage(
                rustls::InvalidMessage::InvalidContentType
            ))
            .contains("does not speak TLS")
        );
    }
}

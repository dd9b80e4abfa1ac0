//! Servers of HTTP+SSE, the transport of 2024-11-05, and servers that were taken for such.

use http::StatusCode;
use model::FailureClass;
use url::Url;

use super::{Explanation, http::is_web_page, status};

/// The stream is refused.
pub(in crate::upstream) fn no_stream(code: StatusCode, url: &Url, has_credentials: bool) -> Explanation {
    let is_elsewhere = matches!(
        code,
        StatusCode::BAD_REQUEST
            | StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED
            | StatusCode::NOT_ACCEPTABLE
            | StatusCode::GONE
    );
    if !is_elsewhere {
        return status(code, url, has_credentials);
    }
    Explanation::new(
        FailureClass::HttpStatus,
        format!("The URL does not open an HTTP+SSE stream ({code})."),
        other_path(url),
    )
}

/// Something else than a stream came.
pub(in crate::upstream) fn not_a_stream(content_type: &str, body: &str, url: &Url) -> Explanation {
    let message = if is_web_page(content_type, body) {
        "The URL is a web page and not the stream of an MCP server.".to_owned()
    } else {
        let what = if content_type.is_empty() {
            "without a type"
        } else {
            content_type
        };
        format!("The answer is not an event stream ({what}).")
    };
    Explanation::new(FailureClass::Handshake, message, other_path(url))
}

/// It is a stream, and does not begin as MCP says.
pub(in crate::upstream) fn no_endpoint_event() -> Explanation {
    Explanation::new(
        FailureClass::Handshake,
        "The event stream does not say where messages go (there is no `endpoint` event).",
        "Check that the URL is the HTTP+SSE address of an MCP server, and that no proxy on the way holds events back.",
    )
}

/// The server wants us to send messages somewhere else.
pub(in crate::upstream) fn foreign_endpoint(location: &str) -> Explanation {
    Explanation::new(
        FailureClass::HttpStatus,
        format!("The server wants messages at another place than its stream: {location}."),
        "Headers and tokens are not sent to another scheme, host or port: register the server under that address, or \
         tell it its public address in its own settings.",
    )
}

/// The stream is gone, and with it the connection.
pub(in crate::upstream) fn sse_ended() -> Explanation {
    Explanation::new(
        FailureClass::Connect,
        "The server ended its event stream.",
        "Try again; if it happens often, see the server's logs and proxies on the way.",
    )
}

/// The server does not know the stream any more that messages belong to.
pub(in crate::upstream) fn stream_forgotten(code: StatusCode) -> Explanation {
    Explanation::new(
        FailureClass::Connect,
        format!("The server does not know its event stream any more ({code})."),
        "Try again; behind a load balancer, requests of one client have to reach one instance of the server.",
    )
}

/// A server that was registered as Streamable HTTP.
pub(in crate::upstream) fn speaks_sse() -> Explanation {
    Explanation::new(
        FailureClass::Handshake,
        "The server speaks HTTP+SSE, the transport of 2024, at this URL.",
        "Set its type to HTTP+SSE (old).",
    )
}

/// Where the stream probably is.
fn other_path(url: &Url) -> String {
    let path = url.path().trim_end_matches('/');
    if path.ends_with("/sse") {
        return "Check the path in the server's documentation; if it speaks Streamable HTTP, choose that type.".to_owned();
    }
    if path.ends_with("/mcp") {
        return "Servers at /mcp speak Streamable HTTP as a rule: choose that type.".to_owned();
    }
    let mut suggestion = url.clone();
    suggestion.set_path(&format!("{path}/sse"));
    suggestion.set_query(None);
    format!(
        "Most such servers have it at /sse: try {suggestion}. If the server speaks Streamable HTTP, choose that type."
    )
}

#[cfg(test)]
mod tests {
    use http::StatusCode;
    use model::FailureClass;
    use url::Url;

    use super::{no_stream, not_a_stream};

    fn url(text: &str) -> Url {
        Url::parse(text).expect(text)
    }

    #[test]
    fn suggests_the_other_path_or_the_other_type() {
        let advice = |text| no_stream(StatusCode::NOT_FOUND, &url(text), false).advice;
        assert!(advice("http://localhost:3000").contains("try http://localhost:3000/sse."));
        assert!(advice("http://localhost:3000/sse").contains("documentation"));
        assert!(advice("http://localhost:3000/mcp").contains("choose that type"));
    }

    #[test]
    fn missing_credentials_are_no_wrong_path() {
        let why = no_stream(StatusCode::UNAUTHORIZED, &url("https://example.com/sse"), false);
        assert_eq!(why.class, FailureClass::Unauthorized);
    }

    #[test]
    fn tells_pages_from_other_answers() {
        let message = |content_type, body| not_a_stream(content_type, body, &url("http://a/sse")).message;
        assert!(message("text/html", "").contains("web page"));
        assert!(message("application/json", "{}").contains("(application/json)"));
        assert!(message("", "").contains("without a type"));
    }
}

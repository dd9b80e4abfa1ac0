//! Requests of a client on its way to a token, written down as they are sent.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use model::{HopStep, HopView};
use serde_json::Value;
use url::Url;

use crate::{FrontDoor, clock::Clock, tools::indent};

/// Bytes of a body that are shown.
const MAX_BODY: usize = 16 * 1024;
/// Letters of a secret that are shown, so that it can be known again.
const SHOWN: usize = 6;

/// What was sent so far, and through which door.
pub(super) struct Walk<'a> {
    door: &'a dyn FrontDoor,
    clock: &'a dyn Clock,
    /// The address that the person uses.
    at: &'a Url,
    hops: Vec<HopView>,
    secrets: Vec<String>,
}

/// What came back.
pub(super) struct Came {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    body: Bytes,
}

impl Came {
    /// The body as JSON; null when it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl<'a> Walk<'a> {
    /// Goes on behind these hops.
    pub(super) fn new(
        door: &'a dyn FrontDoor,
        clock: &'a dyn Clock,
        at: &'a Url,
        hops: Vec<HopView>,
    ) -> Self {
        Self {
            door,
            clock,
            at,
            hops,
            secrets: Vec::new(),
        }
    }

    /// Asks for a document.
    pub(super) async fn get(&mut self, step: HopStep, url: &Url) -> Option<Came> {
        let headers = [(header::ACCEPT, "application/json")];
        self.send(step, Method::GET, url, &headers, String::new()).await
    }

    /// Posts a body of this kind.
    pub(super) async fn post(
        &mut self,
        step: HopStep,
        url: &Url,
        kind: &'static str,
        body: String,
    ) -> Option<Came> {
        let accept = if step == HopStep::Challenge {
            "application/json, text/event-stream"
        } else {
            "application/json"
        };
        let headers = [(header::CONTENT_TYPE, kind), (header::ACCEPT, accept)];
        self.send(step, Method::POST, url, &headers, body).await
    }

    /// What the browser does. Its answer is not seen.
    pub(super) fn browser_goes(&mut self, step: HopStep, url: &Url) {
        self.hops.push(HopView {
            step,
            method: "GET".to_owned(),
            url: url.to_string(),
            sent: String::new(),
            status: None,
            came: String::new(),
            elapsed_us: 0,
        });
    }

    /// What is nobody's to read.
    pub(super) fn hide(&mut self, secret: &str) {
        if !secret.is_empty() {
            self.secrets.push(secret.to_owned());
        }
    }

    /// Everything that was sent, without secrets.
    pub(super) fn end(self) -> Vec<HopView> {
        let mut hops = self.hops;
        for hop in &mut hops {
            for text in [&mut hop.url, &mut hop.sent, &mut hop.came] {
                for secret in &self.secrets {
                    *text = text.replace(&**secret, &cut_short(secret));
                }
            }
        }
        hops
    }

    /// Nothing when the URL is not ours.
    async fn send(
        &mut self,
        step: HopStep,
        method: Method,
        url: &Url,
        headers: &[(HeaderName, &'static str)],
        body: String,
    ) -> Option<Came> {
        if url.origin() != self.at.origin() {
            return None;
        }
        let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
        let mut request = Request::builder()
            .method(method.clone())
            .uri(target)
            .body(Bytes::from(body.clone()))
            .ok()?;
        for (name, value) in headers {
            request
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        let sent = shown(request.headers(), body.as_bytes());
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        request
            .headers_mut()
            .insert(header::HOST, HeaderValue::try_from(host).ok()?);
        let before = self.clock.instant();
        let response = self.door.pass(request).await;
        let elapsed = self.clock.instant().saturating_duration_since(before);
        let (parts, body) = response.into_parts();
        self.hops.push(HopView {
            step,
            method: method.to_string(),
            url: url.to_string(),
            sent,
            status: Some(parts.status.as_u16()),
            came: shown(&parts.headers, &body),
            elapsed_us: u64::try_from(elapsed.as_micros()).unwrap_or(u64::MAX),
        });
        Some(Came {
            status: parts.status,
            headers: parts.headers,
            body,
        })
    }
}

/// Headers, an empty line and the body, as they stand in a message of HTTP; JSON is indented.
fn shown(headers: &HeaderMap, body: &[u8]) -> String {
    let mut text = String::new();
    for (name, value) in headers {
        // A string takes everything.
        let _ = writeln!(text, "{name}: {}", String::from_utf8_lossy(value.as_bytes()));
    }
    if body.is_empty() {
        return text;
    }
    let body = String::from_utf8_lossy(&body[..body.len().min(MAX_BODY)]);
    let is_json = body.starts_with(['{', '[']);
    text.push('\n');
    text.push_str(&if is_json { indent(&body) } else { body.into_owned() });
    text
}

fn cut_short(secret: &str) -> String {
    let shown: String = secret.chars().take(SHOWN).collect();
    format!("{shown}…")
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use bytes::Bytes;
    use http::{Request, Response};
    use model::HopStep;
    use url::Url;

    use super::Walk;
    use crate::{FrontDoor, clock::SystemClock};

    /// Says what it was asked for, and a secret.
    struct Parrot;

    #[async_trait]
    impl FrontDoor for Parrot {
        async fn pass(&self, request: Request<Bytes>) -> Response<Bytes> {
            let host = request.headers()["host"].to_str().unwrap();
            let text = format!(r#"{{"asked":"{host} {}","token":"secret-token"}}"#, request.uri());
            Response::new(text.into())
        }
    }

    #[tokio::test]
    async fn a_request_goes_where_it_would_go_over_a_wire_and_is_shown_without_secrets() {
        let at: Url = "https://mcp.example:8443/".parse().unwrap();
        let mut walk = Walk::new(&Parrot, &SystemClock, &at, Vec::new());
        let url: Url = "https://mcp.example:8443/oauth/token?a=1".parse().unwrap();
        let came = walk
            .post(HopStep::Token, &url, "text/plain", "code=secret-code".to_owned())
            .await
            .unwrap();
        assert_eq!(came.json()["asked"], "mcp.example:8443 /oauth/token?a=1");
        let other: Url = "https://mcp.example/oauth/token".parse().unwrap();
        assert!(walk.get(HopStep::Server, &other).await.is_none());
        walk.hide("secret-code");
        walk.hide("secret-token");
        let hops = walk.end();
        assert_eq!(hops.len(), 1);
        assert_eq!(
            hops[0].sent,
            "content-type: text/plain\naccept: application/json\n\ncode=secret…"
        );
        assert!(hops[0].came.contains(r#""token": "secret…""#), "{}", hops[0].came);
    }
}

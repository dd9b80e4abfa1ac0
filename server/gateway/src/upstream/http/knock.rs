//! Asks a server without any token how it wants to be signed in to.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header::AUTHORIZATION};
use http_body_util::Full;
use tokio::time::timeout;
use url::Url;

use super::{
    Endpoint, HttpClient,
    challenge::Challenge,
    client::Payload,
    session::{SESSION_ID, Session},
};
use crate::{
    envelope::request_frame,
    era::{MODERN, PROTOCOL_VERSION},
    standard_headers,
    upstream::{
        failure::{self, Explanation},
        handshake::{INITIALIZE, VERSIONS},
        lane::Introduction,
        modern::outfitted_for,
    },
};

/// A server that wants a sign-in says so at once.
const PATIENCE: Duration = Duration::from_secs(10);

const TOOLS_LIST: &str = "tools/list";
/// How a server answers whoever comes without a token.
#[derive(Debug, Clone)]
pub struct Knock {
    /// Where it is, variables replaced.
    pub url: Url,
    /// The status of its last answer.
    pub status: StatusCode,
    /// What it wants to see.
    pub challenge: Option<Challenge>,
}

/// Knocks at a server: some let everybody in and ask who is there only when something is wanted.
pub(in crate::upstream) async fn knock(
    client: &HttpClient,
    endpoint: &Endpoint,
    method: Method,
) -> Result<Knock, Explanation> {
    let mut headers = endpoint.headers.clone();
    headers.remove(AUTHORIZATION);
    let body = if method == Method::POST {
        request_frame(1, INITIALIZE, Some(&Introduction::default().params()))
    } else {
        Vec::new()
    };
    let first = send(client, endpoint, &method, headers.clone(), body).await?;
    let is_answer = Challenge::bearer(first.headers()).is_some() || method != Method::POST;
    let answer = if is_answer {
        first
    } else {
        let (headers, body) = second(&headers, &first);
        send(client, endpoint, &method, headers, body).await?
    };
    Ok(Knock {
        url: endpoint.url.clone(),
        status: answer.status(),
        challenge: Challenge::bearer(answer.headers()),
    })
}

/// The second request: in the session that the first one began, or in the era without sessions.
fn second(headers: &HeaderMap, first: &Response<Payload>) -> (HeaderMap, Vec<u8>) {
    if first.status().is_success() {
        let id = first.headers().get(SESSION_ID).cloned();
        let session = Session::new(1, headers, id, VERSIONS[0]);
        return (session.headers, request_frame(2, TOOLS_LIST, None));
    }
    let params = outfitted_for(None, &Introduction::default(), None);
    let mut headers = headers.clone();
    headers.insert(PROTOCOL_VERSION, HeaderValue::from_static(MODERN));
    standard_headers::write(&mut headers, TOOLS_LIST, Some(&params), &[]);
    (headers, request_frame(2, TOOLS_LIST, Some(&params)))
}

async fn send(
    client: &HttpClient,
    endpoint: &Endpoint,
    method: &Method,
    headers: HeaderMap,
    body: Vec<u8>,
) -> Result<Response<Payload>, Explanation> {
    let mut request = Request::new(Full::new(Bytes::from(body)));
    *request.method_mut() = method.clone();
    *request.uri_mut() = endpoint.uri.clone();
    *request.headers_mut() = headers;
    timeout(PATIENCE, client.request(request))
        .await
        .map_err(|_| failure::connect_timeout(PATIENCE, false))?
        .map_err(|fault| failure::transport(&fault, &endpoint.url))
}

//! Asks a server without any token how it wants to be signed in to.

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode, header::AUTHORIZATION};
use http_body_util::Full;
use tokio::time::timeout;
use url::Url;

use super::{Endpoint, HttpClient, challenge::Challenge};
use crate::{
    envelope::request_frame,
    upstream::{
        failure::{self, Explanation},
        handshake::INITIALIZE,
        lane::Introduction,
    },
};

/// A server that wants a sign-in says so at once.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a server answers whoever comes without a token.
#[derive(Debug, Clone)]
pub struct Knock {
    /// Where it is, variables replaced.
    pub url: Url,
    /// The status of its answer.
    pub status: StatusCode,
    /// What it wants to see.
    pub challenge: Option<Challenge>,
}

/// Knocks at a server.
pub(in crate::upstream) async fn knock(
    client: &HttpClient,
    endpoint: &Endpoint,
    method: Method,
) -> Result<Knock, Explanation> {
    let body = if method == Method::POST {
        request_frame(1, INITIALIZE, Some(&Introduction::default().params()))
    } else {
        Vec::new()
    };
    let mut request = Request::new(Full::new(Bytes::from(body)));
    *request.method_mut() = method;
    *request.uri_mut() = endpoint.uri.clone();
    *request.headers_mut() = endpoint.headers.clone();
    request.headers_mut().remove(AUTHORIZATION);
    let response = timeout(PATIENCE, client.request(request))
        .await
        .map_err(|_| failure::connect_timeout(PATIENCE, false))?
        .map_err(|fault| failure::transport(&fault, &endpoint.url))?;
    Ok(Knock {
        url: endpoint.url.clone(),
        status: response.status(),
        challenge: Challenge::bearer(response.headers()),
    })
}

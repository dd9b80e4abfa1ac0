//! Requests to authorization servers: with the same rules for addresses and certificates as servers have.

use std::{net::IpAddr, time::Duration};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use tokio::time::timeout;
use url::{Host, Url};

use super::{
    HttpClient,
    address::is_link_local,
    body::{BodyError, read_all},
    endpoint::is_localhost,
};
use crate::{spec::GatewayOptions, upstream::failure};

/// The largest answer.
const MAX_BYTES: usize = 256 * 1024;
/// From the first packet to the last.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why an authorization server gave no answer. It may answer later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NoAnswer(pub String);

/// Sends a request whose URI is absolute. Redirects are answers.
pub(in crate::upstream) async fn ask(
    client: &HttpClient,
    options: &GatewayOptions,
    mut request: Request<Bytes>,
) -> Result<Response<Bytes>, NoAnswer> {
    let text = request.uri().to_string();
    let mut url = Url::parse(&text).map_err(|_| NoAnswer(failure::bad_url(&text).message))?;
    check_address(&url, options)?;
    if options.localhost_is_docker_host && is_localhost(&url) {
        let host = url.set_host(Some("host.docker.internal"));
        let uri = host.ok().and_then(|()| url.as_str().parse().ok());
        *request.uri_mut() = uri.ok_or_else(|| NoAnswer(failure::bad_url(&text).message))?;
    }
    let (head, body) = request.into_parts();
    let asking = async {
        let response = client
            .request(Request::from_parts(head, Full::new(body)))
            .await
            .map_err(|fault| NoAnswer(failure::transport(&fault, &url).message))?;
        let (head, body) = response.into_parts();
        let body = read_all(body, MAX_BYTES).await.map_err(|error| match error {
            BodyError::TooLarge => NoAnswer(format!("The answer is larger than {MAX_BYTES} bytes.")),
            BodyError::Cut(fault) => NoAnswer(failure::transport(&fault, &url).message),
        })?;
        Ok(Response::from_parts(head, body))
    };
    let answer = timeout(PATIENCE, asking).await;
    answer.unwrap_or_else(|_| {
        let host = url.host_str().unwrap_or_default();
        Err(NoAnswer(format!(
            "{host} did not answer within {} seconds.",
            PATIENCE.as_secs()
        )))
    })
}

/// Addresses are never resolved, so the resolver does not see them.
fn check_address(url: &Url, options: &GatewayOptions) -> Result<(), NoAnswer> {
    let address: Option<IpAddr> = match url.host() {
        Some(Host::Ipv4(v4)) => Some(v4.into()),
        Some(Host::Ipv6(v6)) => Some(v6.into()),
        _ => None,
    };
    match address.filter(|address| is_link_local(*address) && !options.allow_link_local) {
        Some(address) => Err(NoAnswer(failure::refused(address).message)),
        None => Ok(()),
    }
}

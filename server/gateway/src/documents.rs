//! Documents that strangers point at: fetched from the public internet and from nowhere else.

use std::time::Duration;

use bytes::Bytes;
use http::{
    Request, StatusCode,
    header::{ACCEPT, LOCATION},
};
use http_body_util::Full;
use tokio::time::timeout;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::{Host, Url};

use crate::Authorities;
use crate::upstream::http::{
    HttpClient, Reach,
    body::{BodyError, read_all},
};

/// The largest document.
const MAX_BYTES: usize = 64 * 1024;
/// From the first packet to the last.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The URL is no `https` URL with a host name.
    #[error("only https URLs with a host name are fetched")]
    Url,
    /// No connection came about, or the name stands for an address that is not public.
    #[error("the server of the document cannot be reached, or has no public address")]
    Unreachable,
    /// It took too long.
    #[error("the document did not arrive within {} seconds", PATIENCE.as_secs())]
    Slow,
    /// The server sends elsewhere.
    #[error("redirects are not followed; use the final URL")]
    Redirect,
    /// The server has none.
    #[error("the server of the document answered with status {0}")]
    Status(u16),
    /// It is above the bound.
    #[error("the document is larger than {MAX_BYTES} bytes")]
    TooLarge,
}

/// The document at a URL.
pub(crate) async fn fetch(
    url: &Url,
    tasks: TaskTracker,
    closing: CancellationToken,
) -> Result<Bytes, DocumentError> {
    // An address in place of a name would not be resolved, and so not be checked.
    if url.scheme() != "https" || !matches!(url.host(), Some(Host::Domain(_))) {
        return Err(DocumentError::Url);
    }
    let client = HttpClient::new(Reach::Public, &Authorities::default(), tasks, closing);
    timeout(PATIENCE, get(&client, url))
        .await
        .unwrap_or(Err(DocumentError::Slow))
}

async fn get(client: &HttpClient, url: &Url) -> Result<Bytes, DocumentError> {
    let request = Request::get(url.as_str())
        .header(ACCEPT, "application/json")
        .body(Full::new(Bytes::new()))
        .map_err(|_| DocumentError::Url)?;
    let response = client
        .request(request)
        .await
        .map_err(|_| DocumentError::Unreachable)?;
    match response.status() {
        StatusCode::OK => {}
        status if status.is_redirection() && response.headers().contains_key(LOCATION) => {
            return Err(DocumentError::Redirect);
        }
        status => return Err(DocumentError::Status(status.as_u16())),
    }
    read_all(response.into_body(), MAX_BYTES)
        .await
        .map_err(|error| match error {
            BodyError::TooLarge => DocumentError::TooLarge,
            BodyError::Cut(_) => DocumentError::Unreachable,
        })
}

#[cfg(test)]
mod tests;

//! The way over HTTP, as everybody's clients go.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Request,
    header::{ACCEPT, AUTHORIZATION, USER_AGENT},
};
use http_body_util::Full;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use super::{Asked, Heard, Shows, Until, Way};
use crate::{
    Authorities,
    client::headers::JSON,
    upstream::{
        failure,
        http::{Reach, client::HttpClient},
    },
};

/// Why an endpoint cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// Not a URL, or not one of HTTP.
    #[error("{0:?} is not a URL such as http://localhost:12008/metamcp/dev/mcp")]
    Url(String),
    /// The key holds characters that no key has.
    #[error("the API key holds characters that cannot be sent")]
    Key,
}

/// An endpoint somewhere.
pub struct Outside {
    url: Url,
    key: Option<HeaderValue>,
    client: HttpClient,
    over: CancellationToken,
}

impl Outside {
    /// The endpoint at this URL, opened by this key.
    pub fn new(url: &str, key: Option<&str>, authorities: &Authorities) -> Result<Self, OutsideError> {
        let wrong = || OutsideError::Url(url.to_owned());
        let mut target = Url::parse(url.trim()).map_err(|_| wrong())?;
        if !matches!(target.scheme(), "http" | "https") || target.host().is_none() {
            return Err(wrong());
        }
        target.set_fragment(None);
        let key = key.map(str::trim).filter(|key| !key.is_empty());
        let key =
            key.map(|key| HeaderValue::try_from(format!("Bearer {key}")).map_err(|_| OutsideError::Key));
        let over = CancellationToken::new();
        Ok(Self {
            url: target,
            key: key.transpose()?,
            // Who starts the command may reach whatever this machine reaches.
            client: HttpClient::new(Reach::Anything, authorities, TaskTracker::new(), over.clone()),
            over,
        })
    }

    async fn exchange(&self, request: Request<Full<Bytes>>, until: Until) -> Result<Heard, String> {
        let response = self.client.request(request).await;
        let response = response.map_err(|fault| failure::transport(&fault, &self.url).message)?;
        Heard::of(response, until).await
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.over.cancel();
    }
}

impl Way for Outside {
    async fn send(&self, asked: Asked) -> Result<Heard, String> {
        let request = asked.request(self.url.as_str());
        let mut request = request.map_err(|error| error.to_string())?;
        request.headers_mut().extend(introduced());
        if asked.shows == Shows::Own {
            let key = self.key.clone();
            request.headers_mut().extend(key.map(|key| (AUTHORIZATION, key)));
        }
        self.exchange(request, asked.until).await
    }

    async fn read(&self, url: &Url) -> Result<Heard, String> {
        let request = Request::get(url.as_str()).header(ACCEPT, JSON);
        let mut request = request
            .body(Full::new(Bytes::new()))
            .map_err(|error| error.to_string())?;
        request.headers_mut().extend(introduced());
        self.exchange(request, Until::Answer).await
    }
}

fn introduced() -> HeaderMap {
    let ours = HeaderValue::from_static(concat!("metamcp-conformance/", env!("CARGO_PKG_VERSION")));
    HeaderMap::from_iter([(USER_AGENT, ours)])
}

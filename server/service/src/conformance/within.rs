//! The way to an endpoint of this process, in the name of somebody who may change it.

use gateway::{Asked, Gateway, Heard, PrincipalId, Way};
use http::{HeaderValue, header::HOST};
use model::EndpointId;
use store::EndpointRecord;
use url::Url;

use crate::{Caller, oauth::Oauth, services::Inner};

const WELL_KNOWN: &str = "/.well-known/oauth-protected-resource";

pub(super) struct Within<'a> {
    gateway: &'a Gateway,
    oauth: Oauth<'a>,
    endpoint: EndpointId,
    name: &'a str,
    principal: PrincipalId,
    at: &'a Url,
}

impl<'a> Within<'a> {
    pub(super) fn new(inner: &'a Inner, at: &'a Url, caller: &Caller, endpoint: &'a EndpointRecord) -> Self {
        Self {
            gateway: &inner.parts.gateway,
            oauth: Oauth::new(inner, at),
            endpoint: endpoint.id,
            name: &endpoint.name,
            principal: PrincipalId::User(caller.user_id),
            at,
        }
    }

    /// What clients write as `Host`.
    fn host(&self) -> Option<HeaderValue> {
        let host = self.at.host_str()?;
        let host = match self.at.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        HeaderValue::try_from(host).ok()
    }
}

impl Way for Within<'_> {
    async fn send(&self, asked: Asked) -> Result<Heard, String> {
        let request = asked.request(&format!("/metamcp/{}/mcp", self.name));
        let mut request = request.map_err(|error| error.to_string())?;
        request.headers_mut().extend(self.host().map(|host| (HOST, host)));
        // What is about the door has to come to the door; behind it, the caller needs nothing to show.
        let response = if asked.is_at_the_door() {
            self.gateway.streamable_http(self.name, request).await
        } else {
            self.gateway.inspect(self.endpoint, self.principal, request).await
        };
        Heard::of(response, asked.until).await
    }

    async fn read(&self, url: &Url) -> Result<Heard, String> {
        let path = url.path().strip_prefix(WELL_KNOWN);
        let path = path.ok_or_else(|| format!("{url} is no document of this installation"))?;
        let document = self.oauth.resource(path).await;
        document.map(Heard::document).map_err(|error| error.to_string())
    }
}

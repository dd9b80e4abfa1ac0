//! Finds out which authorization server stands before an MCP server, and what it can do.
//!
//! Newer servers say it in a challenge or a document (RFC 9728). Older ones (2025-03-26) are their own authorization server,
//! with a document about that (RFC 8414) or at three paths that everybody knows.

use gateway::{Challenge, Gateway, NoAnswer};
use serde::Deserialize;
use url::Url;

use super::asking::{checked_url, document};

const RESOURCE: &str = "/.well-known/oauth-protected-resource";
const AUTHORIZATION_SERVER: &str = "/.well-known/oauth-authorization-server";
const OPENID: &str = "/.well-known/openid-configuration";

/// The authorization server of an MCP server.
#[derive(Debug)]
pub(super) struct Found {
    /// What tokens are for (RFC 8707).
    pub(super) resource: String,
    /// What can be asked for, as the MCP server says.
    pub(super) scopes: Vec<String>,
    /// The authorization server.
    pub(super) server: AuthorizationServer,
}

/// What an authorization server says of itself.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct AuthorizationServer {
    pub(super) issuer: String,
    pub(super) authorization_endpoint: String,
    pub(super) token_endpoint: String,
    #[serde(default)]
    pub(super) registration_endpoint: Option<String>,
    /// Where clients take tokens back (RFC 7009).
    #[serde(default)]
    pub(super) revocation_endpoint: Option<String>,
    #[serde(default)]
    pub(super) scopes_supported: Vec<String>,
    #[serde(default)]
    code_challenge_methods_supported: Option<Vec<String>>,
    /// Without a word on it, the header with the secret (RFC 8414 §2).
    #[serde(default)]
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
    #[serde(default)]
    pub(super) client_id_metadata_document_supported: bool,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct ProtectedResource {
    resource: String,
    #[serde(default)]
    authorization_servers: Vec<String>,
    #[serde(default)]
    scopes_supported: Vec<String>,
}

/// Why there is no authorization server that can be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotFound {
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    #[error("The server's metadata is about another resource: {0}.")]
    OtherResource(String),
    #[error("The authorization server {0} publishes no metadata that can be used.")]
    NoMetadata(String),
    #[error("The metadata of {expected} names another issuer: {named}.")]
    OtherIssuer { expected: String, named: String },
    #[error("The authorization server {0} does not support PKCE with S256, which MCP asks for.")]
    NoPkce(String),
    #[error("An address of the authorization server is not safe: {0}. It has to begin with https.")]
    Unsafe(String),
}

/// Looks for the authorization server of the MCP server at `url`, which answered with this challenge.
pub(super) async fn find(
    gateway: &Gateway,
    url: &Url,
    challenge: Option<&Challenge>,
) -> Result<Found, NotFound> {
    let named = challenge.and_then(|challenge| challenge.get("resource_metadata"));
    let Some(resource) = protected_resource(gateway, url, named).await? else {
        return Ok(Found {
            resource: canonical(url),
            scopes: Vec::new(),
            server: of_old(gateway, url).await?,
        });
    };
    if !covers(&resource.resource, url) {
        return Err(NotFound::OtherResource(resource.resource));
    }
    let server = match resource.authorization_servers.first() {
        Some(issuer) => named_server(gateway, url, issuer).await?,
        None => of_old(gateway, url).await?,
    };
    Ok(Found {
        resource: resource.resource,
        scopes: resource.scopes_supported,
        server,
    })
}

async fn protected_resource(
    gateway: &Gateway,
    url: &Url,
    named: Option<&str>,
) -> Result<Option<ProtectedResource>, NotFound> {
    let named = match named {
        Some(text) => Some(checked_url(text, url).ok_or_else(|| NotFound::Unsafe(text.to_owned()))?),
        None => None,
    };
    for place in named.into_iter().chain(beside(url, RESOURCE)) {
        if let Some(found) = document(gateway, &place).await? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The places of a document about a URL: with its path behind the well-known one, and without.
fn beside(url: &Url, well_known: &str) -> Vec<Url> {
    let at = |path: String| {
        let mut place = url.clone();
        place.set_path(&path);
        place.set_query(None);
        place.set_fragment(None);
        place
    };
    let path = url.path().trim_end_matches('/');
    let mut places = vec![at(format!("{well_known}{path}"))];
    if !path.is_empty() {
        places.push(at(well_known.to_owned()));
    }
    places
}

async fn named_server(gateway: &Gateway, url: &Url, issuer: &str) -> Result<AuthorizationServer, NotFound> {
    let place = checked_url(issuer, url).ok_or_else(|| NotFound::Unsafe(issuer.to_owned()))?;
    match metadata(gateway, url, &place, issuer).await? {
        Some(server) => Ok(server),
        None => Err(NotFound::NoMetadata(issuer.to_owned())),
    }
}

/// As servers of 2025-03-26 are found: at their own origin.
async fn of_old(gateway: &Gateway, url: &Url) -> Result<AuthorizationServer, NotFound> {
    let issuer = url.origin().ascii_serialization();
    let place = Url::parse(&issuer).map_err(|_| NotFound::Unsafe(issuer.clone()))?;
    if let Some(server) = metadata(gateway, url, &place, &issuer).await? {
        return Ok(server);
    }
    Ok(AuthorizationServer {
        authorization_endpoint: format!("{issuer}/authorize"),
        token_endpoint: format!("{issuer}/token"),
        registration_endpoint: Some(format!("{issuer}/register")),
        revocation_endpoint: None,
        issuer,
        scopes_supported: Vec::new(),
        code_challenge_methods_supported: None,
        token_endpoint_auth_methods_supported: None,
        client_id_metadata_document_supported: false,
        authorization_response_iss_parameter_supported: false,
    })
}

async fn metadata(
    gateway: &Gateway,
    url: &Url,
    place: &Url,
    issuer: &str,
) -> Result<Option<AuthorizationServer>, NotFound> {
    for place in places_of_metadata(place) {
        let Some(server) = document::<AuthorizationServer>(gateway, &place).await? else {
            continue;
        };
        return check(server, url, issuer).map(Some);
    }
    Ok(None)
}

/// RFC 8414 first, then OpenID Connect with the path behind the well-known one, and before it.
fn places_of_metadata(issuer: &Url) -> Vec<Url> {
    let path = issuer.path().trim_end_matches('/').to_owned();
    let at = |path: String| {
        let mut place = issuer.clone();
        place.set_path(&path);
        place.set_query(None);
        place.set_fragment(None);
        place
    };
    let mut places = vec![
        at(format!("{AUTHORIZATION_SERVER}{path}")),
        at(format!("{OPENID}{path}")),
    ];
    if !path.is_empty() {
        places.push(at(format!("{path}{OPENID}")));
    }
    places
}

fn check(mut server: AuthorizationServer, url: &Url, issuer: &str) -> Result<AuthorizationServer, NotFound> {
    if server.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
        return Err(NotFound::OtherIssuer {
            expected: issuer.to_owned(),
            named: server.issuer,
        });
    }
    // Who does not say it cannot do it (MCP, "Authorization Code Protection").
    let methods = server.code_challenge_methods_supported.as_deref();
    if !methods.is_some_and(|methods| methods.iter().any(|method| method == "S256")) {
        return Err(NotFound::NoPkce(server.issuer));
    }
    let endpoints = [&server.authorization_endpoint, &server.token_endpoint];
    for endpoint in endpoints.into_iter().chain(&server.registration_endpoint) {
        if checked_url(endpoint, url).is_none() {
            return Err(NotFound::Unsafe(endpoint.clone()));
        }
    }
    // Without it, people can connect the server all the same.
    server.revocation_endpoint = server
        .revocation_endpoint
        .filter(|endpoint| checked_url(endpoint, url).is_some());
    Ok(server)
}

/// The URL as tokens name it: without a fragment.
fn canonical(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.as_str().trim_end_matches('/').to_owned()
}

/// What is said of a resource holds for a URL: it is at the same origin, and at or below the same path.
fn covers(resource: &str, url: &Url) -> bool {
    let Ok(resource) = Url::parse(resource) else {
        return false;
    };
    let (outer, inner) = (
        resource.path().trim_end_matches('/'),
        url.path().trim_end_matches('/'),
    );
    let rest = inner.strip_prefix(outer);
    resource.fragment().is_none()
        && resource.origin() == url.origin()
        && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{RESOURCE, beside, covers, places_of_metadata};

    fn url(text: &str) -> Url {
        Url::parse(text).expect(text)
    }

    fn texts(urls: &[Url]) -> Vec<&str> {
        urls.iter().map(Url::as_str).collect()
    }

    #[test]
    fn documents_are_looked_for_with_and_without_the_path() {
        assert_eq!(
            texts(&beside(&url("https://a.example/public/mcp?x=1"), RESOURCE)),
            [
                "https://a.example/.well-known/oauth-protected-resource/public/mcp",
                "https://a.example/.well-known/oauth-protected-resource",
            ]
        );
        assert_eq!(
            texts(&beside(&url("https://a.example/"), RESOURCE)),
            ["https://a.example/.well-known/oauth-protected-resource"]
        );
        assert_eq!(
            texts(&places_of_metadata(&url("https://id.example/tenant"))),
            [
                "https://id.example/.well-known/oauth-authorization-server/tenant",
                "https://id.example/.well-known/openid-configuration/tenant",
                "https://id.example/tenant/.well-known/openid-configuration",
            ]
        );
        assert_eq!(
            texts(&places_of_metadata(&url("https://id.example/"))),
            [
                "https://id.example/.well-known/oauth-authorization-server",
                "https://id.example/.well-known/openid-configuration",
            ]
        );
    }

    #[test]
    fn a_resource_is_its_own_and_what_lies_below_it() {
        let server = url("https://a.example/team/mcp");
        for resource in [
            "https://a.example",
            "https://a.example/team/",
            "https://a.example/team/mcp",
            "https://a.example:443/team/mcp",
        ] {
            assert!(covers(resource, &server), "{resource}");
        }
        for resource in [
            "https://b.example/team/mcp",
            "http://a.example/team/mcp",
            "https://a.example/te",
            "https://a.example/team/mcp/deeper",
            "https://a.example/team/mcp#x",
            "team",
        ] {
            assert!(!covers(resource, &server), "{resource}");
        }
    }
}

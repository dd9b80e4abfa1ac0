//! Which endpoint a client means (RFC 8707), and what it is told about one (RFC 9728).

use model::{EndpointId, Scopes};
use serde_json::{Value, json};
use store::EndpointRecord;
use url::Url;

use super::{OauthError, OauthProblem};
use crate::installation::Installation;

/// The doors of an endpoint. Each is a resource by its URL; all of them, and the URL before them, mean the endpoint.
const DOORS: [&str; 3] = ["mcp", "sse", "api"];

/// The endpoint that a client names as `resource`. One that names none means the only one there is, if there is only one:
/// clients of before 2025-06-18 do not know the parameter.
pub(super) fn named<'a>(
    installation: &'a Installation,
    base: &Url,
    resources: &[&str],
) -> Result<&'a EndpointRecord, OauthError> {
    match resources {
        [resource] => of_url(installation, base, resource).ok_or_else(|| {
            problem(format!(
                "no endpoint with OAuth has this URL. Send the URL that clients connect to, such as {}",
                url(base, "NAME", "mcp")
            ))
        }),
        [] => {
            let mut all = installation.endpoints().iter().filter(|it| it.auth.takes_oauth());
            match (all.next(), all.next()) {
                (Some(only), None) => Ok(only),
                _ => Err(problem(
                    "say which endpoint the token is for: send its URL as the parameter resource (RFC 8707)",
                )),
            }
        }
        _ => Err(problem(
            "a token is for one endpoint; send the parameter resource once",
        )),
    }
}

fn problem(description: impl Into<String>) -> OauthError {
    OauthError::new(OauthProblem::InvalidTarget, description)
}

fn of_url<'a>(installation: &'a Installation, base: &Url, resource: &str) -> Option<&'a EndpointRecord> {
    let resource = Url::parse(resource).ok()?;
    let is_ours = resource.origin() == base.origin()
        && resource.query().is_none()
        && resource.fragment().is_none()
        && resource.username().is_empty()
        && resource.password().is_none();
    if !is_ours {
        return None;
    }
    let path = resource.path().strip_prefix(base.path().trim_end_matches('/'))?;
    let (endpoint, _) = of_path(installation, path)?;
    Some(endpoint)
}

/// The endpoint of `/metamcp/{name}` or one of its doors, and the door.
fn of_path<'a, 'p>(
    installation: &'a Installation,
    path: &'p str,
) -> Option<(&'a EndpointRecord, Option<&'p str>)> {
    let rest = path.strip_prefix("/metamcp/")?;
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (name, door) = match rest.split_once('/') {
        Some((name, door)) if DOORS.contains(&door) => (name, Some(door)),
        Some(_) => return None,
        None => (rest, None),
    };
    let endpoint = installation
        .endpoints()
        .iter()
        .find(|endpoint| endpoint.name == name && endpoint.auth.takes_oauth())?;
    Some((endpoint, door))
}

/// What anybody may know of the endpoint behind a path.
pub(super) fn metadata(installation: &Installation, base: &Url, path: &str) -> Option<Value> {
    let (endpoint, door) = of_path(installation, path)?;
    let resource = match door {
        Some(door) => url(base, &endpoint.name, door),
        None => format!("{}/metamcp/{}", issuer(base), endpoint.name),
    };
    Some(json!({
        "resource": resource,
        "authorization_servers": [issuer(base)],
        "scopes_supported": [Scopes::MCP.to_string()],
        "bearer_methods_supported": ["header"],
        "resource_name": endpoint.name,
    }))
}

/// Where a client connects to.
pub(super) fn url(base: &Url, endpoint: &str, door: &str) -> String {
    format!("{}/metamcp/{endpoint}/{door}", issuer(base))
}

/// Who issues tokens here: the public URL, without a slash at its end.
pub(super) fn issuer(base: &Url) -> &str {
    base.as_str().trim_end_matches('/')
}

/// The endpoint, as long as it takes access tokens.
pub(super) fn taking_tokens(installation: &Installation, id: EndpointId) -> Option<&EndpointRecord> {
    installation
        .endpoint(id)
        .filter(|endpoint| endpoint.auth.takes_oauth())
}

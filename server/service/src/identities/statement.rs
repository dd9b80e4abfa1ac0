//! What is said of a caller.

use std::time::Duration;

use gateway::{PrincipalId, Statement};
use model::{IdentityClaims, Timestamp, UserId};
use serde::Serialize;
use url::Url;

use crate::{clock::later, installation::Installation};

/// A statement is good for so long.
pub(super) const LIFETIME: Duration = Duration::from_mins(5);

/// The claims of a statement (RFC 7519 §4). A person's id stands alone as `sub`; whatever else calls says so in `kind`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Claims {
    iss: String,
    aud: String,
    sub: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Where the call came in; nothing for what a connection needs for itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoint: Option<String>,
    iat: i64,
    exp: i64,
    jti: String,
}

/// What is said; nothing of a server that is not told.
pub(super) fn claims(
    installation: &Installation,
    issuer: &str,
    statement: Statement,
    now: Timestamp,
) -> Option<Claims> {
    let server = installation.server(statement.server_id)?;
    let wanted = server.caller.identity?;
    let (kind, sub, person) = subject(installation, statement.principal);
    let IdentityClaims { email, name } = wanted;
    let person = person.and_then(|person| installation.user(person));
    let endpoint = statement.endpoint_id.and_then(|id| installation.endpoint(id));
    Some(Claims {
        iss: issuer.to_owned(),
        aud: audience(server.url.as_deref()?)?,
        sub,
        kind,
        email: person.filter(|_| email).map(|person| person.email.clone()),
        name: person.filter(|_| name).map(|person| person.name.clone()),
        endpoint: endpoint.map(|endpoint| endpoint.name.clone()),
        iat: seconds(now),
        exp: seconds(later(now, LIFETIME)),
        jti: hex::encode(rand::random::<[u8; 16]>()),
    })
}

/// Who it is: a key of a person's is that person, whatever it shows.
fn subject(installation: &Installation, principal: PrincipalId) -> (&'static str, String, Option<UserId>) {
    let person = match principal {
        PrincipalId::User(user) => Some(user),
        PrincipalId::Key(key) => installation.api_key(key).and_then(|key| key.owner.person()),
        PrincipalId::Anonymous(_) | PrincipalId::Gateway => None,
    };
    match (person, principal) {
        (Some(person), _) => ("person", person.to_string(), Some(person)),
        (None, PrincipalId::Key(key)) => ("key", format!("key:{key}"), None),
        (None, PrincipalId::Gateway) => ("gateway", "gateway".to_owned(), None),
        (None, PrincipalId::Anonymous(_) | PrincipalId::User(_)) => {
            ("anonymous", "anonymous".to_owned(), None)
        }
    }
}

/// The URL of a server as its settings have it, without what may be secret in it.
fn audience(url: &str) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

fn seconds(at: Timestamp) -> i64 {
    at.as_millis() / 1000
}

#[cfg(test)]
mod tests {
    use super::audience;

    #[test]
    fn a_server_is_named_without_its_query() {
        for (url, named) in [
            ("https://a.example/mcp?key=${KEY}#x", "https://a.example/mcp"),
            ("https://a.example", "https://a.example/"),
        ] {
            assert_eq!(audience(url).as_deref(), Some(named), "{url}");
        }
        assert_eq!(audience("nonsense"), None);
    }
}

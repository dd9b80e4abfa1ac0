//! Clients: who they are, and how they prove it.

use base64::{Engine, engine::general_purpose::STANDARD};
use model::ClientKind;
use store::OauthClientRecord;
use subtle::ConstantTimeEq;
use url::{Url, form_urlencoded};

use super::{OauthError, OauthProblem, code::hash, documents, parameters::Parameters};
use crate::services::Inner;

/// The id is the URL of a document about the client.
pub(super) fn is_document(client_id: &str) -> bool {
    client_id.starts_with("https://")
}

/// The client that presents this id.
pub(super) async fn find(inner: &Inner, client_id: &str) -> Result<OauthClientRecord, OauthError> {
    if is_document(client_id) {
        return documents::client(inner, client_id).await;
    }
    known(inner, client_id).await
}

async fn known(inner: &Inner, client_id: &str) -> Result<OauthClientRecord, OauthError> {
    let clients = inner.parts.store.oauth_clients();
    clients
        .find_by_client_id(client_id)
        .await?
        .ok_or_else(|| unknown("no client with this client_id is known here; it may have to register again"))
}

/// The site that vouches for a client: the one that its document comes from.
pub(super) fn host(client: &OauthClientRecord) -> Option<String> {
    let is_vouched_for = client.kind == ClientKind::Document;
    let url = Url::parse(&client.client_id).ok().filter(|_| is_vouched_for)?;
    url.host_str().map(str::to_owned)
}

/// The client that sends a request to the token endpoint and its like, after it proved to be itself. One without a
/// secret only says who it is: what it shows besides has to be its own.
pub(super) async fn authenticate(
    inner: &Inner,
    parameters: &Parameters,
    authorization: Option<&str>,
) -> Result<OauthClientRecord, OauthError> {
    let basic = authorization.map(read_basic).transpose()?;
    let in_body = parameters.get("client_id")?;
    let (client_id, secret) = match (&basic, in_body) {
        (Some((id, _)), Some(other)) if id != other => {
            return Err(unknown("the client_id of the body is not that of the header"));
        }
        (Some(_), _) if parameters.get("client_secret")?.is_some() => {
            return Err(OauthError::new(
                OauthProblem::InvalidRequest,
                "send the client's secret in the header or in the body, not in both",
            ));
        }
        (Some((id, secret)), _) => (id.as_str(), Some(secret.as_str())),
        (None, Some(id)) => (id, parameters.get("client_secret")?),
        (None, None) => {
            return Err(unknown(
                "say which client asks: send client_id, or the header Authorization: Basic",
            ));
        }
    };
    let client = known(inner, client_id).await?;
    let Some(expected) = client.secret_hash else {
        return Ok(client);
    };
    let shown = secret.map(hash).unwrap_or_default();
    if bool::from(shown.ct_eq(&expected)) {
        Ok(client)
    } else {
        Err(unknown("the client's secret is missing or wrong"))
    }
}

/// `Basic` with both parts in the form of form fields (RFC 6749 §2.3.1).
fn read_basic(header: &str) -> Result<(String, String), OauthError> {
    let read = || {
        let (scheme, encoded) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some((form_decoded(id), form_decoded(secret)))
    };
    read().ok_or_else(|| unknown("the header Authorization is not Basic with client_id and client_secret"))
}

fn form_decoded(text: &str) -> String {
    // One field's name is its whole text, as long as nothing in it separates fields.
    let escaped = text.replace('=', "%3D").replace('&', "%26");
    form_urlencoded::parse(escaped.as_bytes())
        .next()
        .map_or_else(String::new, |(name, _)| name.into_owned())
}

fn unknown(description: &str) -> OauthError {
    OauthError::new(OauthProblem::InvalidClient, description)
}

#[cfg(test)]
mod tests {
    use super::read_basic;

    #[test]
    fn reads_basic_as_clients_write_it() {
        let pair = |header: &str| read_basic(header).ok();
        let expected = Some(("id".to_owned(), "a:b c+d%&=".to_owned()));
        assert_eq!(pair("Basic aWQ6YSUzQWIrYyUyQmQlMjUlMjYlM0Q="), expected);
        assert_eq!(pair("basic aWQ6"), Some(("id".to_owned(), String::new())));
        for bad in ["Bearer x", "Basic", "Basic ***", "Basic aWQ="] {
            assert_eq!(pair(bad), None, "{bad}");
        }
    }
}

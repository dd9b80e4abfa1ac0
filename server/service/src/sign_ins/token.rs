//! The token endpoint: a code or a refresh token for an access token (RFC 6749 §4.1.3 and §6).

use bytes::Bytes;
use gateway::Gateway;
use http::{HeaderValue, Response};
use model::ReconnectReason;
use serde::Deserialize;
use url::Url;

use super::{
    asking::{post_as_client, quoted},
    sealed::Client,
};

/// What an authorization server issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Issued {
    pub(super) access: String,
    pub(super) refresh: Option<String>,
    /// Seconds.
    pub(super) lifetime: Option<u64>,
    pub(super) scopes: Option<String>,
}

/// Why it issued nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Denied {
    /// It may later: it could not be asked, or failed.
    Later(String),
    /// It will not.
    Never(ReconnectReason, String),
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    access_token: Option<String>,
    token_type: Option<String>,
    expires_in: Option<serde_json::Value>,
    refresh_token: Option<String>,
    scope: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
}

/// Asks a token endpoint in the name of a client.
pub(super) async fn request(
    gateway: &Gateway,
    client: &Client,
    endpoint: &str,
    fields: Vec<(&str, &str)>,
) -> Result<Issued, Denied> {
    let url = Url::parse(endpoint).map_err(|_| Denied::Later(format!("{endpoint} is not a URL.")))?;
    let response = post_as_client(gateway, client, &url, fields)
        .await
        .map_err(|no_answer| Denied::Later(no_answer.0))?;
    read(&response)
}

fn read(response: &Response<Bytes>) -> Result<Issued, Denied> {
    let status = response.status();
    let failed = || Denied::Later(format!("The authorization server answered {status}."));
    if status.is_server_error() || status.as_u16() == 429 {
        return Err(failed());
    }
    let answer: Answer = serde_json::from_slice(response.body()).map_err(|_| failed())?;
    if let Some(error) = &answer.error {
        return Err(denied(error, answer.error_description.as_deref()));
    }
    let is_bearer = answer
        .token_type
        .as_deref()
        .is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
    let access = answer.access_token.filter(|token| is_sendable(token));
    match access {
        Some(access) if status.is_success() && is_bearer => Ok(Issued {
            access,
            refresh: answer.refresh_token.filter(|token| !token.is_empty()),
            lifetime: answer.expires_in.as_ref().and_then(seconds),
            scopes: answer.scope,
        }),
        _ => Err(failed()),
    }
}

/// Some write the number as a text.
fn seconds(value: &serde_json::Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

fn is_sendable(token: &str) -> bool {
    !token.is_empty() && !token.contains(' ') && HeaderValue::try_from(token).is_ok()
}

fn denied(error: &str, description: Option<&str>) -> Denied {
    let said = match description {
        Some(description) => format!("{} ({})", quoted(description), quoted(error)),
        None => quoted(error),
    };
    let said = format!("The authorization server refuses: {said}.");
    match error {
        "temporarily_unavailable" | "server_error" | "slow_down" => Denied::Later(said),
        "invalid_client" | "unauthorized_client" => Denied::Never(ReconnectReason::Client, said),
        _ => Denied::Never(ReconnectReason::Revoked, said),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Response;
    use model::ReconnectReason;

    use super::{Denied, Issued, read};

    fn answer(status: u16, body: &'static str) -> Result<Issued, Denied> {
        let response = Response::builder()
            .status(status)
            .body(Bytes::from_static(body.as_bytes()));
        read(&response.expect("a response"))
    }

    #[test]
    fn reads_what_is_issued() {
        let issued = answer(
            200,
            r#"{"access_token":"a","token_type":"bearer","expires_in":"3600","refresh_token":"r","scope":"x"}"#,
        );
        let expected = Issued {
            access: "a".to_owned(),
            refresh: Some("r".to_owned()),
            lifetime: Some(3600),
            scopes: Some("x".to_owned()),
        };
        assert_eq!(issued, Ok(expected));
        assert_eq!(
            answer(201, r#"{"access_token":"a"}"#).expect("one").lifetime,
            None
        );
    }

    #[test]
    fn tells_what_may_come_later_from_what_never_will() {
        for (status, body) in [
            (500, r#"{"error":"invalid_grant"}"#),
            (503, "down"),
            (429, "slow"),
            (200, "<html>"),
            (200, "{}"),
            (404, "nothing"),
            (200, r#"{"access_token":"a\nb"}"#),
            (200, r#"{"access_token":"a","token_type":"DPoP"}"#),
            (400, r#"{"error":"temporarily_unavailable"}"#),
        ] {
            assert!(matches!(answer(status, body), Err(Denied::Later(_))), "{body}");
        }
        for (body, reason) in [
            (r#"{"error":"invalid_grant"}"#, ReconnectReason::Revoked),
            (r#"{"error":"invalid_client"}"#, ReconnectReason::Client),
            (r#"{"error":"invalid_target"}"#, ReconnectReason::Revoked),
        ] {
            for status in [200, 400, 401] {
                let denied = answer(status, body);
                assert!(
                    matches!(denied, Err(Denied::Never(known, _)) if known == reason),
                    "{body}"
                );
            }
        }
    }
}

//! A code becomes tokens (OpenID Connect Core §3.1.3).

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Request, header};
use serde::Deserialize;
use store::OidcProviderRecord;
use url::form_urlencoded::{self, Serializer};

use super::{attempt::Secrets, discovery::Discovered, provider};
use crate::services::Inner;

/// What the provider gives for a code.
#[derive(Deserialize)]
pub(super) struct TokenSet {
    pub(super) id_token: String,
    pub(super) access_token: Option<String>,
}

#[derive(Default, Deserialize)]
struct Problem {
    #[serde(default)]
    error: String,
}

/// The tokens for a code. An error says what is wrong, without anything secret.
pub(super) async fn exchange(
    inner: &Inner,
    provider: &OidcProviderRecord,
    discovered: &Discovered,
    code: &str,
    secrets: &Secrets,
) -> Result<TokenSet, String> {
    let secret = provider::secret(inner, provider).map_err(|error| error.to_string())?;
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("code_verifier", &*secrets.verifier),
        ("redirect_uri", &*secrets.callback),
    ];
    let mut request = Request::post(discovered.token_endpoint.as_str())
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    match &secret {
        Some(secret) if discovered.takes_basic => {
            request = request.header(header::AUTHORIZATION, basic(&provider.client_id, secret));
        }
        Some(secret) => form.extend([
            ("client_id", provider.client_id.as_str()),
            ("client_secret", secret.as_str()),
        ]),
        None => form.push(("client_id", &provider.client_id)),
    }
    let request = request
        .body(encoded(&form))
        .map_err(|error| format!("the token endpoint cannot be asked: {error}"))?;
    let answer = inner.parts.gateway.ask(request).await;
    let answer = answer.map_err(|error| format!("the token endpoint failed: {error}"))?;
    if !answer.status().is_success() {
        let problem: Problem = serde_json::from_slice(answer.body()).unwrap_or_default();
        return Err(format!(
            "the token endpoint answered with status {} {}; check client id, client secret and callback URL",
            answer.status().as_u16(),
            problem.error
        ));
    }
    serde_json::from_slice(answer.body())
        .map_err(|error| format!("the token endpoint gave no ID token: {error}"))
}

fn encoded(form: &[(&str, &str)]) -> Bytes {
    let text = Serializer::new(String::new()).extend_pairs(form).finish();
    text.into()
}

/// RFC 6749 §2.3.1: both are encoded as in a form first.
fn basic(client_id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encoded(client_id), encoded(secret));
    format!("Basic {}", STANDARD.encode(pair))
}

#[cfg(test)]
mod tests {
    use super::basic;

    #[test]
    fn a_colon_in_an_id_does_not_end_it() {
        // `a%3Ab:c+d%25`
        assert_eq!(basic("a:b", "c d%"), "Basic YSUzQWI6YytkJTI1");
    }
}

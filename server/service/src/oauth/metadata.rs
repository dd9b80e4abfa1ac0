//! What the authorization server says of itself (RFC 8414).

use model::{ClientAuth, RegistrationPolicy, Scope};
use serde_json::{Value, json};
use url::Url;

use super::resource::issuer;

/// The document at `/.well-known/oauth-authorization-server`.
pub(super) fn document(base: &Url, policy: RegistrationPolicy) -> Value {
    let issuer = issuer(base);
    let with_secret = [ClientAuth::ClientSecretBasic, ClientAuth::ClientSecretPost].map(ClientAuth::as_str);
    let all: Vec<_> = ClientAuth::ALL.iter().map(|auth| auth.as_str()).collect();
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/oauth/authorize"),
        "token_endpoint": format!("{issuer}/oauth/token"),
        "revocation_endpoint": format!("{issuer}/oauth/revoke"),
        "introspection_endpoint": format!("{issuer}/oauth/introspect"),
        "userinfo_endpoint": format!("{issuer}/oauth/userinfo"),
        "scopes_supported": Scope::ALL.map(Scope::as_str),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": all,
        "revocation_endpoint_auth_methods_supported": all,
        "introspection_endpoint_auth_methods_supported": with_secret,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "consent"],
        "authorization_response_iss_parameter_supported": true,
    });
    if policy != RegistrationPolicy::Off {
        document["registration_endpoint"] = json!(format!("{issuer}/oauth/register"));
        document["client_id_metadata_document_supported"] = json!(true);
    }
    document
}

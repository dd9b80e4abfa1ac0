//! What a provider says of a person.

use model::{Role, SignInProblem};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use store::OidcProviderRecord;

use super::{
    discovery::{self, Discovered},
    refusal::Refusal,
};
use crate::services::Inner;

/// Groups that are kept of one person.
const MOST_GROUPS: usize = 500;
/// In characters; longer ones are passed over.
const MAX_GROUP: usize = 256;
/// The longest name that is kept, in characters.
const MAX_NAME: usize = 100;

/// A person as their provider knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Claims {
    /// Who they are there; never another's.
    pub(super) subject: String,
    pub(super) email: Option<String>,
    /// The provider says that it checked the address.
    pub(super) is_verified: bool,
    pub(super) name: String,
    pub(super) groups: Vec<String>,
}

/// Reads a verified token, and asks the provider for what it leaves out.
pub(super) async fn of(
    inner: &Inner,
    provider: &OidcProviderRecord,
    discovered: &Discovered,
    mut said: Map<String, Value>,
    access_token: Option<&str>,
) -> Result<Claims, Refusal> {
    let lacks_groups = !provider.groups_claim.is_empty() && at_path(&said, &provider.groups_claim).is_none();
    if let (true, Some(url), Some(token)) = (
        lacks_groups || !said.contains_key("email"),
        &discovered.userinfo_endpoint,
        access_token,
    ) {
        let more: Map<String, Value> = discovery::get(inner, url, Some(token))
            .await
            .map_err(|why| Refusal::new(SignInProblem::Unreachable, why))?;
        // Or the answer could be about somebody else (OpenID Connect Core §5.3.2).
        if more.get("sub") != said.get("sub") {
            return Err(Refusal::new(
                SignInProblem::Untrusted,
                "userinfo is about another subject",
            ));
        }
        for (name, value) in more {
            said.entry(name).or_insert(value);
        }
    }
    read(&said, &provider.groups_claim)
        .ok_or_else(|| Refusal::new(SignInProblem::Untrusted, "the ID token names no subject"))
}

fn read(said: &Map<String, Value>, groups_claim: &str) -> Option<Claims> {
    let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::trim);
    let filled = |name: &str| text(name).filter(|text| !text.is_empty());
    let email = filled("email").map(str::to_owned);
    let name = filled("name")
        .or_else(|| filled("preferred_username"))
        .or_else(|| email.as_deref()?.split('@').next())
        .unwrap_or("?");
    Some(Claims {
        subject: said.get("sub")?.as_str()?.to_owned(),
        // Some write the word in quotes.
        is_verified: matches!(said.get("email_verified"), Some(Value::Bool(true)))
            || text("email_verified") == Some("true"),
        name: name.chars().take(MAX_NAME).collect(),
        groups: at_path(said, groups_claim).map(groups).unwrap_or_default(),
        email,
    })
}

/// The claim with this name; where there is none, the one inside others, as in `realm_access.roles`.
fn at_path<'a>(said: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = said.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    at_path(said.get(first)?.as_object()?, rest)
}

fn groups(value: &Value) -> Vec<String> {
    let values = match value {
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let names = values.iter().filter_map(Value::as_str);
    names
        .filter(|name| name.chars().count() <= MAX_GROUP)
        .take(MOST_GROUPS)
        .map(str::to_owned)
        .collect()
}

/// The role of somebody in these groups, when the provider has rules.
pub(super) fn ruled_role(provider: &OidcProviderRecord, groups: &[String]) -> Option<Role> {
    let rules = &provider.role_rules;
    let fits = rules.iter().find(|rule| groups.contains(&rule.group));
    (!rules.is_empty()).then(|| fits.map_or(provider.default_role, |rule| rule.role))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;

    fn said(value: &Value, groups: &str) -> super::Claims {
        read(value.as_object().expect("an object"), groups).expect("a subject")
    }

    #[test]
    fn groups_stand_anywhere_and_in_any_form() {
        let value = json!({
            "sub": "1", "groups": ["ops", 7, "dev"], "one": "only",
            "realm_access": { "roles": ["king"] }, "https://x.org/g": ["a"],
        });
        assert_eq!(said(&value, "groups").groups, ["ops", "dev"]);
        assert_eq!(said(&value, "one").groups, ["only"]);
        assert_eq!(said(&value, "realm_access.roles").groups, ["king"]);
        assert_eq!(said(&value, "https://x.org/g").groups, ["a"]);
        assert!(said(&value, "").groups.is_empty());
    }

    #[test]
    fn only_a_clear_yes_is_one() {
        for (verified, expected) in [
            (json!(true), true),
            (json!("true"), true),
            (json!(false), false),
            (json!("yes"), false),
            (json!(1), false),
            (Value::Null, false),
        ] {
            let value = json!({ "sub": "1", "email": "ada@x.org", "email_verified": verified });
            assert_eq!(said(&value, "").is_verified, expected, "{value}");
        }
    }

    #[test]
    fn somebody_without_a_name_is_called_something() {
        let name = |value: Value| said(&value, "").name;
        assert_eq!(
            name(json!({ "sub": "1", "name": " Ada ", "email": "a@x.org" })),
            "Ada"
        );
        assert_eq!(
            name(json!({ "sub": "1", "name": " ", "preferred_username": "ada" })),
            "ada"
        );
        assert_eq!(name(json!({ "sub": "1", "email": "a@x.org" })), "a");
        assert_eq!(name(json!({ "sub": "1" })), "?");
    }
}

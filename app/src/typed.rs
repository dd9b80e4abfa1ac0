//! What was typed into a form, kept over the redirect that answers a form post without JavaScript.
//!
//! Leptos answers such a post with a redirect to the page and puts the error into its URL. The bridge puts what was
//! typed beside it, so that nobody types a form twice. Secrets never get into the URL.

use leptos_router::params::ParamsMap;
use serde::Serialize;
use serde_json::Value;

/// Fields that are never kept: URLs end up in histories and logs.
const SECRET: [&str; 9] = [
    "password",
    "current_password",
    "token",
    "bearer_token",
    "client_secret",
    "env",
    "headers",
    "text",
    "value",
];
/// Not typed by anybody, and the stored one is newer.
const NOT_TYPED: &str = "version";
/// The longest value that is kept, in bytes, so that the URL stays one that every proxy takes.
const MAX_KEPT: usize = 2000;
const PARAMETER: &str = "typed.";

/// The values to put into the URL: parameter name and value.
pub fn kept<T: Serialize>(input: &T) -> Vec<(String, String)> {
    let Ok(Value::Object(fields)) = serde_json::to_value(input) else {
        return Vec::new();
    };
    let mut kept = Vec::new();
    for (field, value) in fields {
        if SECRET.contains(&field.as_str()) || field == NOT_TYPED {
            continue;
        }
        flatten(format!("{PARAMETER}{field}"), value, &mut kept);
    }
    kept
}

/// A field in a field by its path; each entry of a list by the path of the list, or its fields by their own.
fn flatten(name: String, value: Value, kept: &mut Vec<(String, String)>) {
    match value {
        Value::Array(values) => {
            for (at, value) in values.into_iter().enumerate() {
                match value {
                    Value::Object(_) => flatten(format!("{name}.{at}"), value, kept),
                    value => kept.extend(to_text(value).map(|text| (name.clone(), text))),
                }
            }
        }
        Value::Object(entries) => {
            let told = entries
                .into_iter()
                .filter(|(key, _)| !SECRET.contains(&key.as_str()));
            for (key, value) in told {
                flatten(format!("{name}.{key}"), value, kept);
            }
        }
        value => kept.extend(to_text(value).map(|text| (name, text))),
    }
}

fn to_text(value: Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text,
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    (text.len() <= MAX_KEPT).then_some(text)
}

/// Whether a parameter of a URL holds a kept value.
pub fn is_kept(parameter: &str) -> bool {
    parameter.starts_with(PARAMETER)
}

/// Kept values as a form reads them back. Empty when the URL holds none for its server function.
#[derive(Debug, Clone, Default)]
pub struct Typed(Option<ParamsMap>);

impl Typed {
    /// The values in this query that belong to the server function at `path`.
    pub fn of(query: &ParamsMap, path: &str) -> Self {
        let ours = query.get_str("__path") == Some(path);
        Self(ours.then(|| query.clone()))
    }

    /// The value of a field with one value.
    pub fn value(&self, field: &str) -> Option<String> {
        self.0.as_ref()?.get(&format!("{PARAMETER}{field}"))
    }

    /// Something was typed into, or ticked of, the fields that are in this one.
    pub fn says_something_in(&self, field: &str) -> bool {
        let within = format!("{PARAMETER}{field}.");
        let mut values = self.0.iter().flat_map(ParamsMap::latest_values);
        // A box that is not ticked says nothing.
        values.any(|(name, value)| name.starts_with(&within) && !matches!(value, "" | "false"))
    }

    /// The values of a field with many; `None` when nothing was kept at all.
    pub fn values(&self, field: &str) -> Option<Vec<String>> {
        Some(
            self.0
                .as_ref()?
                .get_all(&format!("{PARAMETER}{field}"))
                .unwrap_or_default(),
        )
    }
}

#[cfg(test)]
mod tests {
    use leptos_router::params::ParamsMap;
    use model::{LoginInput, NamespaceId, NamespaceInput, OauthInput, ServerInput};

    use super::{Typed, kept};

    fn query(path: &str, kept: Vec<(String, String)>) -> ParamsMap {
        let mut query = ParamsMap::new();
        query.insert("__path".to_owned(), path.to_owned());
        for (name, value) in kept {
            query.insert(name, value);
        }
        query
    }

    #[test]
    fn secrets_never_reach_the_url() {
        let login = LoginInput {
            email: "ada@example.org".to_owned(),
            password: "correct horse".to_owned(),
            next: "/servers".to_owned(),
        };
        let server = ServerInput {
            name: "time".to_owned(),
            env: "TOKEN=hush".to_owned(),
            headers: "X-Key: hush".to_owned(),
            bearer_token: "hush".to_owned(),
            oauth: OauthInput {
                client_secret: "hush".to_owned(),
                ..OauthInput::default()
            },
            ..ServerInput::default()
        };
        let kept = [kept(&login), kept(&server)].concat();
        assert!(kept.contains(&("typed.email".to_owned(), "ada@example.org".to_owned())));
        assert!(kept.contains(&("typed.name".to_owned(), "time".to_owned())));
        assert!(
            kept.iter()
                .all(|(_, value)| !value.contains("hush") && !value.contains("horse")),
            "{kept:?}"
        );
    }

    #[test]
    fn a_form_gets_back_what_was_typed_into_it_and_nothing_of_others() {
        let uuid = "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d";
        let id: NamespaceId = uuid.parse().expect("an id");
        let input = serde_json::json!({
            "name": "dev & test", "ids": [id, id], "words": { "a": "x", "b": "" }, "version": 3,
            "rows": [{ "a": "y", "value": "hush" }],
        });
        let query = query("/api/namespaces/create", kept(&input));
        let ours = Typed::of(&query, "/api/namespaces/create");
        assert_eq!(ours.value("name").as_deref(), Some("dev & test"));
        assert_eq!(ours.values("ids"), Some(vec![uuid.to_owned(); 2]));
        assert_eq!(ours.value("words.a").as_deref(), Some("x"));
        assert_eq!(ours.value("words.b").as_deref(), Some(""));
        assert_eq!(ours.value("rows.0.a").as_deref(), Some("y"));
        assert_eq!(ours.value("rows.0.value"), None);
        assert_eq!(ours.value("version"), None);
        assert_eq!(Typed::of(&query, "/api/servers/create").value("name"), None);
    }

    #[test]
    fn fields_in_a_field_say_something_or_nothing() {
        let path = "/api/servers/create";
        let said = |input: &ServerInput| Typed::of(&query(path, kept(input)), path).says_something_in("run");
        let mut input = ServerInput {
            name: "time".to_owned(),
            ..ServerInput::default()
        };
        assert!(!said(&input));
        input.run.sandbox = true;
        assert!(said(&input));
        input.run.sandbox = false;
        input.run.spares = "0".to_owned();
        assert!(said(&input));
        assert!(!Typed::default().says_something_in("run"));
    }

    #[test]
    fn a_value_too_long_for_a_url_is_left_out() {
        let input = NamespaceInput {
            name: "dev".to_owned(),
            description: "x".repeat(2001),
            ..NamespaceInput::default()
        };
        assert!(!kept(&input).iter().any(|(name, _)| name == "typed.description"));
    }
}

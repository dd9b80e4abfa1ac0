//! What a tool's definition says of its app (SEP-1865, "Resource Discovery").

use model::ToolAudience;
use serde_json::Value;

/// The `ui://` resource that shows the results of a tool. Before 2026-01-26 it had a name of its own in `_meta`.
pub(in crate::inspector) fn app(meta: &Value) -> Option<String> {
    let uri = meta["ui"]["resourceUri"]
        .as_str()
        .or(meta["ui/resourceUri"].as_str())?;
    uri.starts_with("ui://").then(|| uri.to_owned())
}

/// Whom a tool is for; everybody where it does not say.
pub(in crate::inspector) fn audience(meta: &Value) -> ToolAudience {
    let Some(visibility) = meta["ui"]["visibility"].as_array() else {
        return ToolAudience::All;
    };
    let has = |word: &str| visibility.iter().any(|it| it.as_str() == Some(word));
    match (has("model"), has("app")) {
        (true, true) => ToolAudience::All,
        (true, false) => ToolAudience::Models,
        (false, true) => ToolAudience::Apps,
        (false, false) => ToolAudience::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use model::ToolAudience;
    use serde_json::{Value, json};

    use super::{app, audience};

    #[test]
    fn an_app_has_a_resource_of_its_scheme() {
        let of = |meta: Value| app(&meta);
        let uri = Some("ui://a/b".to_owned());
        assert_eq!(of(json!({ "ui": { "resourceUri": "ui://a/b" } })), uri);
        assert_eq!(of(json!({ "ui/resourceUri": "ui://a/b" })), uri);
        for odd in [
            json!(null),
            json!({ "ui": {} }),
            json!({ "ui": { "resourceUri": "https://a.example" } }),
            json!({ "ui": { "resourceUri": 7 } }),
        ] {
            assert_eq!(of(odd.clone()), None, "{odd}");
        }
    }

    #[test]
    fn a_tool_is_for_everybody_until_it_says_otherwise() {
        for (visibility, expected) in [
            (json!(null), ToolAudience::All),
            (json!(["model", "app"]), ToolAudience::All),
            (json!(["app"]), ToolAudience::Apps),
            (json!(["model"]), ToolAudience::Models),
            (json!([]), ToolAudience::Nobody),
        ] {
            let meta = json!({ "ui": { "visibility": visibility } });
            assert_eq!(audience(&meta), expected, "{meta}");
        }
    }
}

//! What the dashboard and the alert rules of the documentation look at is there.

use std::collections::BTreeSet;

use super::exposition::Sample;

const DASHBOARD: &str = include_str!("../../../../docs/telemetry/grafana-dashboard.json");
const ALERTS: &str = include_str!("../../../../docs/telemetry/alerts.yml");
const DOCUMENT: &str = include_str!("../../../../docs/telemetry.md");

/// Metrics and their labels, as queries name them.
fn looked_at(queries: &str) -> BTreeSet<(String, BTreeSet<String>)> {
    let mut found = BTreeSet::new();
    let is_word = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let mut rest = queries;
    while let Some(at) = rest
        .find("mcp_")
        .map(|at| if rest[..at].ends_with("meta") { at - 4 } else { at })
    {
        let end = rest[at..]
            .find(|it| !is_word(it))
            .map_or(rest.len(), |end| at + end);
        let name = rest[at..end].to_owned();
        let mut labels = BTreeSet::new();
        if let Some(selector) = rest[end..].strip_prefix('{').and_then(|it| it.split_once('}')) {
            for part in selector.0.split(',').filter(|part| !part.trim().is_empty()) {
                let label = part.split(['=', '!', '~']).next().expect("a label");
                labels.insert(label.trim().to_owned());
            }
        }
        found.insert((name, labels));
        rest = &rest[end..];
    }
    found
}

/// Of the dashboard, the alerts, and the text.
pub(super) fn every_name_exists(samples: &[Sample]) {
    let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).expect("JSON");
    let alerts: serde_json::Value = serde_yaml_ng::from_str(ALERTS).expect("YAML");
    let mut queries = Vec::new();
    for document in [&dashboard, &alerts] {
        collect(document, &mut queries);
    }
    assert!(queries.len() > 15, "{queries:?}");
    let looked_at_all = looked_at(&queries.join("\n").replace('\\', ""));
    assert!(looked_at_all.len() > 12, "{looked_at_all:?}");
    for (name, labels) in looked_at_all {
        let found = samples.iter().find(|sample| sample.name == name);
        let sample = found.unwrap_or_else(|| panic!("{name} is looked at and does not exist"));
        for label in labels {
            assert!(sample.labels.contains_key(&label), "{name} has no label {label}");
        }
    }
    // And everything that exists is described.
    for sample in samples {
        let family = ["_total", "_bucket", "_sum", "_count"]
            .iter()
            .find_map(|suffix| sample.name.strip_suffix(suffix))
            .unwrap_or(&sample.name);
        assert!(DOCUMENT.contains(family), "{family} is not in docs/telemetry.md");
    }
}

/// Every `expr` and every query of a variable.
fn collect(value: &serde_json::Value, queries: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    serde_json::Value::String(text) if key == "expr" || key == "query" => {
                        queries.push(text.clone());
                    }
                    _ => collect(value, queries),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, queries)),
        _ => {}
    }
}

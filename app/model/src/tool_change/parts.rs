//! Which parts of two definitions differ.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{ChangeLevel, ChangedPart, PartChange, fields, schema::Direction};

/// Members that are compared in a way of their own. The name is the same, or it would be another tool.
const KNOWN: [&str; 6] = [
    "name",
    "title",
    "description",
    "inputSchema",
    "outputSchema",
    "annotations",
];

/// Hints that promise less harm when they are true, and those that promise it when they are false.
const PROMISES: [(&str, bool); 4] = [
    ("readOnlyHint", true),
    ("idempotentHint", true),
    ("destructiveHint", false),
    ("openWorldHint", false),
];

/// The parts of `old` and `new` that differ, those that people read first.
pub(super) fn between(old: &Value, new: &Value) -> Vec<PartChange> {
    let (Value::Object(old), Value::Object(new)) = (old, new) else {
        return changed(
            ChangedPart::Definition,
            ChangeLevel::Breaking,
            Some(old),
            Some(new),
        )
        .into_iter()
        .collect();
    };
    let compatible = ChangeLevel::Compatible;
    let both = |name: &str| (old.get(name), new.get(name));
    let mut parts = Vec::new();
    parts.extend(changed(ChangedPart::Title, compatible, title(old), title(new)));
    let (before, after) = both("description");
    parts.extend(changed(ChangedPart::Description, compatible, before, after));
    let (before, after) = both("inputSchema");
    parts.extend(fields::between(Direction::Input, before, after));
    let (before, after) = both("outputSchema");
    parts.extend(fields::between(Direction::Output, before, after));
    parts.extend(annotations(old, new));
    let names: BTreeSet<_> = old.keys().chain(new.keys()).collect();
    for name in names.into_iter().filter(|name| !KNOWN.contains(&name.as_str())) {
        let (before, after) = both(name);
        let part = ChangedPart::Other { name: name.clone() };
        parts.extend(changed(part, compatible, before, after));
    }
    parts
}

/// The change of a part, if it is one.
fn changed(
    part: ChangedPart,
    level: ChangeLevel,
    before: Option<&Value>,
    after: Option<&Value>,
) -> Option<PartChange> {
    (before != after).then(|| PartChange {
        part,
        level,
        before: before.map(shown),
        after: after.map(shown),
    })
}

/// A text as it is, anything else as indented JSON.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => format!("{other:#}"),
    }
}

/// The title moved out of the annotations with version 2025-06-18.
fn title(definition: &Map<String, Value>) -> Option<&Value> {
    definition
        .get("title")
        .or_else(|| definition.get("annotations")?.get("title"))
}

/// The annotations, less a title that counts as the tool's.
fn hints(definition: &Map<String, Value>) -> Option<Value> {
    let mut hints = definition.get("annotations")?.clone();
    if !definition.contains_key("title") {
        hints.as_object_mut().and_then(|hints| hints.remove("title"));
    }
    // Without its title there may be nothing left to compare.
    (hints != Value::Object(Map::new())).then_some(hints)
}

fn annotations(old: &Map<String, Value>, new: &Map<String, Value>) -> Option<PartChange> {
    let (before, after) = (hints(old), hints(new));
    let promises = |hints: &Option<Value>, (name, good): (&str, bool)| {
        hints.as_ref().and_then(|hints| hints.get(name)) == Some(&Value::Bool(good))
    };
    // Clients call without asking what is said to do no harm: they must not go on when it is not said any more.
    let is_lost = |promise| promises(&before, promise) && !promises(&after, promise);
    let level = if PROMISES.into_iter().any(is_lost) {
        ChangeLevel::Breaking
    } else {
        ChangeLevel::Compatible
    };
    changed(ChangedPart::Annotations, level, before.as_ref(), after.as_ref())
}

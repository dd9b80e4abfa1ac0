//! What changed at the arguments of a tool, or at the fields of its structured output.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{
    ChangeLevel, ChangedPart, FieldChange, PartChange,
    schema::{Direction, accepts_all},
};

/// What differs between two schemas of objects, field by field, and then in what they say beside.
pub(super) fn between(direction: Direction, old: Option<&Value>, new: Option<&Value>) -> Vec<PartChange> {
    if old == new {
        return Vec::new();
    }
    let (before, after) = (Fields::of(old), Fields::of(new));
    let names: BTreeSet<_> = before.names().chain(after.names()).collect();
    let mut changes: Vec<_> = names
        .into_iter()
        .flat_map(|name| field(direction, name, &before, &after))
        .collect();
    changes.extend(rest(direction, old, new));
    changes
}

fn field(direction: Direction, name: &str, before: &Fields<'_>, after: &Fields<'_>) -> Vec<PartChange> {
    let (old, new) = (before.schema(name), after.schema(name));
    let change = |change, old, new| PartChange {
        part: direction.field(name.to_owned(), change),
        level: direction.level(change),
        before: old,
        after: new,
    };
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (old, new),
        (None, Some(new)) if after.requires(name) => {
            return vec![change(FieldChange::AddedRequired, None, Some(text(new)))];
        }
        (None, Some(new)) => return vec![change(FieldChange::Added, None, Some(text(new)))],
        (Some(old), None) => return vec![change(FieldChange::Removed, Some(text(old)), None)],
        (None, None) => return Vec::new(),
    };
    let mut changes = Vec::new();
    match (before.requires(name), after.requires(name)) {
        (false, true) => changes.push(change(FieldChange::BecameRequired, None, None)),
        (true, false) => changes.push(change(FieldChange::BecameOptional, None, None)),
        _ => {}
    }
    if old != new {
        let how = compared(direction, old, new);
        changes.push(change(how, Some(text(old)), Some(text(new))));
    }
    changes
}

fn compared(direction: Direction, old: &Value, new: &Value) -> FieldChange {
    match (direction.fits(old, new), direction.fits(new, old)) {
        (true, true) => FieldChange::Described,
        (true, false) => FieldChange::StillFits,
        (false, _) => FieldChange::NoLongerFits,
    }
}

/// What the schemas say beside their fields: what else may be given, definitions, choices.
fn rest(direction: Direction, old: Option<&Value>, new: Option<&Value>) -> Option<PartChange> {
    let (before, after) = (old.map(beside_fields), new.map(beside_fields));
    let object = json!({"type": "object"});
    let (was, is) = (
        before.as_ref().unwrap_or(&object),
        after.as_ref().unwrap_or(&object),
    );
    // Whoever reads structured output finds none when there is no schema for it any more.
    let is_lost = direction == Direction::Output && old.is_some() && new.is_none();
    let level = if direction.fits(was, is) && !is_lost {
        ChangeLevel::Compatible
    } else {
        ChangeLevel::Breaking
    };
    (was != is || is_lost).then(|| PartChange {
        part: direction.rest(),
        level,
        before: before.as_ref().map(text),
        after: after.as_ref().map(text),
    })
}

fn text(schema: &Value) -> String {
    format!("{schema:#}")
}

fn beside_fields(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(members) = schema.as_object_mut() {
        members.remove("properties");
        members.remove("required");
        // Arguments and structured output are objects, said or not.
        members.entry("type").or_insert_with(|| Value::from("object"));
    }
    schema
}

/// The fields that a schema names.
struct Fields<'a> {
    schemas: Option<&'a Map<String, Value>>,
    required: Vec<&'a str>,
}

// === impl Fields ===

impl<'a> Fields<'a> {
    fn of(schema: Option<&'a Value>) -> Self {
        let member = |name| schema.and_then(|schema| schema.get(name));
        Self {
            schemas: member("properties").and_then(Value::as_object),
            required: member("required")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
        }
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        let described = self.schemas.into_iter().flatten().map(|(name, _)| name.as_str());
        described.chain(self.required.iter().copied())
    }

    /// What is said of a field; of one that is only required, that it can be anything.
    fn schema(&self, name: &str) -> Option<&'a Value> {
        let described = self.schemas.and_then(|schemas| schemas.get(name));
        described.or_else(|| self.requires(name).then_some(&Value::Bool(true)))
    }

    fn requires(&self, name: &str) -> bool {
        self.required.contains(&name)
    }
}

// === impl Direction ===

impl Direction {
    /// Whoever kept to the old schema keeps to the new one: clients in what they send, or servers in what they answer
    /// to clients that know the old one.
    fn fits(self, old: &Value, new: &Value) -> bool {
        match self {
            Self::Input => accepts_all(self, old, new),
            Self::Output => accepts_all(self, new, old),
        }
    }

    const fn level(self, change: FieldChange) -> ChangeLevel {
        use FieldChange as F;
        match (self, change) {
            (Self::Input, F::AddedRequired | F::BecameRequired)
            | (Self::Output, F::BecameOptional)
            | (_, F::Removed | F::NoLongerFits) => ChangeLevel::Breaking,
            _ => ChangeLevel::Compatible,
        }
    }

    const fn field(self, name: String, change: FieldChange) -> ChangedPart {
        match self {
            Self::Input => ChangedPart::Argument { name, change },
            Self::Output => ChangedPart::OutputField { name, change },
        }
    }

    const fn rest(self) -> ChangedPart {
        match self {
            Self::Input => ChangedPart::InputSchema,
            Self::Output => ChangedPart::OutputSchema,
        }
    }
}

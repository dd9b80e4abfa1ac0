//! A schema and the document that its references are looked up in.

use std::sync::Arc;

use super::{Json, part::Part};

/// References that lead to references.
const MAX_REFERENCES: usize = 16;

/// A schema, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    document: Arc<Json>,
    here: Json,
}

impl Schema {
    /// Of a text. What is no JSON is a schema that says nothing: its form is a field for raw JSON.
    pub fn parse(text: &str) -> Self {
        let document = Json::parse(text).unwrap_or_default();
        Self {
            here: document.clone(),
            document: Arc::new(document),
        }
    }

    /// How it is asked for.
    pub fn part(&self) -> Part {
        Part::of(self)
    }

    /// Another schema of the same document.
    pub(super) fn with(&self, here: Json) -> Self {
        Self {
            document: Arc::clone(&self.document),
            here,
        }
    }

    /// Without references and `allOf`, as far as both can be followed; nothing for one that leads nowhere.
    pub(super) fn resolved(&self) -> Option<Json> {
        self.resolve(&self.here, MAX_REFERENCES)
    }

    /// The last word of its reference: a name where there is no title.
    pub(super) fn reference_name(&self) -> Option<&str> {
        let reference = self.here.get("$ref")?.as_text()?;
        reference.rsplit('/').next().filter(|name| !name.contains('#'))
    }

    fn resolve(&self, schema: &Json, left: usize) -> Option<Json> {
        let left = left.checked_sub(1)?;
        let mut resolved = match schema.get("$ref") {
            Some(reference) => {
                let target = self.look_up(reference.as_text()?)?;
                let target = self.resolve(target, left)?;
                merged(without(schema, "$ref"), &target)
            }
            None => schema.clone(),
        };
        if let Some(Json::List(parts)) = resolved.get("allOf").cloned() {
            resolved = without(&resolved, "allOf");
            for part in &parts {
                resolved = merged(resolved, &self.resolve(part, left)?);
            }
        }
        Some(resolved)
    }

    fn look_up(&self, reference: &str) -> Option<&Json> {
        let fragment = reference.strip_prefix('#')?;
        if fragment.is_empty() || fragment.starts_with('/') {
            return self.document.at(fragment);
        }
        let definitions = ["$defs", "definitions"].into_iter();
        let mut definitions = definitions.filter_map(|name| self.document.get(name));
        definitions.find_map(|definitions| {
            let mut all = definitions.members().iter().map(|(_, schema)| schema);
            all.find(|schema| schema.get("$anchor").and_then(Json::as_text) == Some(fragment))
        })
    }
}

/// A schema without one of its words.
pub(super) fn without(schema: &Json, word: &str) -> Json {
    let members = schema.members().iter().filter(|(key, _)| key != word);
    Json::Object(members.cloned().collect())
}

/// Both schemas in one. What `first` says of a word goes, but properties and what is required are those of both.
pub(super) fn merged(first: Json, second: &Json) -> Json {
    let Json::Object(mut members) = first else {
        return second.clone();
    };
    for (word, value) in second.members() {
        let known = members.iter_mut().find(|(key, _)| key == word);
        match (known, value) {
            (None, value) => members.push((word.clone(), value.clone())),
            (Some((_, Json::Object(known))), Json::Object(more)) if word == "properties" => {
                for (name, property) in more {
                    if !known.iter().any(|(key, _)| key == name) {
                        known.push((name.clone(), property.clone()));
                    }
                }
            }
            (Some((_, Json::List(known))), Json::List(more)) if word == "required" => {
                let new: Vec<_> = more
                    .iter()
                    .filter(|name| !known.contains(name))
                    .cloned()
                    .collect();
                known.extend(new);
            }
            _ => {}
        }
    }
    Json::Object(members)
}

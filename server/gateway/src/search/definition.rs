//! The parts of a tool's definition that are searched.

use serde::Deserialize;
use serde_json::Value;

use super::Entry;

/// What a definition says in words. Servers write what they like.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ToolWords {
    title: Value,
    description: Value,
    annotations: Value,
    input_schema: Value,
}

impl ToolWords {
    /// Reads a definition; of one that is none there are no words.
    pub fn read(definition: &str) -> Self {
        serde_json::from_str(definition).unwrap_or_default()
    }

    /// The tool under this name, as it is searched. `notes` is what its server says of itself.
    pub fn entry<'a>(&'a self, name: &'a str, notes: &'a str) -> Entry<'a> {
        let names: Vec<&str> = self.arguments().map(|(name, _)| name.as_str()).collect();
        let words: Vec<&str> = self
            .arguments()
            .filter_map(|(_, property)| property["description"].as_str())
            .collect();
        Entry {
            name,
            title: self.title(),
            description: self.description(),
            arguments: names.join(" "),
            argument_words: words.join(" "),
            notes,
        }
    }

    /// Says something else of what it does.
    pub fn describe(&mut self, description: &str) {
        self.description = description.into();
    }

    /// What it does; may be empty.
    pub fn description(&self) -> &str {
        self.description.as_str().unwrap_or_default()
    }

    /// What people call it; may be empty.
    pub fn title(&self) -> &str {
        let title = self.title.as_str();
        title
            .or_else(|| self.annotations["title"].as_str())
            .unwrap_or_default()
    }

    /// Its arguments, each with its schema.
    pub fn arguments(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.input_schema["properties"].as_object().into_iter().flatten()
    }

    /// The arguments that have to be given.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        let required = self.input_schema["required"].as_array();
        required.into_iter().flatten().filter_map(Value::as_str)
    }
}

//! Words of the history of tools.

use model::FieldChange;

/// Words of the history of tools. What stands between `backticks` is shown as code.
pub struct HistoryMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub nested_title: &'static str,
    pub nested_text: &'static str,
    pub compatible: &'static str,
    pub breaking: &'static str,
    pub suspicious: &'static str,
    pub added: &'static str,
    pub came_back: &'static str,
    pub changed: &'static str,
    pub removed: &'static str,
    /// A place in the definition, and codes of characters.
    pub hidden: fn(&str, &str) -> String,
    /// A place in the definition, and words.
    pub phrase: fn(&str, &str) -> String,
    /// A place in the definition, and a host.
    pub host: fn(&str, &str) -> String,
    /// A place in the definition, and the name of a tool.
    pub other_tool: fn(&str, &str) -> String,
    pub part_title: &'static str,
    pub part_description: &'static str,
    pub part_argument: fn(&str) -> String,
    pub part_input_schema: &'static str,
    pub part_output_field: fn(&str) -> String,
    pub part_output_schema: &'static str,
    pub part_annotations: &'static str,
    pub part_other: fn(&str) -> String,
    pub part_definition: &'static str,
    /// A part that has no more to say than that it is another one now.
    pub part_changed: fn(&str) -> String,
    pub argument: fn(&str, FieldChange) -> String,
    pub output_field: fn(&str, FieldChange) -> String,
    pub nothing_said: &'static str,
    pub left_out: fn(usize) -> String,
    pub texts: &'static str,
    pub before: &'static str,
    pub after: &'static str,
    pub not_there: &'static str,
    pub pages: &'static str,
    pub page_of: fn(u32, u32) -> String,
    pub newer: &'static str,
    pub older: &'static str,
}

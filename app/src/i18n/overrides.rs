//! Words of what a namespace makes of a tool.

use model::HintChoice;

/// Words of what a namespace makes of a tool. What stands between `backticks` is shown as code.
pub struct OverridesMessages {
    /// The link from the namespace, for readers of screens too.
    pub edit: &'static str,
    pub edit_tool: fn(&str) -> String,
    pub changed: &'static str,
    pub lead: fn(&str, &str) -> String,
    pub name: &'static str,
    pub name_hint: fn(&str) -> String,
    pub title: &'static str,
    pub original: fn(&str) -> String,
    pub no_original: &'static str,
    pub read_only: &'static str,
    pub destructive: &'static str,
    pub idempotent: &'static str,
    pub open_world: &'static str,
    pub hints: &'static str,
    pub hint_as_is: &'static str,
    pub hint_yes: &'static str,
    pub hint_no: &'static str,
    pub hint_unsaid: &'static str,
    pub arguments: &'static str,
    pub arguments_lead: &'static str,
    pub no_arguments: &'static str,
    pub value: &'static str,
    pub value_text_hint: &'static str,
    pub value_json_hint: &'static str,
    pub default_of_server: fn(&str) -> String,
    pub hide: &'static str,
    pub hide_hint: &'static str,
    pub unknown: &'static str,
    pub meta: &'static str,
    pub meta_hint: &'static str,
    pub words: &'static str,
    pub reset: &'static str,
    pub reset_lead: &'static str,
    pub undo: &'static str,
    pub undo_lead: &'static str,
    pub back: &'static str,
}

impl OverridesMessages {
    /// What a hint is to say.
    pub const fn hint_choice(&self, choice: HintChoice) -> &'static str {
        match choice {
            HintChoice::AsIs => self.hint_as_is,
            HintChoice::Yes => self.hint_yes,
            HintChoice::No => self.hint_no,
        }
    }
}

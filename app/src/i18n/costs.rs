//! Words of what lists of tools cost, and of the preview of an edit.

use model::ModelFamily;

/// Words of what lists of tools cost, and of the preview of an edit.
pub struct CostsMessages {
    pub title: &'static str,
    pub lead: fn(usize, usize) -> String,
    pub model: &'static str,
    pub all_tools: &'static str,
    pub searched: &'static str,
    pub gpt: &'static str,
    pub older_gpt: &'static str,
    pub claude: &'static str,
    pub estimate: &'static str,
    pub tokens: fn(&str) -> String,
    pub selected: fn(&str) -> String,
    pub preview: &'static str,
    pub preview_lead: &'static str,
    pub change: &'static str,
    pub unchanged: &'static str,
    pub names: fn(usize) -> String,
    pub name: &'static str,
    pub is_new: &'static str,
    pub is_gone: &'static str,
    pub was: fn(&str) -> String,
    pub more: fn(usize) -> String,
    pub collisions: &'static str,
}

impl CostsMessages {
    /// Models that read a text as the same tokens.
    pub const fn family(&self, family: ModelFamily) -> &'static str {
        match family {
            ModelFamily::Gpt => self.gpt,
            ModelFamily::OlderGpt => self.older_gpt,
            ModelFamily::Claude => self.claude,
        }
    }
}

//! Two definitions of a tool side by side.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{ChangeLevel, Finding, PartChange, Warning, excerpt, parts, warning};

/// Pages show so many parts of one change.
const MOST_PARTS_SHOWN: usize = 20;
/// Pages show so many warnings about one change.
const MOST_WARNINGS_SHOWN: usize = 20;

/// What is different between two definitions of a tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolDiff {
    /// What it means for those who use the tool.
    pub level: ChangeLevel,
    /// What should make somebody look twice.
    pub warnings: Vec<Warning>,
    /// What changed. Nothing when the same is only written in another way.
    pub parts: Vec<PartChange>,
    /// Parts and warnings that are left out here.
    pub left_out: usize,
}

impl ToolDiff {
    /// Compares what a server said of a tool with what it says now; nothing stands for a tool that was or is not there.
    /// No text is too strange to be compared.
    pub fn between(before: Option<&str>, after: Option<&str>) -> Self {
        let (old, new) = (before.map(read), after.map(read));
        let nothing = Value::Object(Map::new());
        let mut parts = parts::between(old.as_ref().unwrap_or(&nothing), new.as_ref().unwrap_or(&nothing));
        // What is new as a whole breaks nobody's calls, what is gone as a whole breaks all of them.
        let of_whole = match (&old, &new) {
            (None, _) => Some(ChangeLevel::Compatible),
            (Some(_), None) => Some(ChangeLevel::Breaking),
            (Some(_), Some(_)) => None,
        };
        if let Some(level) = of_whole {
            for part in &mut parts {
                part.level = level;
            }
        }
        let warnings = warning::about(old.as_ref(), new.as_ref());
        let of_parts = parts.iter().map(|part| part.level).max();
        let level = if warnings.is_empty() {
            of_whole.or(of_parts).unwrap_or(ChangeLevel::Compatible)
        } else {
            ChangeLevel::Suspicious
        };
        Self {
            level,
            warnings,
            parts,
            left_out: 0,
        }
    }

    /// The same, with a look at whether `after` speaks of `others` in a way that `before` did not: tools of other servers,
    /// in whose way it may mean to stand.
    #[must_use]
    pub fn naming(mut self, before: Option<&str>, after: &str, others: &HashSet<&str>) -> Self {
        let warnings = warning::about_others(before.map(read).as_ref(), &read(after), others);
        if !warnings.is_empty() {
            self.level = ChangeLevel::Suspicious;
            self.warnings.extend(warnings);
        }
        self
    }

    /// As much of it as a page shows. The level is that of the whole.
    #[must_use]
    pub fn shortened(mut self) -> Self {
        let all = self.parts.len() + self.warnings.len();
        // What breaks callers is shown in any case that leaves room for it; the order is kept otherwise.
        if self.parts.len() > MOST_PARTS_SHOWN {
            self.parts.sort_by_key(|part| std::cmp::Reverse(part.level));
            self.parts.truncate(MOST_PARTS_SHOWN);
        }
        self.warnings.truncate(MOST_WARNINGS_SHOWN);
        self.left_out += all - self.parts.len() - self.warnings.len();
        for part in &mut self.parts {
            (part.before, part.after) = excerpt::of(part.before.take(), part.after.take());
            if let Some(name) = part.part.name_mut() {
                excerpt::shorten_name(name);
            }
        }
        for warning in &mut self.warnings {
            excerpt::shorten_name(&mut warning.place);
            match &mut warning.finding {
                Finding::Phrase(words) | Finding::Host(words) | Finding::OtherTool(words) => {
                    excerpt::shorten_name(words);
                }
                Finding::Hidden(_) => {}
            }
        }
        self
    }
}

/// The definition, or the text itself when it is none.
fn read(text: &str) -> Value {
    serde_json::from_str(text)
        .ok()
        .filter(Value::is_object)
        .unwrap_or_else(|| Value::String(text.to_owned()))
}

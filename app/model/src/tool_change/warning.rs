//! What should make somebody look twice at what a tool says now.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hidden::hidden, phrases, texts};

/// Something that should make somebody look twice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The way to the text within the definition, as in `inputSchema.properties.city.description`.
    pub place: String,
    /// What is in it.
    pub finding: Finding,
}

/// What is in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    /// Characters that nobody sees, each once.
    Hidden(BTreeSet<char>),
    /// Words that speak to the model, in lower case.
    Phrase(String),
}

/// What to say about the definition `new`. Hidden characters always count; words count when they were not there before.
pub(super) fn about(old: Option<&Value>, new: Option<&Value>) -> Vec<Warning> {
    let Some(new) = new else {
        return Vec::new();
    };
    let known = old.map(all_phrases).unwrap_or_default();
    let mut warnings = Vec::new();
    texts::each(new, &mut |way, text| {
        let characters: BTreeSet<char> = hidden(text).map(|(_, c)| c).collect();
        let mut findings = Vec::new();
        if !characters.is_empty() {
            findings.push(Finding::Hidden(characters));
        }
        let phrases = phrases::of(text).into_iter();
        findings.extend(
            phrases
                .filter(|phrase| !known.contains(phrase))
                .map(Finding::Phrase),
        );
        warnings.extend(findings.into_iter().map(|finding| Warning {
            place: way.join("."),
            finding,
        }));
    });
    warnings
}

fn all_phrases(definition: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    texts::each(definition, &mut |_, text| all.extend(phrases::of(text)));
    all
}

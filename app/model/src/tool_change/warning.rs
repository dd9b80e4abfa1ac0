//! What should make somebody look twice at what a tool says now.

use std::collections::{BTreeSet, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{hidden::hidden, mentions, phrases, texts};

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
    /// A host that was not named before.
    Host(String),
    /// A tool of another server that was not named before.
    OtherTool(String),
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
    // What is new as a whole may name the service that it is for.
    if let Some(old) = old {
        let known = named(mentions::hosts(old));
        warnings.extend(new_mentions(mentions::hosts(new), &known, Finding::Host));
    }
    warnings
}

/// What to say about tools of other servers that `new` names and `old` did not.
pub(super) fn about_others(old: Option<&Value>, new: &Value, others: &HashSet<&str>) -> Vec<Warning> {
    let known = old
        .map(|old| named(mentions::tools(old, others)))
        .unwrap_or_default();
    new_mentions(mentions::tools(new, others), &known, Finding::OtherTool)
}

fn new_mentions(
    found: Vec<(String, String)>,
    known: &BTreeSet<String>,
    finding: fn(String) -> Finding,
) -> Vec<Warning> {
    let new = found.into_iter().filter(|(_, what)| !known.contains(what));
    new.map(|(place, what)| Warning {
        place,
        finding: finding(what),
    })
    .collect()
}

fn named(found: Vec<(String, String)>) -> BTreeSet<String> {
    found.into_iter().map(|(_, what)| what).collect()
}

fn all_phrases(definition: &Value) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    texts::each(definition, &mut |_, text| all.extend(phrases::of(text)));
    all
}

//! Changes in words.

use model::{ChangedPart, Finding, ToolDiff, Warning};

use super::revealed::{code, revealed};
use crate::i18n::Messages;

/// A sentence names so many codes of hidden characters; the text itself shows all of them.
const MOST_CODES: usize = 8;

/// A change, line by line: what is suspicious, then what is different.
pub(super) fn lines(t: &Messages, diff: &ToolDiff, is_compared: bool) -> Vec<String> {
    let mut lines: Vec<_> = diff.warnings.iter().map(|it| warning(t, it)).collect();
    if is_compared {
        lines.extend(diff.parts.iter().map(|it| part(t, &it.part)));
        if lines.is_empty() {
            lines.push(t.history.nothing_said.to_owned());
        }
    }
    if diff.left_out > 0 {
        lines.push((t.history.left_out)(diff.left_out));
    }
    lines
}

/// What is suspicious.
fn warning(t: &Messages, warning: &Warning) -> String {
    let place = revealed(&warning.place);
    match &warning.finding {
        Finding::Phrase(words) => (t.history.phrase)(&place, words),
        Finding::Host(host) => (t.history.host)(&place, &revealed(host)),
        Finding::OtherTool(tool) => (t.history.other_tool)(&place, tool),
        Finding::Hidden(characters) => {
            let mut codes: Vec<_> = characters.iter().take(MOST_CODES).map(|c| code(*c)).collect();
            if characters.len() > MOST_CODES {
                codes.push("…".to_owned());
            }
            (t.history.hidden)(&place, &codes.join(", "))
        }
    }
}

/// What happened to a part.
fn part(t: &Messages, part: &ChangedPart) -> String {
    match part {
        ChangedPart::Argument { name, change } => (t.history.argument)(&revealed(name), *change),
        ChangedPart::OutputField { name, change } => (t.history.output_field)(&revealed(name), *change),
        other => (t.history.part_changed)(&name(t, other)),
    }
}

/// What a part is called.
pub(super) fn name(t: &Messages, part: &ChangedPart) -> String {
    match part {
        ChangedPart::Title => t.history.part_title.to_owned(),
        ChangedPart::Description => t.history.part_description.to_owned(),
        ChangedPart::Argument { name, .. } => (t.history.part_argument)(&revealed(name)),
        ChangedPart::InputSchema => t.history.part_input_schema.to_owned(),
        ChangedPart::OutputField { name, .. } => (t.history.part_output_field)(&revealed(name)),
        ChangedPart::OutputSchema => t.history.part_output_schema.to_owned(),
        ChangedPart::Annotations => t.history.part_annotations.to_owned(),
        ChangedPart::Other { name } => (t.history.part_other)(&revealed(name)),
        ChangedPart::Definition => t.history.part_definition.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use model::{ChangedPart, FieldChange, Finding, Warning};

    use super::{part, warning};
    use crate::{i18n::messages, visit::Language};

    #[test]
    fn says_what_changed_and_what_is_hidden() {
        let t = messages(Language::En);
        let argument = ChangedPart::Argument {
            name: "ci\u{200B}ty".to_owned(),
            change: FieldChange::AddedRequired,
        };
        assert_eq!(part(t, &argument), "Argument `ciU+200Bty`: new and required");
        assert_eq!(part(t, &ChangedPart::Description), "Description: changed");
        let tags = Warning {
            place: "description".to_owned(),
            finding: Finding::Hidden(('\u{E0041}'..='\u{E005A}').collect()),
        };
        let said = warning(t, &tags);
        assert!(
            said.contains("U+E0041, U+E0042") && said.ends_with("U+E0048, …"),
            "{said}"
        );
    }
}

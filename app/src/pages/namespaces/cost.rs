//! What the list of a namespace's tools costs the models that read it.

mod preview;
mod table;
mod watched;

use leptos::prelude::*;
use model::NamespaceCosts;

pub(super) use preview::LivePreview;
pub(super) use watched::Watched;

use self::table::CostTable;
use crate::{components::*, i18n::use_messages};

/// A number with a space after each three digits, as in many languages.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push('\u{202f}');
        }
        grouped.push(digit);
    }
    grouped
}

/// The costs as saved. Nothing when they could not be counted.
#[component]
pub(super) fn CostCard(costs: Memo<Option<NamespaceCosts>>) -> impl IntoView {
    let t = use_messages();
    move || {
        costs.get().map(|costs| {
            view! {
                <Card title=t.costs.title>
                    <p class="field-lead">{(t.costs.lead)(costs.list.tools, costs.list.bytes)}</p>
                    <CostTable list=costs.list search=costs.search/>
                    <p class="muted">{t.costs.estimate}</p>
                </Card>
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn long_numbers_are_easy_to_read() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1\u{202f}000"),
            (1_234_567, "1\u{202f}234\u{202f}567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}

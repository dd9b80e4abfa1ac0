//! Tokens by family of models, with what a search would cost and what an edit changes.

use std::cmp::Ordering;

use leptos::prelude::*;
use model::{ListCost, ModelFamily};

use super::grouped;
use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn CostTable(
    list: ListCost,
    search: ListCost,
    /// What the list costs as it is saved, where that is another one.
    #[prop(optional_no_strip)]
    before: Option<ListCost>,
) -> impl IntoView {
    let t = use_messages();
    let mut columns = vec![
        Column::new(t.costs.model),
        Column::new(t.costs.all_tools).number(),
    ];
    columns.extend(before.map(|_| Column::new(t.costs.change).number()));
    columns.push(Column::new(t.costs.searched).number());
    let rows = ModelFamily::ALL.iter().map(move |family| {
        let cost = list.tokens.of(*family);
        let change = before.map(|before| {
            let change = change(before.tokens.of(*family), cost);
            view! { <td role="cell" class="number" data-label=t.costs.change>{change}</td> }
        });
        view! {
            <tr role="row">
                <td role="cell" class="cell-title">{t.costs.family(*family)}</td>
                <td role="cell" class="number" data-label=t.costs.all_tools>{grouped(cost)}</td>
                {change}
                <td role="cell" class="number" data-label=t.costs.searched>
                    {grouped(search.tokens.of(*family))}
                </td>
            </tr>
        }
    });
    view! {
        <Table label=t.costs.title columns>
            {rows.collect_view()}
        </Table>
    }
}

/// What is more, or less, in words.
fn change(before: u64, after: u64) -> String {
    match after.cmp(&before) {
        Ordering::Greater => format!("+{}", grouped(after - before)),
        Ordering::Less => format!("−{}", grouped(before - after)),
        Ordering::Equal => use_messages().costs.unchanged.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::change;

    #[test]
    fn a_change_has_a_sign_in_front() {
        assert_eq!(change(10, 1210), "+1\u{202f}200");
        assert_eq!(change(10, 3), "−7");
        assert_eq!(change(5, 5), "same");
    }
}

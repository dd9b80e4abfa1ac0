//! One entry of a field that is a map, small enough for a row of a list.

use leptos::prelude::*;

use super::field::{FieldParts, FieldProblems};

/// A small field with one exact word, without a visible label.
#[component]
pub fn EntryField(
    /// The model's field, a map.
    name: &'static str,
    /// The entry's key.
    #[prop(into)]
    key: String,
    /// What people who do not see the row are told.
    #[prop(into)]
    label: String,
    /// What stands in it at first.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let parts = FieldParts::of_entry(name, &key);
    let value = parts.value(value);
    let problems = parts.problems();
    view! {
        <span class="entry">
            <input
                class="input input-code"
                id=parts.id
                name=parts.input_name
                type="text"
                autocomplete="off"
                spellcheck="false"
                value=value
                aria-label=label
                aria-invalid=move || (!problems.read().is_empty()).then_some("true")
                aria-describedby=parts.problem_id.clone()
            />
            <FieldProblems id=parts.problem_id problems/>
        </span>
    }
}

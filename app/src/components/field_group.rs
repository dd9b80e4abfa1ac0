//! Several inputs that are one field of the model.

use leptos::prelude::*;

use super::field::{FieldParts, FieldProblems};

/// A labelled group of inputs, for a field that is a list.
#[component]
pub fn FieldGroup(
    /// The model's field.
    name: &'static str,
    /// What people read.
    #[prop(into)]
    label: String,
    /// A line below the label.
    #[prop(optional, into)]
    hint: String,
    /// The inputs.
    children: Children,
) -> impl IntoView {
    let parts = FieldParts::of(name);
    let described_by = parts.described_by(!hint.is_empty());
    let problems = parts.problems();
    let hint = (!hint.is_empty()).then(|| view! { <p class="field-hint" id=parts.hint_id>{hint}</p> });
    view! {
        <fieldset class="field" aria-describedby=described_by>
            <legend class="field-label">{label}</legend>
            {hint}
            {children()}
            <FieldProblems id=parts.problem_id problems/>
        </fieldset>
    }
}

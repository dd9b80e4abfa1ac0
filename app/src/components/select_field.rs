//! A field with a menu of values.

use leptos::prelude::*;

use super::field::{Choice, FieldFrame, FieldParts};

/// A labelled menu of values. It always has a value: the first one when none is given.
#[component]
pub fn SelectField(
    /// The model's field, by its path.
    #[prop(into)]
    name: String,
    /// What people read.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    options: Vec<Choice>,
    /// What is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// A line below.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let parts = FieldParts::of(name);
    let value = parts.value(value);
    let problems = parts.problems();
    let described_by = parts.described_by(!hint.is_empty());
    let (id, input_name) = (parts.id.clone(), parts.input_name.clone());
    let options = options
        .into_iter()
        .map(|option| {
            let selected = option.value == value;
            view! { <option value=option.value selected=selected>{option.label}</option> }
        })
        .collect_view();
    view! {
        <FieldFrame parts label hint problems required=true>
            <select
                class="input"
                id=id
                name=input_name
                aria-invalid=move || (!problems.read().is_empty()).then_some("true")
                aria-describedby=described_by
            >
                {options}
            </select>
        </FieldFrame>
    }
}

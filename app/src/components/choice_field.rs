//! A field with a few values, all of them in sight.

use leptos::prelude::*;

use super::field::{Choice, FieldParts, FieldProblems};

/// Radio buttons with explanations. The first value is chosen when none is given.
#[component]
pub fn ChoiceField(
    /// The model's field.
    name: &'static str,
    /// What people read.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    options: Vec<Choice>,
    /// What is chosen at first.
    #[prop(optional, into)]
    value: String,
    /// A line below the label.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let parts = FieldParts::of(name);
    let mut value = parts.value(value);
    if let Some(first) = options.first()
        && !options.iter().any(|option| option.value == value)
    {
        value.clone_from(&first.value);
    }
    let described_by = parts.described_by(!hint.is_empty());
    let problems = parts.problems();
    let options = options
        .into_iter()
        .map(|option| {
            let checked = option.value == value;
            let hint =
                (!option.hint.is_empty()).then(|| view! { <span class="choice-hint">{option.hint}</span> });
            view! {
                <label class="choice">
                    <input type="radio" name=parts.input_name.clone() value=option.value checked=checked/>
                    <span class="choice-text">
                        <span class="choice-label">{option.label}</span>
                        {hint}
                    </span>
                </label>
            }
        })
        .collect_view();
    let hint = (!hint.is_empty()).then(|| view! { <p class="field-hint" id=parts.hint_id>{hint}</p> });
    view! {
        <fieldset class="field" aria-describedby=described_by>
            <legend class="field-label">{label}</legend>
            {hint}
            <div class="choices">{options}</div>
            <FieldProblems id=parts.problem_id problems/>
        </fieldset>
    }
}

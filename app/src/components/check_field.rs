//! A box to tick, alone or as one of a list.

use leptos::prelude::*;

use super::{field::input_name, form::use_form};

/// A labelled box. Alone it sends `true` when ticked and nothing otherwise; in a list every ticked box adds its value.
#[component]
pub fn CheckField(
    /// The model's field, by its path.
    #[prop(into)]
    name: String,
    /// What people read.
    #[prop(into)]
    label: String,
    /// What is sent when it is ticked.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// It is ticked at first.
    #[prop(optional)]
    checked: bool,
    /// The model's field is a list.
    #[prop(optional)]
    list: bool,
    /// A line below.
    #[prop(optional, into)]
    hint: String,
) -> impl IntoView {
    let typed = use_form().typed.values(&name);
    let checked = typed.map_or(checked, |values| values.contains(&value));
    let input_name = if list {
        format!("{}[]", input_name(&name))
    } else {
        input_name(&name)
    };
    let hint = (!hint.is_empty()).then(|| view! { <span class="choice-hint">{hint}</span> });
    view! {
        <label class="choice choice-check">
            <input type="checkbox" name=input_name value=value checked=checked/>
            <span class="choice-text">
                <span class="choice-label">{label}</span>
                {hint}
            </span>
        </label>
    }
}

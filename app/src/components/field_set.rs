//! Fields that belong together.

use leptos::prelude::*;

use super::form::use_form;

/// Fields under a heading of their own.
#[component]
pub fn FieldSet(
    /// What they are about.
    #[prop(into)]
    title: String,
    /// The fields.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="field-set">
            <legend class="field-set-title">{title}</legend>
            {children()}
        </fieldset>
    }
}

/// Fields that most people leave alone: folded away unless one of them says something or is wrong.
#[component]
pub fn FoldedFields(
    /// The model's field that all of them are in.
    name: &'static str,
    /// What people read while it is folded, too.
    #[prop(into)]
    title: String,
    /// A line below, when it is open.
    #[prop(into)]
    lead: String,
    /// One of them says something at first.
    is_set: bool,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let form = use_form();
    let is_wrong = form.errors.with_untracked(|errors| {
        let mut fields = errors.iter().map(|(field, _)| field);
        fields.any(|field| field.split('.').next() == Some(name))
    });
    let is_open = is_set || is_wrong || form.typed.says_something_in(name);
    view! {
        <details class="fold field" open=is_open>
            <summary class="field-label">{title}</summary>
            <div>
                <p class="field-lead">{lead}</p>
                {children()}
            </div>
        </details>
    }
}

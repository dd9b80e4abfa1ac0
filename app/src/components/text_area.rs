//! A field with many lines of text.

use leptos::prelude::*;

use super::field::{FieldFrame, FieldParts};

/// A labelled field with many lines, in the font of code: what is typed there is exact.
#[component]
pub fn TextArea(
    /// The model's field, by its path.
    #[prop(into)]
    name: String,
    /// What people read.
    #[prop(into)]
    label: String,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    /// A line below.
    #[prop(optional, into)]
    hint: String,
    /// Its height in lines.
    #[prop(default = 3)]
    rows: u32,
    /// It has to be filled.
    #[prop(optional)]
    required: bool,
    /// An example, shown while it is empty.
    #[prop(optional, into)]
    placeholder: String,
) -> impl IntoView {
    let parts = FieldParts::of(name);
    let value = parts.value(value);
    let problems = parts.problems();
    let described_by = parts.described_by(!hint.is_empty());
    let (id, input_name) = (parts.id.clone(), parts.input_name.clone());
    view! {
        <FieldFrame parts label hint problems required>
            <textarea
                class="input input-code"
                id=id
                name=input_name
                rows=rows
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder=placeholder
                aria-required=required.then_some("true")
                aria-invalid=move || (!problems.read().is_empty()).then_some("true")
                aria-describedby=described_by
                // As a child, an empty text would be sent as a blank, for hydration to find.
                inner_html=escape(&value)
            ></textarea>
        </FieldFrame>
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

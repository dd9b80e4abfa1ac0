//! On and off, as the button of a form.

use leptos::prelude::*;

use super::form::use_form;

/// A switch that sends the form around it with the other state as its value, so it works without JavaScript too.
#[component]
pub fn Switch(
    /// What is switched, for screen readers.
    #[prop(into)]
    label: Signal<String>,
    /// Its state.
    #[prop(into)]
    on: Signal<bool>,
    /// The server function's parameter.
    #[prop(default = "enabled")]
    name: &'static str,
) -> impl IntoView {
    let pending = use_form().pending;
    view! {
        <button
            class="switch"
            type="submit"
            role="switch"
            name=name
            value=move || (!on.get()).to_string()
            aria-checked=move || on.get().to_string()
            aria-label=label
            aria-busy=move || pending.get().then_some("true")
        >
            <span class="switch-knob"></span>
        </button>
    }
}

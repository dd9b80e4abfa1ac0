//! What is known about one thing: terms and values.

use leptos::prelude::*;

/// A list of facts.
#[component]
pub fn Facts(
    /// The facts.
    children: Children,
) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(
    /// What it is.
    #[prop(into)]
    term: String,
    /// Its value.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="fact">
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

//! What a list says while there is nothing in it.

use leptos::prelude::*;

/// What is missing, why one would want it, and the button that makes the first one.
#[component]
pub fn EmptyState(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// What it is good for.
    #[prop(into)]
    text: String,
    /// The next step.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let actions = children.map(|children| view! { <div class="actions actions-center">{children()}</div> });
    view! {
        <div class="empty">
            <p class="empty-title">{title}</p>
            <p class="empty-text">{text}</p>
            {actions}
        </div>
    }
}

//! Parts of a page, one at a time. Tabs are links, so that each part has a URL and works without JavaScript.

use leptos::prelude::*;

/// A row of tabs.
#[component]
pub fn Tabs(
    /// What the tabs are parts of, for screen readers.
    #[prop(into)]
    label: String,
    /// The tabs.
    children: Children,
) -> impl IntoView {
    view! { <nav class="tabs" aria-label=label>{children()}</nav> }
}

/// One tab.
#[component]
pub fn TabLink(
    /// Its URL.
    #[prop(into)]
    href: Signal<String>,
    /// It is the one that is shown.
    #[prop(into)]
    current: Signal<bool>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="tab" href=href aria-current=move || current.get().then_some("page") data-noscroll="true">
            {children()}
        </a>
    }
}

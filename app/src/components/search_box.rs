//! The bar over a list: search and filters, both kept in the URL.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::query_signal_with_options};

use crate::i18n::use_messages;

/// The bar over a list.
#[component]
pub fn Toolbar(
    /// Search, filters, acts.
    children: Children,
) -> impl IntoView {
    view! { <div class="toolbar">{children()}</div> }
}

/// Searches as one types; without JavaScript, with the return key.
#[component]
pub fn SearchBox(
    /// What is searched, for screen readers and while it is empty.
    #[prop(into)]
    label: String,
    /// The query parameter.
    #[prop(default = "q")]
    name: &'static str,
) -> impl IntoView {
    let options = NavigateOptions {
        // One entry of the history a visit, not one a letter; and the list must not jump.
        replace: true,
        scroll: false,
        ..NavigateOptions::default()
    };
    let (query, set_query) = query_signal_with_options::<String>(name, options);
    let search = move |event| {
        let text = event_target_value(&event);
        set_query.set((!text.is_empty()).then_some(text));
    };
    view! {
        <form class="search" role="search" method="get" on:submit=|event| event.prevent_default()>
            <input
                class="input"
                type="search"
                name=name
                autocomplete="off"
                placeholder=label.clone()
                aria-label=label
                value=query.get_untracked().unwrap_or_default()
                on:input=search
            />
            <button class="btn without-js" type="submit">{use_messages().common.search}</button>
        </form>
    }
}

/// A filter of a list.
#[component]
pub fn Chip(
    /// The list with this filter.
    #[prop(into)]
    href: Signal<String>,
    /// It is the one that is on.
    #[prop(into)]
    current: Signal<bool>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="chip" href=href aria-current=move || current.get().then_some("true") data-noscroll="true">
            {children()}
        </a>
    }
}

//! A framed part of a page.

use leptos::{children::ViewFnOnce, prelude::*};

/// A framed part of a page, with a title bar when it has a title.
#[component]
pub fn Card(
    /// Its heading; without one there is no title bar.
    #[prop(optional, into)]
    title: String,
    /// What stands at the right of the title bar.
    #[prop(optional, into)]
    aside: ViewFnOnce,
    /// No space around the content: for tables and lists.
    #[prop(optional)]
    flush: bool,
    /// Its content.
    children: Children,
) -> impl IntoView {
    let head = (!title.is_empty()).then(|| {
        view! {
            <div class="card-head">
                <h2>{title}</h2>
                <div class="card-aside">{aside.run()}</div>
            </div>
        }
    });
    view! {
        <section class="card">
            {head}
            <div class=if flush { "" } else { "card-body" }>{children()}</div>
        </section>
    }
}

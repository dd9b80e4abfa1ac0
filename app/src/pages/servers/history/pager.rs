//! From page to page of the history.

use leptos::prelude::*;

use crate::{components::*, i18n::use_messages, pages::query::href};

#[component]
pub(super) fn Pager(path: String, page: u32, pages: u32) -> impl IntoView {
    let t = use_messages();
    let to = |page: u32| href(&path, &[("page", &page.to_string())]);
    (pages > 1).then(|| {
        view! {
            <nav class="row" aria-label=t.history.pages>
                {(page > 1)
                    .then(|| view! { <LinkButton href=to(page - 1) small=true>{t.history.newer}</LinkButton> })}
                <span class="muted">{(t.history.page_of)(page, pages)}</span>
                {(page < pages)
                    .then(|| view! { <LinkButton href=to(page + 1) small=true>{t.history.older}</LinkButton> })}
            </nav>
        }
    })
}

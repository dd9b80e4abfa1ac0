//! What a tab says when the target has nothing for it.

use leptos::prelude::*;

use super::inspected::Inspected;
use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn Nothing(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let is_loading = Memo::new(move |_| it.lists.with(|lists| lists.is_loading));
    view! {
        <Show
            when=move || is_loading.get()
            fallback=move || view! { <Card><EmptyState title=t.no_offers_title text=t.no_offers_text/></Card> }
        >
            <Card><Skeleton rows=4/></Card>
        </Show>
    }
}

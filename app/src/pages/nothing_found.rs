//! What a list says when the search finds nothing.

use leptos::prelude::*;

use crate::i18n::use_messages;

/// A line with the way back to everything.
#[component]
pub(crate) fn NothingFound(
    /// The list without a filter.
    #[prop(into)]
    all: String,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <p class="nothing-found">{t.common.nothing_found} " " <a href=all>{t.common.show_all}</a></p>
    }
}

//! The shape of what is being loaded.

use leptos::prelude::*;

use crate::i18n::use_messages;

/// Grey lines in place of rows.
#[component]
pub fn Skeleton(
    /// How many.
    #[prop(default = 4)]
    rows: usize,
) -> impl IntoView {
    let lines = (0..rows)
        .map(|_| view! { <div class="skeleton-row"></div> })
        .collect_view();
    view! {
        <div class="skeleton" role="status">
            <span class="sr-only">{use_messages().common.loading}</span>
            {lines}
        </div>
    }
}

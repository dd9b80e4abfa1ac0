//! The page for URLs that lead nowhere.

use leptos::prelude::*;

use crate::{components::*, contexts::set_status, i18n::use_messages, layout::PlainFrame};

/// Says so, with status 404, and leads home.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    set_status(404);
    let t = use_messages();
    view! {
        <PlainFrame title=t.errors.page_not_found lead=t.errors.page_not_found_text>
            <div class="actions">
                <LinkButton href="/" look=Look::Primary>{t.common.layout.overview}</LinkButton>
            </div>
        </PlainFrame>
    }
    .into_any()
}

//! The bar over a page: where one is, and the way to a connected client.

use leptos::prelude::*;

use super::navigation::DRAWER;
use crate::{
    components::{Crumb, Icon, IconName, LinkButton, Look},
    i18n::use_messages,
};

/// Breadcrumb and *Quick connect*; on a small screen also the button that opens the navigation.
#[component]
pub(crate) fn TopBar(
    /// The page.
    title: String,
    /// The pages above it.
    parents: Vec<Crumb>,
) -> impl IntoView {
    let layout = &use_messages().common.layout;
    let parents = parents
        .into_iter()
        .map(|crumb| view! { <li><a href=crumb.href>{crumb.label}</a></li> })
        .collect_view();
    view! {
        <header class="top">
            <button class="btn-icon top-menu" type="button" popovertarget=DRAWER>
                <Icon name=IconName::Menu/>
                <span class="sr-only">{layout.open_menu}</span>
            </button>
            <nav class="crumbs" aria-label=layout.breadcrumb>
                <ol>
                    {parents}
                    <li aria-current="page">{title}</li>
                </ol>
            </nav>
            <LinkButton href="/quick-connect" look=Look::Primary small=true>{layout.quick_connect}</LinkButton>
        </header>
    }
}

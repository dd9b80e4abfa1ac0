//! The bar over a page: where one is, and the way to a connected client.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::navigation::DRAWER;
use crate::{
    components::{Crumb, Icon, IconName, LinkButton, Look},
    i18n::use_messages,
    pages::{find::PATH, permitted::may_keep},
};

const QUICK_CONNECT: &str = "/quick-connect";

/// Breadcrumb and, for those who may, *Quick connect*; on a small screen also the button that opens the navigation.
#[component]
pub(crate) fn TopBar(
    /// The page.
    title: String,
    /// The pages above it.
    parents: Vec<Crumb>,
) -> impl IntoView {
    let t = use_messages();
    let layout = &t.common.layout;
    let is_there = use_location()
        .pathname
        .with_untracked(|path| path.starts_with(QUICK_CONNECT));
    let quick_connect = (may_keep() && !is_there).then(|| {
        view! {
            <LinkButton href=QUICK_CONNECT look=Look::Primary small=true>{layout.quick_connect}</LinkButton>
        }
    });
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
            <a class="btn-icon" href=PATH title=t.finder.open>
                <Icon name=IconName::Search/>
                <span class="sr-only">{t.finder.open}</span>
            </a>
            {quick_connect}
        </header>
    }
}

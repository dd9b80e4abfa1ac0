//! The navigation at the side: always there on a wide screen, a drawer on a small one.

use leptos::prelude::*;
use leptos_router::components::A;
use model::Permission;

use super::{account_area::AccountArea, preferences::Preferences, waiting_badge::WaitingBadge};
use crate::{
    browser,
    components::{Icon, IconName},
    contexts::use_me,
    i18n::use_messages,
};

/// The drawer's element: the button in the top bar names it.
pub(super) const DRAWER: &str = "navigation";

const APPROVALS: &str = "/approvals";

/// The pages, the person, and how they like to read. On a small screen it is a popover, which the browser opens and
/// closes by itself, without JavaScript.
#[component]
pub(super) fn Navigation() -> impl IntoView {
    let t = use_messages();
    let layout = &t.common.layout;
    let mut pages = vec![
        ("/", layout.overview),
        ("/servers", layout.servers),
        ("/namespaces", layout.namespaces),
        ("/endpoints", layout.endpoints),
        ("/api-keys", layout.api_keys),
        ("/connected-clients", t.oauth.title),
        ("/teams", t.teams.title),
    ];
    if use_me().may(Permission::KeepOwn) {
        pages.push((APPROVALS, t.approvals.title));
        pages.push(("/inspector", t.inspector.title));
        pages.push(("/wires", t.wires.title));
        pages.push(("/logs", t.logs.title));
    }
    pages.push(("/audit", t.audit.title));
    if use_me().may(Permission::KeepPeople) {
        pages.push(("/people", layout.people));
    }
    if use_me().role.may(Permission::KeepSettings) {
        pages.push(("/sign-in", t.sign_in.title));
    }
    let links = pages
        .into_iter()
        // Every path starts with "/": only the overview itself counts as it.
        .map(|(href, label)| {
            let badge = (href == APPROVALS).then(|| view! { <WaitingBadge/> });
            view! { <li><A href=href exact=href == "/">{label} {badge}</A></li> }
        })
        .collect_view();
    view! {
        // A link inside a page that is alive loads nothing, so the drawer has to be closed here.
        <nav
            class="side"
            id=DRAWER
            popover="auto"
            aria-label=layout.main_navigation
            on:click=|event| close_after_link(&event)
        >
            <div class="side-head">
                <a class="brand" href="/"><Icon name=IconName::Brand/> "MetaMCP"</a>
                <button class="btn-icon side-close" type="button" popovertarget=DRAWER popovertargetaction="hide">
                    <Icon name=IconName::Close/>
                    <span class="sr-only">{t.common.close}</span>
                </button>
            </div>
            <ul class="side-links">{links}</ul>
            <div class="side-foot">
                <Preferences/>
                <AccountArea/>
            </div>
        </nav>
    }
}

fn close_after_link(event: &leptos::ev::MouseEvent) {
    if browser::comes_from_link(event) {
        browser::close_popover(DRAWER);
    }
}

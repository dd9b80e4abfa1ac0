//! How much there is of everything.

use leptos::prelude::*;

use super::Summary;
use crate::{i18n::use_messages, pages::servers::needs_you};

#[component]
pub(super) fn Counts(summary: Signal<Summary>) -> impl IntoView {
    let t = use_messages();
    view! {
        <ul class="counts">
            <Count
                href="/servers"
                label=t.servers.title
                count=move || summary.with(|summary| summary.servers.len())
                note=move || {
                    let (all, well, tools) = summary.with(|summary| {
                        let servers = &summary.servers;
                        (
                            servers.len(),
                            servers.iter().filter(|server| !needs_you(&server.status)).count(),
                            servers.iter().map(|server| server.tool_count).sum(),
                        )
                    });
                    format!("{} · {}", (t.overview.well)(well, all), (t.common.tools)(tools))
                }
            />
            <Count
                href="/namespaces"
                label=t.namespaces.title
                count=move || summary.with(|summary| summary.namespaces.len())
                note=move || {
                    let on = summary.with(|s| s.namespaces.iter().map(|namespace| namespace.tools_on).sum());
                    (t.overview.tools_on)(on)
                }
            />
            <Count
                href="/endpoints"
                label=t.endpoints.title
                count=move || summary.with(|summary| summary.endpoints.len())
                note=move || {
                    let live = summary.with(|s| s.endpoints.iter().map(|endpoint| endpoint.sessions).sum());
                    (t.endpoints.sessions_count)(live)
                }
            />
            <Count
                href="/api-keys"
                label=t.api_keys.title
                count=move || summary.with(|summary| summary.keys.len())
                note=move || {
                    let active = summary.with(|s| s.keys.iter().filter(|key| key.active).count());
                    (t.api_keys.active_count)(active)
                }
            />
        </ul>
    }
}

#[component]
fn Count(
    href: &'static str,
    label: &'static str,
    #[prop(into)] count: Signal<usize>,
    #[prop(into)] note: Signal<String>,
) -> impl IntoView {
    view! {
        <li>
            <a class="count" href=href>
                <span class="count-label">{label}</span>
                <strong class="count-number">{move || count.get()}</strong>
                <span class="muted">{move || note.get()}</span>
            </a>
        </li>
    }
}

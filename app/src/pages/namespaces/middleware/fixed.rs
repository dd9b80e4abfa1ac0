//! What is always done: by the namespace's tools, and by what it makes of each.

use leptos::prelude::*;
use model::NamespaceId;

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn FixedRows(id: NamespaceId) -> impl IntoView {
    let t = &use_messages().middleware;
    let namespace = format!("/namespaces/{id}");
    [
        (
            format!("{namespace}?show=off"),
            t.hidden_tools,
            t.hidden_tools_text,
        ),
        (namespace.clone(), t.overrides, t.overrides_text),
        (namespace, t.arguments, t.arguments_text),
    ]
    .into_iter()
    .map(|(href, title, text)| {
        view! {
            <li class="chain-row">
                <div class="chain-side"><Tag>{t.always}</Tag></div>
                <div class="chain-main">
                    <p class="chain-title"><a href=href>{title}</a></p>
                    <p class="muted">{text}</p>
                </div>
            </li>
        }
    })
    .collect_view()
}

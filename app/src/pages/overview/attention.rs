//! What needs somebody: servers that fail, each with its explanation, tools that changed, and what else waits.

use leptos::prelude::*;
use model::{NamespaceView, NeedsView, ServerView};

use super::{
    Summary,
    waiting::{self, WaitingList},
};
use crate::{
    api::servers::RetryServer,
    components::*,
    i18n::use_messages,
    pages::{
        namespaces::WaitingLink,
        permitted::may_keep,
        servers::{RetryButton, needs_you},
    },
};

#[component]
pub(super) fn AttentionCard(
    summary: Signal<Summary>,
    needs: Signal<NeedsView>,
    retry: ServerAction<RetryServer>,
) -> impl IntoView {
    let t = use_messages();
    let failing = Memo::new(move |_| {
        summary.with(|summary| {
            let failing = summary.servers.iter().filter(|server| needs_you(&server.status));
            failing.cloned().collect::<Vec<_>>()
        })
    });
    let changed = Memo::new(move |_| {
        summary.with(|summary| {
            let namespaces = summary.namespaces.iter();
            let changed = namespaces.filter(|namespace| namespace.editable && namespace.waiting > 0);
            changed.cloned().collect::<Vec<_>>()
        })
    });
    let waiting =
        Memo::new(move |_| needs.with(|needs| summary.with(|summary| waiting::all(needs, &summary.keys))));
    let is_waiting = Memo::new(move |_| waiting.with(|it| !it.is_empty()));
    let is_any =
        move || is_waiting.get() || failing.with(|it| !it.is_empty()) || changed.with(|it| !it.is_empty());
    view! {
        <Card title=t.overview.needs_you>
            <Show
                when=is_any
                fallback=move || view! { <Mark tone=Tone::Ok>{t.overview.all_well}</Mark> }
            >
                <div class="failing-servers">
                    <Show when=move || is_waiting.get()>
                        <WaitingList waiting/>
                    </Show>
                    <For each=move || failing.get() key=|server| format!("{server:?}") let:server>
                        <FailingServer server retry/>
                    </For>
                    <For each=move || changed.get() key=|namespace| (namespace.id, namespace.waiting) let:namespace>
                        <ChangedNamespace namespace/>
                    </For>
                </div>
            </Show>
        </Card>
    }
}

#[component]
fn FailingServer(server: ServerView, retry: ServerAction<RetryServer>) -> impl IntoView {
    let id = server.id;
    view! {
        <article>
            <h3 class="failing-server">
                <a href=format!("/servers/{id}")>{server.name}</a>
                " "
                <StateMark status=server.status.clone()/>
            </h3>
            {server
                .status
                .failure
                .map(|failure| {
                    view! {
                        <FailureNote failure folded=true>
                            {may_keep().then(|| view! { <RetryButton id retry/> })}
                        </FailureNote>
                    }
                })}
        </article>
    }
}

#[component]
fn ChangedNamespace(namespace: NamespaceView) -> impl IntoView {
    view! {
        <article>
            <h3 class="failing-server">
                <a href=format!("/namespaces/{}", namespace.id)>{namespace.name.clone()}</a>
                " "
                <WaitingLink namespace/>
            </h3>
        </article>
    }
}

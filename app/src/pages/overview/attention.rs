//! What needs somebody: servers that fail, each with its explanation.

use leptos::prelude::*;
use model::ServerView;

use super::Summary;
use crate::{
    api::servers::RetryServer,
    components::*,
    i18n::use_messages,
    pages::permitted::may_keep,
    pages::servers::{RetryButton, needs_you},
};

#[component]
pub(super) fn AttentionCard(summary: Signal<Summary>, retry: ServerAction<RetryServer>) -> impl IntoView {
    let t = use_messages();
    let failing = Memo::new(move |_| {
        summary.with(|summary| {
            let failing = summary.servers.iter().filter(|server| needs_you(&server.status));
            failing.cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <Card title=t.overview.needs_you>
            <Show
                when=move || failing.with(|failing| !failing.is_empty())
                fallback=move || view! { <Mark tone=Tone::Ok>{t.overview.all_well}</Mark> }
            >
                <div class="failing-servers">
                    <For each=move || failing.get() key=|server| format!("{server:?}") let:server>
                        <FailingServer server retry/>
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

//! What a server's connections do, and why they do not.

use leptos::prelude::*;
use model::{OauthSharing, ServerView, UpstreamState};

use super::{detail::Doings, row::RetryButton};
use crate::{components::*, i18n::use_messages, pages::permitted::may_keep};

#[component]
pub(super) fn StatusCard(server: Memo<ServerView>, doings: Doings) -> impl IntoView {
    let t = use_messages();
    let status = Memo::new(move |_| server.with(|server| server.status.clone()));
    let (id, operates) = (server.with_untracked(|server| server.id), may_keep());
    // Nobody in particular cannot connect where each person signs in.
    let is_personal = move || {
        server.with(|server| {
            let oauth = server.oauth.as_ref();
            oauth.is_some_and(|oauth| oauth.sharing == OauthSharing::Person)
        })
    };
    let is_resting = move || {
        status.with(|status| {
            status.state == UpstreamState::Idle && status.failure.is_none() && status.connections == 0
        })
    };
    view! {
        <Card
            title=t.common.state
            aside=move || view! { {move || view! { <StateMark status=status.get()/> }} }
        >
            {move || {
                status
                    .with(|status| status.failure.clone())
                    .map(|failure| {
                        view! {
                            <FailureNote failure>
                                {operates.then(|| view! { <RetryButton id retry=doings.retry/> })}
                            </FailureNote>
                        }
                    })
            }}
            <StatusFacts server/>
            <Show when=move || operates && is_resting() && !is_personal()>
                <Form action=doings.retry quiet=true>
                    <Hidden name="id" value=id.to_string()/>
                    <div class="stack resting">
                        <p class="muted">{t.servers.idle_text}</p>
                        <div class="actions">
                            <SubmitButton small=true>{t.servers.connect_now}</SubmitButton>
                        </div>
                    </div>
                </Form>
            </Show>
        </Card>
    }
}

#[component]
fn StatusFacts(server: Memo<ServerView>) -> impl IntoView {
    let t = use_messages();
    move || {
        let (status, namespaces) = server.with(|server| (server.status.clone(), server.namespaces.clone()));
        view! {
            <Facts>
                <Fact term=t.servers.connections>{status.connections}</Fact>
                {(status.spares > 0)
                    .then(|| view! { <Fact term=t.servers.spares>{status.spares}</Fact> })}
                {(status.refused > 0)
                    .then(|| {
                        view! { <Fact term=t.servers.refused>{(t.servers.refused_times)(status.refused)}</Fact> }
                    })}
                {status.server_info.map(|info| view! { <Fact term=t.servers.server_info>{info}</Fact> })}
                {status
                    .protocol_version
                    .map(|version| view! { <Fact term=t.servers.protocol_version>{version}</Fact> })}
                {(status.attempts > 0)
                    .then(|| view! { <Fact term=t.servers.attempts>{status.attempts}</Fact> })}
                {status
                    .next_probe_at
                    .map(|at| view! { <Fact term=t.servers.next_attempt><Time at due=true/></Fact> })}
                <Fact term=t.namespaces.title>
                    {if namespaces.is_empty() {
                        view! { <span class="muted">{t.servers.in_no_namespace}</span> }.into_any()
                    } else {
                        view! { <super::row::NamespaceLinks names=namespaces/> }.into_any()
                    }}
                </Fact>
            </Facts>
        }
    }
}

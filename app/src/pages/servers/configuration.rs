//! How a server is configured, secrets masked.

use leptos::prelude::*;
use model::{MASK, NamespaceId, Pair, Reference, ServerKind, ServerView};

use super::{caller_fields::CallerFacts, run_facts::RunFacts};
use crate::{components::*, i18n::use_messages, pages::visibility::owner_text};

#[component]
pub(super) fn ConfigurationCard(server: Memo<ServerView>) -> impl IntoView {
    let t = use_messages();
    view! {
            <Card title=t.servers.configuration>
                {move || {
                    let server = server.get();
                    let target = match server.kind {
                        ServerKind::Stdio => view! { <StdioFacts server=server.clone()/> }.into_any(),
                        ServerKind::Sse | ServerKind::StreamableHttp => {
                            view! { <RemoteFacts server=server.clone()/> }.into_any()
                        }
                        ServerKind::Namespace => {
                            view! { <NamespaceFact namespace=server.namespace.clone()/> }.into_any()
                        }
                    };
                    view! {
                        <Facts>
                            <Fact term=t.servers.kind>{t.kind(server.kind)}</Fact>
                            {target}
                            <RunFacts run=server.run/>
                            <Fact term=t.common.visibility>
    {owner_text(server.visibility, server.owner.as_deref())}
    </Fact>
                            <Fact term=t.common.created_at><Time at=server.created_at/></Fact>
                            <Fact term=t.common.updated_at><Time at=server.updated_at/></Fact>
                            <Fact term="ID"><Code text=server.id.to_string()/></Fact>
                        </Facts>
                    }
                }}
            </Card>
        }
}

#[component]
fn StdioFacts(server: ServerView) -> impl IntoView {
    let t = use_messages();
    view! {
        <Fact term=t.servers.command_line><Code text=server.command_line/></Fact>
        {(!server.env.is_empty())
            .then(|| view! { <Fact term=t.servers.env><Pairs pairs=server.env/></Fact> })}
        {(!server.cwd.is_empty())
            .then(|| view! { <Fact term=t.servers.cwd><Code text=server.cwd/></Fact> })}
    }
}

#[component]
fn RemoteFacts(server: ServerView) -> impl IntoView {
    let t = use_messages();
    view! {
        <Fact term="URL"><Code text=server.url/></Fact>
        {server
            .has_bearer_token
            .then(|| view! { <Fact term=t.servers.bearer_token><span class="code">{MASK}</span></Fact> })}
        {server
            .oauth
            .map(|oauth| {
                view! { <Fact term=t.sign_ins.title>{t.sign_ins.sharing(oauth.sharing)}</Fact> }
            })}
        {(!server.headers.is_empty())
            .then(|| view! { <Fact term=t.servers.headers><Pairs pairs=server.headers/></Fact> })}
        <CallerFacts caller=server.caller/>
    }
}

#[component]
fn NamespaceFact(namespace: Option<Reference<NamespaceId>>) -> impl IntoView {
    let t = use_messages();
    namespace.map(|namespace| {
        view! {
            <Fact term=t.namespaces.one>
                <a href=format!("/namespaces/{}", namespace.id)>{namespace.name}</a>
            </Fact>
        }
    })
}

#[component]
fn Pairs(pairs: Vec<Pair>) -> impl IntoView {
    view! {
        <ul class="code">
            {pairs
                .into_iter()
                .map(|pair| view! { <li>{pair.name} "=" <span class="muted">{pair.value}</span></li> })
                .collect_view()}
        </ul>
    }
}

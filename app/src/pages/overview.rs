//! The first page: what needs somebody, what there is, and what was called.

mod attention;
mod calls;
mod counts;

use leptos::prelude::*;
use model::{ApiKeyView, CallView, EndpointView, NamespaceView, ServerView};

use self::{attention::AttentionCard, calls::CallsCard, counts::Counts};
use crate::{
    api::{
        api_keys::list_api_keys,
        endpoints::list_endpoints,
        namespaces::list_namespaces,
        overview::recent_calls,
        servers::{RetryServer, list_servers},
    },
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::{Live, LivePage},
        nothing_yet::NothingYet,
    },
};

const CALLS_SHOWN: usize = 20;

/// How much there is of everything, and the servers that fail.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
struct Summary {
    servers: Vec<ServerView>,
    namespaces: Vec<NamespaceView>,
    endpoints: Vec<EndpointView>,
    keys: Vec<ApiKeyView>,
}

/// The overview.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let t = use_messages();
    let retry = ServerAction::<RetryServer>::new();
    let nouns = [Noun::Servers, Noun::Namespaces, Noun::Endpoints, Noun::ApiKeys].map(use_changes);
    let summary = Resource::new(
        move || (nouns.map(|changes| changes.get()), retry.version().get()),
        |_| load(),
    );
    let changes = use_changes(Noun::Calls);
    let calls = Resource::new(move || changes.get(), |_| recent_calls(CALLS_SHOWN));
    view! {
        <LivePage resource=summary title=t.overview.title let:summary>
            {
                let fresh = Memo::new(move |_| summary.with(|summary| summary.servers.is_empty()));
                move || {
                    if fresh.get() {
                        view! { <Welcome/> }.into_any()
                    } else {
                        view! { <Overview summary calls retry/> }.into_any()
                    }
                }
            }
        </LivePage>
    }
    .into_any()
}

async fn load() -> Result<Summary, AppError> {
    Ok(Summary {
        servers: list_servers().await?,
        namespaces: list_namespaces().await?,
        endpoints: list_endpoints().await?,
        keys: list_api_keys().await?,
    })
}

#[component]
fn Overview(
    summary: Signal<Summary>,
    calls: Resource<Result<Vec<CallView>, AppError>>,
    retry: ServerAction<RetryServer>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Page title=t.overview.title lead=move || t.overview.lead>
            <ActionError action=retry/>
            <div class="stack">
                <AttentionCard summary retry/>
                <Counts summary/>
                <Live resource=calls let:calls>
                    <CallsCard calls/>
                </Live>
            </div>
        </Page>
    }
}

/// A fresh installation: the one thing to do next.
#[component]
fn Welcome() -> impl IntoView {
    let t = use_messages();
    view! {
        <Page title=t.overview.title>
            <NothingYet title=t.overview.welcome_title text=t.overview.welcome_text>
                <LinkButton href="/servers/new">{t.servers.add}</LinkButton>
            </NothingYet>
        </Page>
    }
}

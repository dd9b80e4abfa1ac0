//! The first page: what needs somebody, what there is, how the last hour went, what changed and what was called.

mod attention;
mod calls;
mod counts;
mod news;
mod noisiest;
mod traffic;
mod waiting;

use leptos::prelude::*;
use model::{
    ActFilter, ActsView, ApiKeyView, CallFigures, CallView, EndpointView, GroupBy, NamespaceView, NeedsView,
    Permission, ServerView,
};

use self::{
    attention::AttentionCard,
    calls::CallsCard,
    counts::Counts,
    news::NewsCard,
    noisiest::NoisiestCard,
    traffic::{TrafficCard, last_hour},
};
use crate::{
    api::{
        api_keys::list_api_keys,
        audit::{audit_acts, audit_figures},
        endpoints::list_endpoints,
        namespaces::list_namespaces,
        overview::{recent_calls, what_needs_me},
        servers::{RetryServer, list_servers},
    },
    components::*,
    contexts::{Noun, use_changes, use_me, use_slow_changes},
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

/// What comes beside the lists, each as soon as it is there.
#[derive(Clone, Copy)]
struct Beside {
    needs: Resource<Result<NeedsView, AppError>>,
    figures: Resource<Result<CallFigures, AppError>>,
    acts: Resource<Result<ActsView, AppError>>,
    calls: Resource<Result<Vec<CallView>, AppError>>,
}

impl Beside {
    fn new() -> Self {
        let (calls, slow_calls) = (use_changes(Noun::Calls), use_slow_changes(Noun::Calls));
        let wires = use_slow_changes(Noun::Wires);
        let waiting = [Noun::Approvals, Noun::People, Noun::Servers].map(use_changes);
        // Whatever changes the configuration is an act.
        let changed = [
            Noun::Servers,
            Noun::Namespaces,
            Noun::Endpoints,
            Noun::ApiKeys,
            Noun::People,
            Noun::Teams,
            Noun::Approvals,
        ]
        .map(use_slow_changes);
        let sees_acts = use_me().may(Permission::Audit);
        Self {
            needs: Resource::new(
                move || (waiting.map(|it| it.get()), slow_calls.get(), wires.get()),
                |_| what_needs_me(),
            ),
            figures: Resource::new(
                move || slow_calls.get(),
                |_| audit_figures(last_hour(), GroupBy::Tool),
            ),
            acts: Resource::new(
                move || changed.map(|it| it.get()),
                move |_| async move {
                    if sees_acts {
                        audit_acts(ActFilter::of(|_| None), None).await
                    } else {
                        Ok(ActsView::default())
                    }
                },
            ),
            calls: Resource::new(move || calls.get(), |_| recent_calls(CALLS_SHOWN)),
        }
    }
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
    let beside = Beside::new();
    view! {
        <LivePage resource=summary title=t.overview.title let:summary>
            {
                let fresh = Memo::new(move |_| summary.with(|summary| summary.servers.is_empty()));
                move || {
                    if fresh.get() {
                        view! { <Welcome/> }.into_any()
                    } else {
                        view! { <Overview summary beside retry/> }.into_any()
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
fn Overview(summary: Signal<Summary>, beside: Beside, retry: ServerAction<RetryServer>) -> impl IntoView {
    let t = use_messages();
    let Beside {
        needs,
        figures,
        acts,
        calls,
    } = beside;
    let sees_acts = use_me().may(Permission::Audit);
    view! {
        <Page title=t.overview.title lead=move || t.overview.lead>
            <ActionError action=retry/>
            <div class="stack">
                <Live resource=needs let:needs>
                    <AttentionCard summary needs retry/>
                </Live>
                <Counts summary/>
                <Live resource=needs let:needs>
                    <Hour figures is_audited=Memo::new(move |_| needs.with(|needs| needs.is_audited))/>
                </Live>
                {sees_acts
                    .then(|| {
                        view! {
                            <Live resource=acts let:acts>
                                <NewsCard acts/>
                            </Live>
                        }
                    })}
                <Live resource=calls let:calls>
                    <CallsCard calls/>
                </Live>
            </div>
        </Page>
    }
}

/// How the last hour went, where that is written down.
#[component]
fn Hour(figures: Resource<Result<CallFigures, AppError>>, is_audited: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Show
            when=move || is_audited.get()
            fallback=move || view! { <p class="note note-warn">{t.audit.off}</p> }
        >
            <Live resource=figures let:figures>
                <div class="grid-two">
                    <TrafficCard figures/>
                    <NoisiestCard figures/>
                </div>
            </Live>
        </Show>
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

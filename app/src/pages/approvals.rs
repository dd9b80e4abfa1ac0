//! Calls that wait for a person.

mod arguments;
mod decision;
mod detail;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{ApprovalState, ApprovalView, ApprovalsView, NamespaceId, Reference};

pub use self::detail::ApprovalPage;
use crate::{
    api::approvals::list_approvals,
    components::*,
    contexts::{Noun, use_changes},
    i18n::use_messages,
    pages::{live::LivePage, query::href},
};

const PATH: &str = "/approvals";
const NAMESPACE: &str = "namespace";

/// The calls that wait, and those that are over.
#[component]
pub fn ApprovalsPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::Approvals);
    let query = use_query_map();
    let namespace =
        Memo::new(move |_| query.with(|query| query.get_str(NAMESPACE)?.parse::<NamespaceId>().ok()));
    let approvals = Resource::new(
        move || (namespace.get(), changes.get()),
        |(namespace, _)| list_approvals(namespace),
    );
    view! {
        <LivePage resource=approvals title=t.approvals.title let:approvals>
            <Page title=t.approvals.title lead=move || t.approvals.lead>
                <div class="stack">
                    <WaitingCard approvals namespace/>
                    <OverCard approvals/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn WaitingCard(approvals: Signal<ApprovalsView>, namespace: Memo<Option<NamespaceId>>) -> impl IntoView {
    let t = use_messages();
    let waiting = Memo::new(move |_| approvals.with(|approvals| approvals.waiting.clone()));
    let namespaces = Memo::new(move |_| approvals.with(|approvals| approvals.namespaces.clone()));
    view! {
        <Card title=t.approvals.waiting flush=true>
            <Show when=move || namespaces.with(|namespaces| namespaces.len() > 1)>
                <Filter namespaces namespace/>
            </Show>
            <Show
                when=move || waiting.with(|waiting| !waiting.is_empty())
                fallback=move || {
                    view! {
                        <EmptyState title=t.approvals.none_waiting_title text=t.approvals.none_waiting_text/>
                    }
                }
            >
                <WaitingTable waiting/>
            </Show>
        </Card>
    }
}

/// The namespaces whose calls somebody decides about.
#[component]
fn Filter(
    namespaces: Memo<Vec<Reference<NamespaceId>>>,
    namespace: Memo<Option<NamespaceId>>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Toolbar>
            <div class="chips" role="group" aria-label=t.approvals.namespace_filter>
                <Chip href=PATH current=Signal::derive(move || namespace.get().is_none())>{t.common.all}</Chip>
                <For each=move || namespaces.get() key=|it| (it.id, it.name.clone()) let:it>
                    <Chip
                        href=href(PATH, &[(NAMESPACE, &it.id.to_string())])
                        current=Signal::derive(move || namespace.get() == Some(it.id))
                    >
                        {it.name.clone()}
                    </Chip>
                </For>
            </div>
        </Toolbar>
    }
}

#[component]
fn WaitingTable(waiting: Memo<Vec<ApprovalView>>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.overview.tool),
        Column::new(t.approvals.asker),
        Column::new(t.approvals.client),
        Column::new(t.approvals.expires_at),
        Column::blank(t.common.actions),
    ];
    view! {
        <Table label=t.approvals.waiting columns>
            <For each=move || waiting.get() key=|it| it.id let:it>
                <tr role="row">
                    <td role="cell" class="cell-title">
                        <a href=detail::path(it.id)><code class="code">{it.tool.clone()}</code></a>
                        <small>{place(&it)}</small>
                    </td>
                    <td role="cell" data-label=t.approvals.asker>{t.approvals.asker(&it.asker)}</td>
                    <td role="cell" class="hide-small">{it.client.clone()}</td>
                    <td role="cell" class="cell-side"><Time at=it.expires_at due=true/></td>
                    <td role="cell" class="cell-actions">
                        <a
                            class="btn btn-small"
                            href=detail::path(it.id)
                            aria-label=(t.approvals.look_at)(&it.tool)
                        >
                            {t.approvals.look}
                        </a>
                    </td>
                </tr>
            </For>
        </Table>
    }
}

/// Where a call came in, and whose rule it is.
fn place(approval: &ApprovalView) -> String {
    format!("{} · {}", approval.namespace.name, approval.endpoint)
}

#[component]
fn OverCard(approvals: Signal<ApprovalsView>) -> impl IntoView {
    let t = use_messages();
    let over = Memo::new(move |_| approvals.with(|approvals| approvals.over.clone()));
    let columns = move || {
        vec![
            Column::new(t.common.state),
            Column::new(t.overview.tool),
            Column::new(t.approvals.asker),
            Column::new(t.approvals.decided_by),
            Column::new(t.overview.when).number(),
        ]
    };
    view! {
        <Card title=t.approvals.over flush=true>
            <Show
                when=move || over.with(|over| !over.is_empty())
                fallback=move || view! { <p class="nothing-found">{t.approvals.none_over}</p> }
            >
                <Table label=t.approvals.over columns=columns()>
                    <For each=move || over.get() key=|it| (it.id, it.state) let:it>
                        <tr role="row">
                            <td role="cell" class="cell-state"><StateOf state=it.state/></td>
                            <td role="cell" class="cell-title">
                                <a href=detail::path(it.id)><code class="code">{it.tool.clone()}</code></a>
                                <small>{place(&it)}</small>
                            </td>
                            <td role="cell" class="hide-small">{t.approvals.asker(&it.asker)}</td>
                            <td role="cell" data-label=t.approvals.decided_by>
                                {it.decided_by.clone().unwrap_or_else(|| t.approvals.nobody.to_owned())}
                            </td>
                            <td role="cell" class="cell-actions">
                                <Time at=it.decided_at.unwrap_or(it.created_at)/>
                            </td>
                        </tr>
                    </For>
                </Table>
            </Show>
        </Card>
    }
}

#[component]
fn StateOf(state: ApprovalState) -> impl IntoView {
    let t = use_messages();
    let tone = match state {
        ApprovalState::Waiting => Tone::Accent,
        ApprovalState::Allowed => Tone::Ok,
        ApprovalState::Refused => Tone::Bad,
        ApprovalState::Expired | ApprovalState::Withdrawn => Tone::Neutral,
    };
    view! { <Mark tone>{t.approvals.state(state)}</Mark> }
}

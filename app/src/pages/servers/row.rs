//! One server in the list, with its failure explained under it.

use leptos::prelude::*;
use model::{Failure, NamespaceId, Reference, ServerId, ServerView, UpstreamStatus};

use super::json::server_json;
use crate::{
    api::servers::RetryServer,
    components::*,
    i18n::use_messages,
    pages::{permitted::may_keep, query::href, visibility::owner_text},
};

const COLUMNS: &str = "6";

#[component]
pub(super) fn ServerRow(
    id: ServerId,
    /// The servers of the list, this one among them.
    shown: Memo<Vec<ServerView>>,
    retry: ServerAction<RetryServer>,
) -> impl IntoView {
    let server = Memo::new(move |_| shown.with(|shown| shown.iter().find(|server| server.id == id).cloned()));
    // What it does changes often: links and an open menu stay where they are meanwhile.
    let settings = Memo::new(move |_| {
        server.get().map(|server| ServerView {
            status: UpstreamStatus::default(),
            tool_count: 0,
            ..server
        })
    });
    let failure = Memo::new(move |_| {
        let server = server.get()?;
        Some((server.status.failure?, server.editable))
    });
    view! {
        <tr role="row">
            <td role="cell" class="cell-state">
                {move || server.get().map(|server| view! { <StateMark status=server.status/> })}
            </td>
            {move || settings.get().map(|server| view! { <SettingsCells server/> })}
            {move || server.get().map(|server| view! { <CountCells server/> })}
            <td role="cell" class="cell-actions">
                {move || settings.get().map(|server| view! { <RowMenu server/> })}
            </td>
        </tr>
        {move || {
            failure
                .get()
                .map(|(failure, editable)| view! { <FailureRow id failure editable retry/> })
        }}
    }
}

#[component]
fn SettingsCells(server: ServerView) -> impl IntoView {
    let page = format!("/servers/{}", server.id);
    view! {
        <td role="cell" class="cell-title">
            <a href=page>{server.name.clone()}</a>
            {server
                .owner
                .clone()
                .map(|owner| view! { " " <Tag>{owner_text(server.visibility, Some(&owner))}</Tag> })}
            <Target server=server.clone()/>
        </td>
        <td role="cell" class="hide-small">
            <NamespaceLinks names=server.namespaces/>
        </td>
    }
}

#[component]
fn CountCells(server: ServerView) -> impl IntoView {
    let t = use_messages();
    let last_known = server.tool_count > 0 && server.status.failure.is_some();
    view! {
        <td role="cell" class="number cell-side">
            <span class="only-small">{(t.common.tools)(server.tool_count)}</span>
            <span class="hide-small">{server.tool_count}</span>
            {last_known.then(|| view! { " " <Tag>{t.servers.last_known}</Tag> })}
        </td>
        <td role="cell" class="number hide-small">{server.status.connections}</td>
    }
}

/// What is run, called or stood for.
#[component]
fn Target(server: ServerView) -> impl IntoView {
    match server.namespace {
        Some(namespace) => view! { <small><StoodFor namespace/></small> }.into_any(),
        None => view! { <small class="code">{server.target().to_owned()}</small> }.into_any(),
    }
}

/// The namespace that a server stands for.
#[component]
pub(super) fn StoodFor(namespace: Reference<NamespaceId>) -> impl IntoView {
    let t = use_messages();
    view! {
        {t.namespaces.one} " → "
        <a href=format!("/namespaces/{}", namespace.id)>{namespace.name}</a>
    }
}

/// The namespaces that use a server; the list of namespaces finds them by name.
#[component]
pub(super) fn NamespaceLinks(names: Vec<String>) -> impl IntoView {
    if names.is_empty() {
        return view! { <span class="muted">"–"</span> }.into_any();
    }
    names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let link = href("/namespaces", &[("q", &name)]);
            view! {
                {(index > 0).then_some(", ")}
                <a href=link>{name}</a>
            }
        })
        .collect_view()
        .into_any()
}

#[component]
fn RowMenu(server: ServerView) -> impl IntoView {
    let t = use_messages();
    let page = format!("/servers/{}", server.id);
    view! {
        <Menu label=(t.common.actions_for)(&server.name)>
            <a href=page.clone()>{t.common.details}</a>
            {server
                .editable
                .then(|| view! { <a href=format!("{page}/edit")>{t.common.edit}</a> })}
            <CopyButton text=server_json(&server) label=t.servers.copy_json/>
            <CopyButton text=server.id.to_string() label=t.common.copy_id/>
            {server
                .editable
                .then(|| {
                    view! {
                        <a class="btn-danger" href=format!("{page}?confirm=delete")>
                            {t.common.delete}
                        </a>
                    }
                })}
        </Menu>
    }
}

#[component]
fn FailureRow(
    id: ServerId,
    failure: Failure,
    editable: bool,
    retry: ServerAction<RetryServer>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <tr role="row" class="row-note">
            <td role="cell" colspan=COLUMNS>
                <FailureNote failure>
                    {may_keep().then(|| view! { <RetryButton id retry/> })}
                    {editable
                        .then(|| {
                            view! {
                                <LinkButton href=format!("/servers/{id}/edit") small=true>
                                    {t.common.edit}
                                </LinkButton>
                            }
                        })}
                </FailureNote>
            </td>
        </tr>
    }
}

/// Connects at once instead of at the end of the waiting time.
#[component]
pub(crate) fn RetryButton(id: ServerId, retry: ServerAction<RetryServer>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Form action=retry quiet=true>
            <Hidden name="id" value=id.to_string()/>
            <SubmitButton small=true>{t.servers.retry_now}</SubmitButton>
        </Form>
    }
}

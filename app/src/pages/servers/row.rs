//! One server in the list, with its failure explained under it.

use leptos::prelude::*;
use model::{Failure, NamespaceId, Reference, ServerId, ServerView};

use super::json::server_json;
use crate::{
    api::servers::RetryServer, components::*, i18n::use_messages, pages::permitted::may_keep,
    pages::query::href,
};

const COLUMNS: &str = "6";

#[component]
pub(super) fn ServerRow(server: ServerView, retry: ServerAction<RetryServer>) -> impl IntoView {
    let t = use_messages();
    let page = format!("/servers/{}", server.id);
    let target = view! { <Target server=server.clone()/> };
    let (id, editable) = (server.id, server.editable);
    let last_known = server.tool_count > 0 && server.status.failure.is_some();
    let failure = server.status.failure.clone();
    view! {
        <tr role="row">
            <td role="cell" class="cell-state">
                <StateMark status=server.status.clone()/>
            </td>
            <td role="cell" class="cell-title">
                <a href=page>{server.name.clone()}</a>
                {target}
            </td>
            <td role="cell" class="hide-small">
                <NamespaceLinks names=server.namespaces.clone()/>
            </td>
            <td role="cell" class="number cell-side">
                <span class="only-small">{(t.common.tools)(server.tool_count)}</span>
                <span class="hide-small">{server.tool_count}</span>
                {last_known.then(|| view! { " " <Tag>{t.servers.last_known}</Tag> })}
            </td>
            <td role="cell" class="number hide-small">{server.status.connections}</td>
            <td role="cell" class="cell-actions">
                <RowMenu server/>
            </td>
        </tr>
        {failure.map(|failure| view! { <FailureRow id failure editable retry/> })}
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

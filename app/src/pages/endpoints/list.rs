//! The list of endpoints.

use std::cmp::Ordering;

use leptos::prelude::*;
use model::{EndpointAuth, EndpointView};

use crate::{
    api::endpoints::list_endpoints,
    components::*,
    contexts::{Noun, use_changes},
    i18n::use_messages,
    pages::{
        list_page::{Kind, ListPage, Words},
        listing::Listing,
        visibility::owner_text,
    },
};

/// All endpoints.
#[component]
pub fn EndpointsPage() -> impl IntoView {
    let changes = use_changes(Noun::Endpoints);
    let endpoints = Resource::new(move || changes.get(), |_| list_endpoints());
    view! { <ListPage kind=kind() things=endpoints/> }
}

fn kind() -> Kind<EndpointView> {
    let t = &use_messages().endpoints;
    Kind {
        path: "/endpoints",
        words: Words {
            title: t.title,
            lead: t.lead,
            search: t.search,
            create: t.create,
            empty_title: t.empty_title,
            empty_text: t.empty_text,
        },
        other_way: None,
        columns,
        row: |endpoint| view! { <EndpointRow endpoint/> }.into_any(),
        name: |endpoint| &endpoint.name,
        texts: |endpoint| {
            vec![
                endpoint.owner.as_deref().unwrap_or_default(),
                &endpoint.name,
                &endpoint.description,
                &endpoint.namespace,
                &endpoint.url,
            ]
        },
        owner: Some(|endpoint| (endpoint.visibility, endpoint.owner.as_deref())),
        compare: |column, a, b| match column {
            "namespace" => a.namespace.cmp(&b.namespace),
            "sessions" => a.sessions.cmp(&b.sessions),
            _ => Ordering::Equal,
        },
    }
}

fn columns(listing: &Listing) -> Vec<Column> {
    let t = use_messages();
    vec![
        listing.heading(Column::new(t.common.name), ""),
        listing.heading(Column::new(t.endpoints.namespace), "namespace"),
        Column::new(t.endpoints.auth),
        listing.heading(Column::new(t.endpoints.sessions).number(), "sessions"),
        Column::new(t.common.visibility),
        Column::blank(t.common.actions),
    ]
}

#[component]
fn EndpointRow(endpoint: EndpointView) -> impl IntoView {
    let t = use_messages();
    let page = format!("/endpoints/{}", endpoint.id);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=page>{endpoint.name.clone()}</a>
                <small><Code text=endpoint.url.clone()/></small>
            </td>
            <td role="cell" class="cell-state">
                <span class="only-small muted">{t.endpoints.namespace} " "</span>
                <a href=format!("/namespaces/{}", endpoint.namespace_id)>{endpoint.namespace.clone()}</a>
                <span class="only-small">" " <AuthTag auth=endpoint.auth/></span>
            </td>
            <td role="cell" class="hide-small">
                <AuthTag auth=endpoint.auth/>
            </td>
            <td role="cell" class="cell-side number">
                <span class="only-small">{(t.endpoints.sessions_count)(endpoint.sessions)}</span>
                <span class="hide-small">{endpoint.sessions}</span>
            </td>
            <td role="cell" class="hide-small">{owner_text(endpoint.visibility, endpoint.owner.as_deref())}</td>
            <td role="cell" class="cell-actions">
                <RowMenu endpoint/>
            </td>
        </tr>
    }
}

#[component]
fn RowMenu(endpoint: EndpointView) -> impl IntoView {
    let t = use_messages();
    let page = format!("/endpoints/{}", endpoint.id);
    let with_key = endpoint
        .auth
        .takes_keys_in_query()
        .then(|| url_with_key(&endpoint.url));
    view! {
        <Menu label=(t.common.actions_for)(&endpoint.name)>
            <a href=page.clone()>{t.endpoints.connect}</a>
            {with_key.map(|text| view! { <CopyButton text label=t.endpoints.copy_url_with_key/> })}
            <CopyButton text=endpoint.id.to_string() label=t.common.copy_id/>
            {endpoint
                .editable
                .then(|| {
                    view! {
                        <a href=format!("{page}/edit")>{t.common.edit}</a>
                        <a class="btn-danger" href=format!("{page}?confirm=delete")>
                            {t.common.delete}
                        </a>
                    }
                })}
        </Menu>
    }
}

/// The URL for clients that cannot send headers, with a placeholder for the key.
pub(super) fn url_with_key(url: &str) -> String {
    format!("{url}?api_key={}", super::connect::KEY_PLACEHOLDER)
}

/// How clients prove who they are; that nobody has to is worth a look.
#[component]
pub(super) fn AuthTag(auth: EndpointAuth) -> impl IntoView {
    let t = use_messages();
    let tone = if auth.is_open() { Tone::Warn } else { Tone::Neutral };
    view! { <Tag tone>{t.endpoints.auth_name(auth)}</Tag> }
}

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
        listing::{Listing, use_listing},
        live::LivePage,
        nothing_found::NothingFound,
        permitted::may_keep,
    },
};

const PATH: &str = "/endpoints";

/// All endpoints.
#[component]
pub fn EndpointsPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::Endpoints);
    let endpoints = Resource::new(move || changes.get(), |_| list_endpoints());
    view! {
        <LivePage resource=endpoints title=t.endpoints.title let:endpoints>
            <Page
                title=t.endpoints.title
                lead=move || t.endpoints.lead
                actions=move || {
                    may_keep()
                        .then(|| {
                            view! {
                                <LinkButton href="/endpoints/new" look=Look::Primary>
                                    {t.endpoints.create}
                                </LinkButton>
                            }
                        })
                }
            >
                {
                    let any = Memo::new(move |_| endpoints.with(|endpoints| !endpoints.is_empty()));
                    move || {
                        if any.get() {
                            view! { <EndpointsCard endpoints/> }.into_any()
                        } else {
                            view! { <NoEndpoints/> }.into_any()
                        }
                    }
                }
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn NoEndpoints() -> impl IntoView {
    let t = use_messages();
    view! {
        <EmptyState title=t.endpoints.empty_title text=t.endpoints.empty_text>
            {may_keep()
                .then(|| {
                    view! {
                        <LinkButton href="/quick-connect" look=Look::Primary>
                            {t.common.layout.quick_connect}
                        </LinkButton>
                        <LinkButton href="/endpoints/new">{t.endpoints.create}</LinkButton>
                    }
                })}
        </EmptyState>
    }
}

#[component]
fn EndpointsCard(endpoints: Signal<Vec<EndpointView>>) -> impl IntoView {
    let t = use_messages();
    let listing = use_listing(PATH);
    let shown = Memo::new(move |_| endpoints.with(|rows| listing.with(|listing| shown(listing, rows))));
    view! {
        <Card flush=true>
            <Toolbar>
                <SearchBox label=t.endpoints.search/>
            </Toolbar>
            {move || {
                view! {
                    <Table label=t.endpoints.title columns=listing.with(columns)>
                        <For each=move || shown.get() key=|row| format!("{row:?}") let:endpoint>
                            <EndpointRow endpoint/>
                        </For>
                    </Table>
                }
            }}
            <Show when=move || shown.with(Vec::is_empty)>
                <NothingFound all=PATH/>
            </Show>
        </Card>
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

fn shown(listing: &Listing, endpoints: &[EndpointView]) -> Vec<EndpointView> {
    let mut shown: Vec<_> = endpoints
        .iter()
        .filter(|endpoint| {
            listing.finds([
                endpoint.name.as_str(),
                &endpoint.description,
                &endpoint.namespace,
                &endpoint.url,
            ])
        })
        .cloned()
        .collect();
    listing.sort(
        &mut shown,
        |endpoint| &endpoint.name,
        |column, a, b| match column {
            "namespace" => a.namespace.cmp(&b.namespace),
            "sessions" => a.sessions.cmp(&b.sessions),
            _ => Ordering::Equal,
        },
    );
    shown
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
                <a href=format!("/namespaces/{}", endpoint.namespace_id)>{endpoint.namespace.clone()}</a>
            </td>
            <td role="cell" class="hide-small">
                <AuthTag auth=endpoint.auth/>
            </td>
            <td role="cell" class="cell-side number">
                <span class="only-small">{(t.endpoints.sessions_count)(endpoint.sessions)}</span>
                <span class="hide-small">{endpoint.sessions}</span>
            </td>
            <td role="cell" class="hide-small">{t.visibility(endpoint.visibility)}</td>
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
    let with_key = (endpoint.auth == EndpointAuth::ApiKeyOrQuery).then(|| url_with_key(&endpoint.url));
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
    let tone = match auth {
        EndpointAuth::None => Tone::Warn,
        EndpointAuth::ApiKey | EndpointAuth::ApiKeyOrQuery => Tone::Neutral,
    };
    view! { <Tag tone>{t.endpoints.auth_name(auth)}</Tag> }
}

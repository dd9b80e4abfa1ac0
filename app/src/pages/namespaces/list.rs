//! The list of namespaces.

use std::cmp::Ordering;

use leptos::prelude::*;
use model::NamespaceView;

use crate::{
    api::namespaces::list_namespaces,
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

const PATH: &str = "/namespaces";

/// All namespaces.
#[component]
pub fn NamespacesPage() -> impl IntoView {
    let t = use_messages();
    let (namespaces, servers) = (use_changes(Noun::Namespaces), use_changes(Noun::Servers));
    // Tools of a server come and go by themselves, and they count here.
    let namespaces = Resource::new(move || (namespaces.get(), servers.get()), |_| list_namespaces());
    view! {
        <LivePage resource=namespaces title=t.namespaces.title let:namespaces>
            <Page
                title=t.namespaces.title
                lead=move || t.namespaces.lead
                actions=move || {
                    may_keep()
                        .then(|| {
                            view! {
                                <LinkButton href="/namespaces/new" look=Look::Primary>
                                    {t.namespaces.create}
                                </LinkButton>
                            }
                        })
                }
            >
                {
                    let any = Memo::new(move |_| namespaces.with(|namespaces| !namespaces.is_empty()));
                    move || {
                        if any.get() {
                            view! { <NamespacesCard namespaces/> }.into_any()
                        } else {
                            view! { <NoNamespaces/> }.into_any()
                        }
                    }
                }
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn NoNamespaces() -> impl IntoView {
    let t = use_messages();
    view! {
        <EmptyState title=t.namespaces.empty_title text=t.namespaces.empty_text>
            {may_keep()
                .then(|| {
                    view! {
                        <LinkButton href="/quick-connect" look=Look::Primary>
                            {t.common.layout.quick_connect}
                        </LinkButton>
                        <LinkButton href="/namespaces/new">{t.namespaces.create}</LinkButton>
                    }
                })}
        </EmptyState>
    }
}

#[component]
fn NamespacesCard(namespaces: Signal<Vec<NamespaceView>>) -> impl IntoView {
    let t = use_messages();
    let listing = use_listing(PATH);
    let shown = Memo::new(move |_| namespaces.with(|rows| listing.with(|listing| shown(listing, rows))));
    view! {
        <Card flush=true>
            <Toolbar>
                <SearchBox label=t.namespaces.search/>
            </Toolbar>
            {move || {
                view! {
                    <Table label=t.namespaces.title columns=listing.with(columns)>
                        <For each=move || shown.get() key=|row| format!("{row:?}") let:namespace>
                            <NamespaceRow namespace/>
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
        Column::new(t.servers.title),
        listing.heading(Column::new(t.servers.tools).number(), "tools"),
        Column::new(t.endpoints.title),
        Column::new(t.common.visibility),
        Column::blank(t.common.actions),
    ]
}

fn shown(listing: &Listing, namespaces: &[NamespaceView]) -> Vec<NamespaceView> {
    let mut shown: Vec<_> = namespaces
        .iter()
        .filter(|namespace| {
            let own = [namespace.name.as_str(), &namespace.description];
            listing.finds(
                own.into_iter()
                    .chain(namespace.servers.iter().map(String::as_str)),
            )
        })
        .cloned()
        .collect();
    listing.sort(
        &mut shown,
        |namespace| &namespace.name,
        |column, a, b| match column {
            "tools" => a.tools_on.cmp(&b.tools_on),
            _ => Ordering::Equal,
        },
    );
    shown
}

#[component]
fn NamespaceRow(namespace: NamespaceView) -> impl IntoView {
    let t = use_messages();
    let page = format!("/namespaces/{}", namespace.id);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=page.clone()>{namespace.name.clone()}</a>
                <small>{namespace.description.clone()}</small>
            </td>
            <td role="cell" class="hide-small">{namespace.servers.join(", ")}</td>
            <td role="cell" class="cell-side number">
                {(t.namespaces.tools_on)(namespace.tools_on, namespace.tools_total)}
            </td>
            <td role="cell" class="cell-state">
                <EndpointLinks names=namespace.endpoints.clone()/>
            </td>
            <td role="cell" class="hide-small">{t.visibility(namespace.visibility)}</td>
            <td role="cell" class="cell-actions">
                <Menu label=(t.common.actions_for)(&namespace.name)>
                    <a href=page.clone()>{t.common.details}</a>
                    {namespace
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
            </td>
        </tr>
    }
}

/// The endpoints that publish a namespace; their list finds them by name.
#[component]
pub(super) fn EndpointLinks(names: Vec<String>) -> impl IntoView {
    let t = use_messages();
    if names.is_empty() {
        return view! { <span class="muted">{t.namespaces.not_published}</span> }.into_any();
    }
    names
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            let link = crate::pages::query::href("/endpoints", &[("q", &name)]);
            view! {
                {(index > 0).then_some(", ")}
                <a href=link>{name}</a>
            }
        })
        .collect_view()
        .into_any()
}

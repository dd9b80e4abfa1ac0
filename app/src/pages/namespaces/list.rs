//! The list of namespaces.

use std::cmp::Ordering;

use leptos::prelude::*;
use model::NamespaceView;

use super::changes::WaitingLink;
use crate::{
    api::namespaces::list_namespaces,
    components::*,
    contexts::{Noun, use_changes},
    i18n::use_messages,
    pages::{
        list_page::{Kind, ListPage, Words},
        listing::Listing,
        permitted::may_keep,
        query::href,
        visibility::owner_text,
    },
};

/// All namespaces.
#[component]
pub fn NamespacesPage() -> impl IntoView {
    let (namespaces, servers) = (use_changes(Noun::Namespaces), use_changes(Noun::Servers));
    // Tools of a server come and go by themselves, and they count here.
    let namespaces = Resource::new(move || (namespaces.get(), servers.get()), |_| list_namespaces());
    view! { <ListPage kind=kind() things=namespaces/> }
}

fn kind() -> Kind<NamespaceView> {
    let t = &use_messages().namespaces;
    Kind {
        path: "/namespaces",
        words: Words {
            title: t.title,
            lead: t.lead,
            search: t.search,
            create: t.create,
            empty_title: t.empty_title,
            empty_text: t.empty_text,
        },
        other_way: Some(("/namespaces/import", use_messages().copies.import)),
        columns,
        row: |namespace| view! { <NamespaceRow namespace/> }.into_any(),
        name: |namespace| &namespace.name,
        texts: |namespace| {
            let own = [namespace.name.as_str(), &namespace.description];
            own.into_iter()
                .chain(namespace.owner.as_deref())
                .chain(namespace.servers.iter().map(String::as_str))
                .collect()
        },
        owner: Some(|namespace| (namespace.visibility, namespace.owner.as_deref())),
        compare: |column, a, b| match column {
            "tools" => a.tools_on.cmp(&b.tools_on),
            _ => Ordering::Equal,
        },
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

#[component]
fn NamespaceRow(namespace: NamespaceView) -> impl IntoView {
    let t = use_messages();
    let page = format!("/namespaces/{}", namespace.id);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=page.clone()>{namespace.name.clone()}</a>
                " "
                <WaitingLink namespace=namespace.clone()/>
                <small>{namespace.description.clone()}</small>
            </td>
            <td role="cell" class="hide-small">
                {if namespace.servers.is_empty() {
                    view! { <span class="muted">"–"</span> }.into_any()
                } else {
                    namespace.servers.join(", ").into_any()
                }}
            </td>
            <td role="cell" class="cell-side number">
                {(t.namespaces.tools_on)(namespace.tools_on, namespace.tools_total)}
            </td>
            <td role="cell" class="cell-state">
                {(!namespace.endpoints.is_empty())
                    .then(|| view! { <span class="only-small muted">{t.endpoints.title} " "</span> })}
                <EndpointLinks names=namespace.endpoints.clone()/>
            </td>
            <td role="cell" class="hide-small">{owner_text(namespace.visibility, namespace.owner.as_deref())}</td>
            <td role="cell" class="cell-actions">
                <Menu label=(t.common.actions_for)(&namespace.name)>
                    <a href=page.clone()>{t.common.details}</a>
                    <a href=format!("{page}/export")>{t.copies.export}</a>
                    {may_keep().then(|| view! { <a href=format!("{page}/clone")>{t.copies.clone}</a> })}
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
            let link = href("/endpoints", &[("q", &name)]);
            view! {
                {(index > 0).then_some(", ")}
                <a href=link>{name}</a>
            }
        })
        .collect_view()
        .into_any()
}

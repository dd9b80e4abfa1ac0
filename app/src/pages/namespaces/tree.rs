//! Servers and tools of a namespace with their switches.
//!
//! A switch is a button of one of four forms on the page (tools on, tools off, servers on, servers off), and every
//! box to tick belongs to a fifth, so a thousand tools cost a thousand buttons and not a thousand forms, and all of
//! it works without JavaScript.

mod bar;
mod best;
mod row;

use std::collections::HashSet;

use leptos::{form::ActionForm, prelude::*};
use model::{
    FoundTool, NamespaceCosts, NamespaceDetail, NamespaceId, NamespaceServerView, ServerId, ToolId, ToolView,
};

use self::{
    bar::TreeBar,
    best::Best,
    row::{ServerRow, ToolRow},
};
use super::{
    matcher::{self, Matcher},
    switches::Switches,
};
use crate::{
    api::finder::find_tools,
    components::*,
    contexts::use_hydrated,
    error::AppError,
    i18n::use_messages,
    pages::{
        listing::{Listing, use_listing},
        live::Live,
        nothing_found::NothingFound,
    },
};

/// What the rows of the tree need from it.
#[derive(Clone, Copy)]
struct Tree {
    detail: Signal<NamespaceDetail>,
    costs: Memo<Option<NamespaceCosts>>,
    switches: Switches,
    editable: Memo<bool>,
    listing: Memo<Listing>,
    matcher: Memo<Matcher>,
    /// Found by their words, best first.
    found: Signal<Vec<FoundTool>>,
    /// Ticked for a bulk act.
    selected: RwSignal<HashSet<ToolId>>,
}

impl Tree {
    fn namespace(self) -> NamespaceId {
        self.detail.with(|detail| detail.namespace.id)
    }

    /// A server as it is now; nothing when it has just left the namespace.
    fn server(self, id: ServerId) -> Option<NamespaceServerView> {
        self.detail
            .with(|detail| detail.servers.iter().find(|s| s.server_id == id).cloned())
    }

    /// What a listed tool costs, by the encoding of most models.
    fn tokens_of(self, id: ToolId) -> Option<u64> {
        let cost = self.costs.with(|costs| costs.as_ref()?.tools.get(&id).copied());
        cost.map(|cost| cost.gpt)
    }

    /// What the listed tools of a server cost.
    fn tokens_of_server(self, id: ServerId) -> Option<u64> {
        let cost = self.costs.with(|costs| costs.as_ref()?.servers.get(&id).copied());
        cost.map(|cost| cost.gpt)
    }

    /// Whether a tool is found and not taken away by the chips.
    fn shows(self, tool: &ToolView) -> bool {
        let on = self.switches.tool_is_on(tool.id, tool.enabled);
        let by_chip = self.listing.with(|listing| match listing.show() {
            "on" => on,
            "off" => !on,
            _ => true,
        });
        let texts = [&tool.name, &tool.exposed_name, &tool.description];
        by_chip
            && (self
                .matcher
                .with(|matcher| matcher.finds(&texts.map(String::as_str)))
                || self
                    .found
                    .with(|found| found.iter().any(|found| found.id == tool.id)))
    }

    /// The tools that are on the page.
    fn shown(self) -> Vec<ToolId> {
        self.detail.with(|detail| {
            let tools = detail.servers.iter().flat_map(|server| &server.tools);
            tools
                .filter(|tool| self.shows(tool))
                .map(|tool| tool.id)
                .collect()
        })
    }
}

#[component]
pub(super) fn ToolTree(
    id: NamespaceId,
    detail: Signal<NamespaceDetail>,
    costs: Memo<Option<NamespaceCosts>>,
    switches: Switches,
) -> impl IntoView {
    let listing = use_listing(format!("/namespaces/{id}"));
    let hydrated = use_hydrated();
    let words = Memo::new(move |_| listing.with(|listing| matcher::words(listing.text()).to_owned()));
    let found = Resource::new(move || words.get(), move |words| find(id, words));
    let matcher = Memo::new(move |_| listing.with(|listing| Matcher::of(listing.text(), hydrated.get())));
    let editable = Memo::new(move |_| detail.with(|detail| detail.namespace.editable));
    let has_servers = Memo::new(move |_| detail.with(|detail| !detail.servers.is_empty()));
    let selected = RwSignal::default();
    view! {
        <div class="tree">
            <Card flush=true>
                <SwitchForms id switches/>
                <Live resource=found let:found>
                    {
                        let tree = Tree {
                            detail,
                            costs,
                            switches,
                            editable,
                            listing,
                            matcher,
                            found,
                            selected,
                        };
                        view! {
                            <Show when=move || has_servers.get()>
                                <TreeBar id tree/>
                                <Best tree/>
                                <TreeTable tree/>
                            </Show>
                            <NothingShown id tree/>
                        }
                    }
                </Live>
            </Card>
        </div>
    }
}

/// A pattern finds by letters only.
async fn find(id: NamespaceId, words: String) -> Result<Vec<FoundTool>, AppError> {
    if words.is_empty() {
        return Ok(Vec::new());
    }
    find_tools(words, Some(id)).await
}

/// The forms that the switches belong to by their ids.
#[component]
fn SwitchForms(id: NamespaceId, switches: Switches) -> impl IntoView {
    let fields = move |enabled: bool| {
        view! {
            <input type="hidden" name="namespace" value=id.to_string()/>
            <input type="hidden" name="enabled" value=enabled.to_string()/>
        }
    };
    view! {
        <ActionForm action=switches.tools attr:id="tools-on">{fields(true)}</ActionForm>
        <ActionForm action=switches.tools attr:id="tools-off">{fields(false)}</ActionForm>
        <ActionForm action=switches.servers attr:id="servers-on">{fields(true)}</ActionForm>
        <ActionForm action=switches.servers attr:id="servers-off">{fields(false)}</ActionForm>
    }
}

#[component]
fn TreeTable(tree: Tree) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::blank(t.namespaces.select),
        Column::blank(t.namespaces.switch),
        Column::new(t.namespaces.original),
        Column::new(t.namespaces.exposed),
    ];
    let servers = move || {
        tree.detail
            .with(|detail| detail.servers.iter().map(|s| s.server_id).collect::<Vec<_>>())
    };
    view! {
        <Table label=t.servers.tools columns>
            <For each=servers key=|id| *id let:server>
                <ServerRow id=server tree/>
                <For
                    each=move || tree.server(server).map(|server| server.tools).unwrap_or_default()
                    key=|tool| tool.id
                    let:tool
                >
                    <ToolRow tool tree/>
                </For>
            </For>
        </Table>
    }
}

/// What is said when there is nothing to show: no servers, no tools yet, or nothing found.
#[component]
fn NothingShown(id: NamespaceId, tree: Tree) -> impl IntoView {
    let t = use_messages();
    move || {
        let no_tools = tree
            .detail
            .with(|detail| detail.servers.iter().all(|server| server.tools.is_empty()));
        if tree.detail.with(|detail| detail.servers.is_empty()) {
            view! {
                <EmptyState title=t.namespaces.without_servers_title text=t.namespaces.without_servers_text>
                    <Show when=move || tree.editable.get()>
                        <LinkButton href=format!("/namespaces/{id}/edit") look=Look::Primary>
                            {t.namespaces.choose_servers}
                        </LinkButton>
                    </Show>
                </EmptyState>
            }
            .into_any()
        } else if no_tools {
            view! { <EmptyState title=t.servers.no_tools_title text=t.servers.no_tools_text/> }.into_any()
        } else if tree.matcher.with(Matcher::is_broken) {
            view! { <p class="nothing-found">{t.namespaces.bad_pattern}</p> }.into_any()
        } else if tree.shown().is_empty() {
            view! { <NothingFound all=format!("/namespaces/{id}")/> }.into_any()
        } else {
            ().into_any()
        }
    }
}

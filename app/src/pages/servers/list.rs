//! The list: what every server does now, and what is wrong where it is wrong.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{ServerView, Visibility};

use super::{
    export::ExportView,
    filter::{Group, needs_you, shown},
    row::ServerRow,
};
use crate::{
    api::servers::{RetryServer, export_servers, list_servers},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        listing::{Listing, use_listing},
        live::LivePage,
        nothing_found::NothingFound,
        nothing_yet::NothingYet,
        owners::OwnerChips,
        permitted::may_keep,
    },
};

const PATH: &str = "/servers";

/// All servers, or with `?export` their JSON.
#[component]
pub fn ServersPage() -> impl IntoView {
    let query = use_query_map();
    let exporting = Memo::new(move |_| query.with(|query| query.get_str("export").is_some()));
    let retry = ServerAction::<RetryServer>::new();
    let changes = use_changes(Noun::Servers);
    let servers = Resource::new(move || (changes.get(), retry.version().get()), |_| list_servers());
    let json = Resource::new(
        move || exporting.get(),
        |exporting| async move {
            if exporting {
                export_servers().await
            } else {
                Ok(String::new())
            }
        },
    );
    move || {
        if exporting.get() {
            view! { <ExportView json/> }.into_any()
        } else {
            view! { <ListView servers retry/> }.into_any()
        }
    }
}

type Servers = Resource<Result<Vec<ServerView>, AppError>>;

#[component]
fn ListView(servers: Servers, retry: ServerAction<RetryServer>) -> impl IntoView {
    let t = use_messages();
    view! {
        <LivePage resource=servers title=t.servers.title let:servers>
            {
                let any = Memo::new(move |_| servers.with(|servers| !servers.is_empty()));
                view! {
            <Page
                title=t.servers.title
                lead=move || view! { {move || servers.with(|servers| lead(servers))} }
                actions=move || view! { <ListActions any/> }
            >
                <ActionError action=retry/>
                {move || {
                    if any.get() {
                        view! { <ServersCard servers retry/> }.into_any()
                    } else {
                        view! { <NoServers/> }.into_any()
                    }
                }}
            </Page>
                }
            }
        </LivePage>
    }
}

/// "6 connected · 1 needs you · 214 tools": what the person wants to know first.
fn lead(servers: &[ServerView]) -> String {
    let t = use_messages();
    if servers.is_empty() {
        return t.servers.lead.to_owned();
    }
    let count = |holds: fn(&ServerView) -> bool| servers.iter().filter(|s| holds(s)).count();
    let connected = count(|server| server.status.connections > 0);
    let failing = count(|server| needs_you(&server.status));
    let tools = servers.iter().map(|server| server.tool_count).sum();
    let mut parts = vec![(t.servers.connected)(connected)];
    if failing > 0 {
        parts.push((t.servers.needing_you)(failing));
    }
    parts.push((t.common.tools)(tools));
    parts.join(" · ")
}

#[component]
fn ListActions(any: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Show when=move || any.get()>
            <LinkButton href="/servers?export=1">{t.servers.export}</LinkButton>
            <Show when=may_keep>
                <LinkButton href="/servers/import">{t.servers.import}</LinkButton>
                <LinkButton href="/servers/new" look=Look::Primary>
                    {t.servers.add}
                </LinkButton>
            </Show>
        </Show>
    }
}

#[component]
fn NoServers() -> impl IntoView {
    let t = use_messages();
    view! {
        <NothingYet title=t.servers.empty_title text=t.servers.empty_text>
            <LinkButton href="/servers/new">{t.servers.add}</LinkButton>
            <LinkButton href="/servers/import">{t.servers.import}</LinkButton>
        </NothingYet>
    }
}

#[component]
fn ServersCard(servers: Signal<Vec<ServerView>>, retry: ServerAction<RetryServer>) -> impl IntoView {
    let t = use_messages();
    let listing = use_listing(PATH);
    let shown = Memo::new(move |_| servers.with(|servers| listing.with(|listing| shown(listing, servers))));
    let ids =
        Memo::new(move |_| shown.with(|shown| shown.iter().map(|server| server.id).collect::<Vec<_>>()));
    view! {
        <Card flush=true>
            <Toolbar>
                <SearchBox label=t.servers.search/>
                {move || {
                    Group::ALL
                        .map(|group| view! { <GroupChip listing=listing.get() group servers/> })
                        .collect_view()
                }}
                <OwnerChips listing things=Signal::derive(move || servers.with(|servers| owned(servers)))/>
            </Toolbar>
            {move || {
                view! {
                    <Table label=t.servers.title columns=listing.with(columns)>
                        // A row stays while its server changes, with its open menu.
                        <For each=move || ids.get() key=|id| *id let:id>
                            <ServerRow id shown retry/>
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

#[component]
fn GroupChip(listing: Listing, group: Group, servers: Signal<Vec<ServerView>>) -> impl IntoView {
    let t = use_messages();
    let label = match group {
        Group::All => t.common.all,
        Group::NeedsYou => t.servers.needs_you,
        Group::Stdio => "stdio",
        Group::Http => "HTTP",
        Group::Namespace => t.namespaces.title,
    };
    let count = move || servers.with(|servers| servers.iter().filter(|s| group.holds(s)).count());
    view! {
        <Chip href=listing.showing(group.as_str()).href() current=Group::of(listing.show()) == group>
            {label} " " {count}
        </Chip>
    }
}

fn owned(servers: &[ServerView]) -> Vec<(Visibility, Option<String>)> {
    let owned = servers
        .iter()
        .map(|server| (server.visibility, server.owner.clone()));
    owned.collect()
}

fn columns(listing: &Listing) -> Vec<Column> {
    let t = use_messages();
    vec![
        listing.heading(Column::new(t.common.state), "state"),
        listing.heading(Column::new(t.servers.one), ""),
        Column::new(t.namespaces.title),
        listing.heading(Column::new(t.servers.tools).number(), "tools"),
        Column::new(t.servers.connections).number(),
        Column::blank(t.common.actions),
    ]
}

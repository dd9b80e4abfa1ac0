//! The servers of a namespace, in the order in which clients see their tools: the order of the boxes on the page is
//! the order that is sent.

use std::collections::BTreeMap;

use leptos::prelude::*;
use model::{NamespaceInput, ServerId, ServerView};

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn ServerPicker(
    servers: Vec<ServerView>,
    chosen: Vec<ServerId>,
    /// What stands for the names of servers, where it is not their names.
    aliases: BTreeMap<ServerId, String>,
) -> impl IntoView {
    let t = use_messages();
    if servers.is_empty() {
        return view! {
            <EmptyState title=t.namespaces.no_servers_title text=t.namespaces.no_servers_text>
                <LinkButton href="/servers/new">{t.servers.add}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let order = RwSignal::new(in_order(servers, &chosen));
    let (wanted, set_wanted) = signal(String::new());
    view! {
        <FieldGroup name="servers" label=t.servers.title hint=t.namespaces.servers_hint>
            <input
                class="input needs-js"
                type="search"
                autocomplete="off"
                placeholder=t.servers.search
                aria-label=t.servers.search
                on:input=move |event| set_wanted.set(event_target_value(&event).trim().to_lowercase())
            />
            <ul class="picker">
                <For each=move || order.get() key=|server| server.id let:server>
                    <PickerRow checked=chosen.contains(&server.id) alias=aliases.get(&server.id).cloned() server order wanted/>
                </For>
            </ul>
        </FieldGroup>
    }
    .into_any()
}

/// The chosen servers in their order, then the others by name.
fn in_order(mut servers: Vec<ServerView>, chosen: &[ServerId]) -> Vec<ServerView> {
    servers.sort_by_cached_key(|server| {
        let place = chosen.iter().position(|id| *id == server.id);
        (place.unwrap_or(usize::MAX), server.name.to_lowercase())
    });
    servers
}

#[component]
fn PickerRow(
    server: ServerView,
    checked: bool,
    alias: Option<String>,
    order: RwSignal<Vec<ServerView>>,
    wanted: ReadSignal<String>,
) -> impl IntoView {
    let t = use_messages();
    let id = server.id;
    let target = server.target().to_owned();
    let texts = [&server.name, &target].map(|text| text.to_lowercase());
    let hidden = move || wanted.with(|wanted| !texts.iter().any(|text| text.contains(wanted.as_str())));
    view! {
        <li class="picker-row" hidden=hidden>
            <CheckField
                name="servers"
                list=true
                label=server.name.clone()
                value=id.to_string()
                checked=checked
                hint=target
            />
            <EntryField
                name="aliases"
                key=NamespaceInput::alias_key(id)
                label=(t.namespaces.alias_of)(&server.name)
                value=alias.unwrap_or_else(|| server.name.clone())
            />
            <MoveButtons id name=server.name order/>
        </li>
    }
}

/// Moves a server in the list. The boxes stay in the order they had when there is no JavaScript.
#[component]
fn MoveButtons(id: ServerId, name: String, order: RwSignal<Vec<ServerView>>) -> impl IntoView {
    let t = use_messages();
    let move_by = move |step: isize| {
        order.update(|servers| {
            let place = servers.iter().position(|server| server.id == id);
            let other = place.and_then(|place| place.checked_add_signed(step));
            if let (Some(place), Some(other)) = (place, other)
                && other < servers.len()
            {
                servers.swap(place, other);
            }
        });
    };
    let up = (t.namespaces.move_up)(&name);
    let down = (t.namespaces.move_down)(&name);
    view! {
        <span class="picker-move needs-js">
            <button class="btn-icon" type="button" aria-label=up on:click=move |_| move_by(-1)>
                <Icon name=IconName::Up/>
            </button>
            <button class="btn-icon" type="button" aria-label=down on:click=move |_| move_by(1)>
                <Icon name=IconName::Down/>
            </button>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use model::{ServerId, ServerKind, ServerView};
    use uuid::Uuid;

    use super::in_order;
    use crate::pages::servers::fixture;

    fn server(number: u128, name: &str) -> ServerView {
        ServerView {
            id: ServerId::from_uuid(Uuid::from_u128(number)),
            ..fixture::server(name, ServerKind::Stdio)
        }
    }

    #[test]
    fn chosen_servers_keep_their_order_and_come_first() {
        let servers = vec![server(1, "b"), server(2, "C"), server(3, "a"), server(4, "d")];
        let chosen = [4, 1].map(|number| ServerId::from_uuid(Uuid::from_u128(number)));
        let names: Vec<_> = in_order(servers, &chosen)
            .into_iter()
            .map(|server| server.name)
            .collect();
        assert_eq!(names, ["d", "b", "a", "C"]);
    }
}

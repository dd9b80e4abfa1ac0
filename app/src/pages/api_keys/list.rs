//! The list of keys: never the keys themselves.

use std::cmp::Ordering;

use leptos::prelude::*;
use model::{ApiKeyId, ApiKeyView, Visibility};

use super::state::KeyMarks;
use crate::{
    api::api_keys::SetApiKeyActive,
    components::*,
    i18n::use_messages,
    pages::{
        listing::{Listing, use_listing},
        nothing_found::NothingFound,
        owners::{OwnerChips, Owners},
        query::href,
        visibility::owner_text,
    },
};

const PATH: &str = "/api-keys";

#[component]
pub(super) fn KeysCard(
    keys: Signal<Vec<ApiKeyView>>,
    set_active: ServerAction<SetApiKeyActive>,
) -> impl IntoView {
    let t = use_messages();
    let listing = use_listing(PATH);
    let shown = Memo::new(move |_| keys.with(|keys| listing.with(|listing| shown(listing, keys))));
    view! {
        <Card flush=true>
            <Toolbar>
                <SearchBox label=t.api_keys.search/>
                <OwnerChips listing things=Signal::derive(move || keys.with(|keys| owned(keys)))/>
            </Toolbar>
            {move || {
                view! {
                    <Table label=t.api_keys.title columns=listing.with(columns)>
                        // By id, so that the focus stays on a switch that was pressed.
                        <For each=move || shown.get() key=|key| key.id let:key>
                            <KeyRow key keys set_active/>
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

fn owned(keys: &[ApiKeyView]) -> Vec<(Visibility, Option<String>)> {
    let owned = keys.iter().map(|key| (key.visibility, key.owner.clone()));
    owned.collect()
}

fn columns(listing: &Listing) -> Vec<Column> {
    let t = use_messages();
    vec![
        Column::new(t.api_keys.active),
        listing.heading(Column::new(t.common.name), ""),
        Column::new(t.common.visibility),
        listing.heading(Column::new(t.common.created_at), "created"),
        listing.heading(Column::new(t.api_keys.last_used), "used"),
        Column::blank(t.common.actions),
    ]
}

fn shown(listing: &Listing, keys: &[ApiKeyView]) -> Vec<ApiKeyView> {
    let owners = Owners::of(listing.owner());
    let mut shown: Vec<_> = keys
        .iter()
        .filter(|key| {
            let owner = key.owner.as_deref();
            owners.have(key.visibility, owner)
                && listing.finds([key.name.as_str(), &key.hint, owner.unwrap_or_default()])
        })
        .cloned()
        .collect();
    listing.sort(
        &mut shown,
        |key| &key.name,
        |column, a, b| match column {
            "created" => b.created_at.cmp(&a.created_at),
            "used" => b.last_used_at.cmp(&a.last_used_at),
            _ => Ordering::Equal,
        },
    );
    shown
}

#[component]
fn KeyRow(
    key: ApiKeyView,
    keys: Signal<Vec<ApiKeyView>>,
    set_active: ServerAction<SetApiKeyActive>,
) -> impl IntoView {
    let t = use_messages();
    let (id, editable) = (key.id, key.editable);
    let now = Memo::new(move |last: Option<&ApiKeyView>| {
        let now = keys.with(|keys| keys.iter().find(|key| key.id == id).cloned());
        now.or_else(|| last.cloned()).unwrap_or_else(|| key.clone())
    });
    let name = Signal::derive(move || now.with(|key| key.name.clone()));
    let active = Signal::derive(move || now.with(|key| key.active));
    view! {
        <tr role="row">
            <td role="cell" class="cell-side">
                <ActiveSwitch id name active editable set_active/>
            </td>
            <td role="cell" class="cell-title">
                <strong><a href=format!("{PATH}/{id}")>{name}</a></strong>
                <small>
                    <span class="code">{move || format!("{}…", now.with(|key| key.hint.clone()))}</span>
                    {move || view! { <KeyMarks key=now.get()/> }}
                </small>
            </td>
            <td role="cell" class="hide-small">{move || now.with(|key| owner_text(key.visibility, key.owner.as_deref()))}</td>
            <td role="cell" class="hide-small">
                {move || view! { <Time at=now.with(|key| key.created_at)/> }}
            </td>
            <td role="cell" class="cell-state">
                <span class="only-small">{t.api_keys.last_used} ": "</span>
                {move || match now.with(|key| key.last_used_at) {
                    Some(at) => view! { <Time at/> }.into_any(),
                    None => view! { <span class="muted">{t.common.never}</span> }.into_any(),
                }}
            </td>
            <td role="cell" class="cell-actions">
                {editable
                    .then(|| {
                        let confirm = href(PATH, &[("confirm", "delete"), ("id", &id.to_string())]);
                        view! {
                            <LinkButton href=confirm look=Look::Quiet small=true>
                                {t.common.delete}
                                <span class="sr-only">" " {name}</span>
                            </LinkButton>
                        }
                    })}
            </td>
        </tr>
    }
}

#[component]
fn ActiveSwitch(
    id: ApiKeyId,
    name: Signal<String>,
    active: Signal<bool>,
    editable: bool,
    set_active: ServerAction<SetApiKeyActive>,
) -> impl IntoView {
    let t = use_messages();
    if !editable {
        return view! { <Tag>{move || if active.get() { t.common.on } else { t.common.off }}</Tag> }
            .into_any();
    }
    // What was asked for, until it is stored.
    let on = Signal::derive(move || match set_active.input().get() {
        Some(call) if call.id == id => call.active,
        _ => active.get(),
    });
    view! {
        <Form action=set_active quiet=true>
            <Hidden name="id" value=id.to_string()/>
            <Switch label=name on name="active"/>
        </Form>
    }
    .into_any()
}

//! The list of people, and of links that wait for somebody.

use std::cmp::Ordering;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{PersonLinkView, SignUpRequestView, Timestamp, UserView};
use serde::{Deserialize, Serialize};

use super::{created::CreatedNote, links::LinksCard, waiting::WaitingCard};
use crate::{
    api::people::{
        LetIn, RevokePersonLink, TurnAway, list_people, list_person_links, list_waiting, reveal_person_link,
    },
    components::*,
    contexts::{Noun, use_changes, use_me},
    error::AppError,
    i18n::use_messages,
    pages::{
        list_page::{Kind, ListCard, Words},
        listing::Listing,
        live::LivePage,
        query::href,
    },
};

const PATH: &str = "/people";

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Data {
    people: Vec<UserView>,
    links: Vec<PersonLinkView>,
    waiting: Vec<SignUpRequestView>,
}

/// Everybody. `?link=` shows a new link, once.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let t = use_messages();
    let revoke = ServerAction::<RevokePersonLink>::new();
    let let_in = ServerAction::<LetIn>::new();
    let turn_away = ServerAction::<TurnAway>::new();
    let changes = use_changes(Noun::People);
    let data = Resource::new(
        move || {
            (
                changes.get(),
                revoke.version().get(),
                let_in.version().get(),
                turn_away.version().get(),
            )
        },
        |_| load(),
    );
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("link").unwrap_or_default()));
    // Not fed by the event stream: a second look at the token would find nothing.
    let created = Resource::new(
        move || token.get(),
        |token| async move {
            if token.is_empty() {
                Ok(None)
            } else {
                reveal_person_link(token).await
            }
        },
    );
    view! {
        <LivePage resource=data title=t.people.title let:data>
            <Page
                title=t.people.title
                lead=move || t.people.lead
                actions=move || {
                    view! {
                        <LinkButton href="/people/new" look=Look::Primary>{t.people.add}</LinkButton>
                    }
                }
            >
                <CreatedNote created token/>
                <div class="stack">
                    <WaitingCard
                        waiting=Signal::derive(move || data.with(|data| data.waiting.clone()))
                        let_in
                        turn_away
                    />
                    <ListCard kind=kind() things=Signal::derive(move || data.with(|data| data.people.clone()))/>
                    <LinksCard links=Signal::derive(move || data.with(|data| data.links.clone())) revoke/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

async fn load() -> Result<Data, AppError> {
    Ok(Data {
        people: list_people().await?,
        links: list_person_links().await?,
        waiting: list_waiting().await?,
    })
}

fn kind() -> Kind<UserView> {
    let t = &use_messages().people;
    Kind {
        path: PATH,
        words: Words {
            title: t.title,
            lead: t.lead,
            search: t.search,
            create: t.add,
            empty_title: t.title,
            empty_text: t.lead,
        },
        other_way: None,
        columns,
        row: |person| view! { <PersonRow person/> }.into_any(),
        name: |person| &person.name,
        texts: |person| vec![&person.name, &person.email],
        owner: None,
        compare: |column, a, b| match column {
            "role" => b.role.cmp(&a.role),
            "seen" => b.seen_at.cmp(&a.seen_at),
            "created" => b.created_at.cmp(&a.created_at),
            _ => Ordering::Equal,
        },
    }
}

fn columns(listing: &Listing) -> Vec<Column> {
    let t = use_messages();
    vec![
        listing.heading(Column::new(t.common.name), ""),
        listing.heading(Column::new(t.people.role), "role"),
        Column::new(t.people.sign_in),
        listing.heading(Column::new(t.people.last_seen), "seen"),
        listing.heading(Column::new(t.common.created_at), "created"),
        Column::blank(t.common.actions),
    ]
}

#[component]
fn PersonRow(person: UserView) -> impl IntoView {
    let t = use_messages();
    let is_me = use_me().id == person.id;
    let page = format!("{PATH}/{}", person.id);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=page.clone()>{person.name.clone()}</a>
                {is_me.then(|| view! { " " <Tag tone=Tone::Accent>{t.people.you}</Tag> })}
                <small>{person.email.clone()}</small>
            </td>
            <td role="cell" class="cell-side">{t.role(person.role)}</td>
            <td role="cell" class="hide-small">{methods(&person)}</td>
            <td role="cell" class="cell-state">
                <span class="only-small">{t.people.last_seen} ": "</span>
                <LastSeen at=person.seen_at/>
            </td>
            <td role="cell" class="hide-small"><Time at=person.created_at/></td>
            <td role="cell" class="cell-actions">
                <Menu label=(t.common.actions_for)(&person.name)>
                    <a href=page.clone()>{t.common.details}</a>
                    <CopyButton text=person.id.to_string() label=t.common.copy_id/>
                    {(!is_me)
                        .then(|| {
                            view! {
                                <a class="btn-danger" href=href(&page, &[("confirm", "delete")])>
                                    {t.common.delete}
                                </a>
                            }
                        })}
                </Menu>
            </td>
        </tr>
    }
}

#[component]
pub(super) fn LastSeen(
    /// Nothing is never.
    at: Option<Timestamp>,
) -> impl IntoView {
    match at {
        Some(at) => view! { <Time at/> }.into_any(),
        None => view! { <span class="muted">{use_messages().common.never}</span> }.into_any(),
    }
}

/// How somebody signs in, in words.
pub(super) fn methods(person: &UserView) -> String {
    let t = &use_messages().people;
    if person.sign_in.is_empty() {
        return t.no_method.to_owned();
    }
    let methods: Vec<_> = person.sign_in.iter().map(|method| (t.method)(*method)).collect();
    methods.join(", ")
}

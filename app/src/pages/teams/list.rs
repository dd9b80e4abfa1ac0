//! The list of teams.

use std::cmp::Ordering;

use leptos::prelude::*;
use model::{Permission, TeamView};

use crate::{
    api::teams::list_teams,
    components::*,
    contexts::{Noun, use_changes, use_me},
    i18n::use_messages,
    pages::{
        list_page::{Kind, ListCard, Words},
        listing::Listing,
        live::LivePage,
        query::href,
    },
};

const PATH: &str = "/teams";

/// One's own teams; administrators see all.
#[component]
pub fn TeamsPage() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::Teams);
    let teams = Resource::new(move || changes.get(), |_| list_teams());
    view! {
        <LivePage resource=teams title=t.teams.title let:teams>
            <Page title=t.teams.title lead=move || t.teams.lead actions=move || view! { <ListActions/> }>
                {
                    let any = Memo::new(move |_| teams.with(|teams| !teams.is_empty()));
                    move || {
                        if any.get() {
                            view! { <ListCard kind=kind() things=teams/> }.into_any()
                        } else {
                            view! { <NoTeams/> }.into_any()
                        }
                    }
                }
            </Page>
        </LivePage>
    }
    .into_any()
}

#[component]
fn ListActions() -> impl IntoView {
    let t = use_messages();
    use_me()
        .may(Permission::KeepPeople)
        .then(|| view! { <LinkButton href="/teams/new" look=Look::Primary>{t.teams.create}</LinkButton> })
}

#[component]
fn NoTeams() -> impl IntoView {
    let t = use_messages();
    let text = if use_me().may(Permission::KeepPeople) {
        t.teams.empty_text
    } else {
        t.teams.empty_text_for_members
    };
    view! {
        <Card>
            <EmptyState title=t.teams.empty_title text/>
        </Card>
    }
}

fn kind() -> Kind<TeamView> {
    let t = &use_messages().teams;
    Kind {
        path: PATH,
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
        row: |team| view! { <TeamRow team/> }.into_any(),
        name: |team| &team.name,
        texts: |team| vec![&team.name, &team.description],
        owner: None,
        compare: |column, a, b| match column {
            "members" => b.member_count.cmp(&a.member_count),
            "things" => b.thing_count.cmp(&a.thing_count),
            "created" => b.created_at.cmp(&a.created_at),
            _ => Ordering::Equal,
        },
    }
}

fn columns(listing: &Listing) -> Vec<Column> {
    let t = use_messages();
    vec![
        listing.heading(Column::new(t.common.name), ""),
        listing.heading(Column::new(t.teams.members).number(), "members"),
        listing.heading(Column::new(t.teams.owns).number(), "things"),
        listing.heading(Column::new(t.common.created_at), "created"),
        Column::blank(t.common.actions),
    ]
}

#[component]
fn TeamRow(team: TeamView) -> impl IntoView {
    let t = use_messages();
    let page = format!("{PATH}/{}", team.id);
    let deletable = use_me().may(Permission::KeepPeople);
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=page.clone()>{team.name.clone()}</a>
                {team.is_mine.then(|| view! { " " <Tag tone=Tone::Accent>{t.teams.mine}</Tag> })}
                <small>{team.description.clone()}</small>
            </td>
            <td role="cell" class="cell-side number">
                <span class="only-small">{t.teams.members} ": "</span>
                {team.member_count}
            </td>
            <td role="cell" class="hide-small number">{team.thing_count}</td>
            <td role="cell" class="hide-small"><Time at=team.created_at/></td>
            <td role="cell" class="cell-actions">
                <Menu label=(t.common.actions_for)(&team.name)>
                    <a href=page.clone()>{t.common.details}</a>
                    <CopyButton text=team.id.to_string() label=t.common.copy_id/>
                    {deletable
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

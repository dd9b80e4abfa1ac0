//! The teams that one is in.

use leptos::prelude::*;
use model::Membership;

use crate::{components::*, contexts::use_me, i18n::use_messages};

/// Nothing for who is in none.
#[component]
pub(super) fn TeamsCard() -> impl IntoView {
    let t = use_messages();
    let teams = use_me().teams;
    (!teams.is_empty()).then(|| {
        let items = teams
            .into_iter()
            .map(|team| view! { <TeamItem team/> })
            .collect_view();
        view! {
            <Card title=t.teams.title>
                <ul class="note-list">{items}</ul>
            </Card>
        }
    })
}

#[component]
fn TeamItem(team: Membership) -> impl IntoView {
    let t = use_messages();
    view! {
        <li>
            <a href=format!("/teams/{}", team.id)>{team.name}</a>
            {team.is_manager.then(|| view! { " " <Tag>{t.teams.manager}</Tag> })}
        </li>
    }
}

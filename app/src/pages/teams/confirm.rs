//! Deleting a team, with what becomes of what it owns.

use leptos::prelude::*;
use model::{Belongings, Heir, Recipient, TeamDetail, TeamName, ThingKind};

use crate::{api::teams::DeleteTeam, components::*, i18n::use_messages, pages::owned::Owned};

#[component]
pub(super) fn ConfirmDeletion(detail: TeamDetail) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteTeam>::new();
    let TeamDetail {
        team,
        owns,
        heirs,
        other_teams,
        ..
    } = detail;
    let (keys, rest): (Vec<_>, Vec<_>) = owns
        .into_iter()
        .partition(|thing| thing.kind == ThingKind::ApiKey);
    view! {
        <section class="note note-bad stack" aria-labelledby="confirm-title">
            <h2 class="note-title" id="confirm-title">{(t.people.delete_title)(&team.name)}</h2>
            <p>{t.teams.delete_text}</p>
            {(!keys.is_empty())
                .then(|| {
                    view! {
                        <p>{t.people.delete_keys}</p>
                        <Owned things=keys/>
                    }
                })}
            {(!rest.is_empty())
                .then(|| {
                    view! {
                        <p>{t.teams.delete_rest}</p>
                        <Owned things=rest.clone()/>
                    }
                })}
            <Form action=delete plain=true check=|delete: &DeleteTeam| delete.input.heir().map(drop)>
                <Hidden name="id" value=team.id.to_string()/>
                <Fate is_asked=!rest.is_empty() heirs other_teams/>
                <div class="actions">
                    <SubmitButton look=Look::Danger>{t.teams.delete_button}</SubmitButton>
                    <LinkButton href=format!("/teams/{}", team.id)>{t.common.cancel}</LinkButton>
                </div>
            </Form>
        </section>
    }
}

/// What becomes of it: nothing is asked about nothing.
#[component]
fn Fate(is_asked: bool, heirs: Vec<Heir>, other_teams: Vec<TeamName>) -> impl IntoView {
    let t = use_messages();
    if !is_asked {
        return view! { <Hidden name="input[belongings]" value=Belongings::Nothing.as_str().to_owned()/> }
            .into_any();
    }
    let fates = vec![
        Choice::new(Belongings::HandOver.as_str(), t.people.hand_over).hint(t.people.hand_over_hint),
        Choice::new(Belongings::Delete.as_str(), t.people.delete_all).hint(t.people.delete_all_hint),
    ];
    let mut options = vec![
        Choice::new("", t.people.choose),
        Choice::new(Recipient::Public.to_string(), t.common.public),
    ];
    options.extend(other_teams.into_iter().map(|team| {
        let label = (t.teams.team_named)(&team.name);
        Choice::new(Recipient::Team(team.id).to_string(), label)
    }));
    options.extend(heirs.into_iter().map(|heir| {
        let label = format!("{} ({})", heir.name, heir.email);
        Choice::new(Recipient::Person(heir.id).to_string(), label)
    }));
    view! {
        <ChoiceField name="belongings" label=t.people.belongings options=fates/>
        <SelectField name="heir" label=t.people.heir options/>
    }
    .into_any()
}

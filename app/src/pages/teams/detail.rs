//! One team.

use leptos::prelude::*;
use model::{TeamDetail, TeamId};

use super::{change::ChangeCard, confirm::ConfirmDeletion, members::MembersCard};
use crate::{
    api::teams::get_team,
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        owned::Owned,
        query::{href, use_confirming, use_id},
    },
};

/// One team: who is in it, and what it owns.
#[component]
pub fn TeamPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<TeamId>();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let detail = Resource::new(move || id.get(), load);
    view! {
        <LivePage
            resource=detail
            title=t.teams.one
            home=Crumb::new("/teams", t.teams.title)
            let:detail
        >
            {move || view! { <Detail detail=detail.get()/> }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<TeamId>) -> Result<TeamDetail, AppError> {
    get_team(id.ok_or(AppError::NotFound)?).await
}

#[component]
fn Detail(detail: TeamDetail) -> impl IntoView {
    let t = use_messages();
    let TeamDetail {
        team,
        members,
        owns,
        deletable,
        ..
    } = detail.clone();
    let deleting = use_confirming("delete");
    let delete = href(&format!("/teams/{}", team.id), &[("confirm", "delete")]);
    let lead = team.description.clone();
    view! {
        <Page
            title=team.name.clone()
            parents=vec![Crumb::new("/teams", t.teams.title)]
            lead=move || lead
            actions=move || {
                deletable.then(|| view! { <LinkButton href=delete>{t.common.delete}</LinkButton> })
            }
        >
            {move || {
                (deleting.get() && deletable)
                    .then(|| view! { <ConfirmDeletion detail=detail.clone()/> })
            }}
            <div class="grid-two">
                <div class="stack">
                    <MembersCard id=team.id members editable=team.editable/>
                </div>
                <div class="stack">
                    <Card title=t.teams.owns>
                        <Owned things=owns/>
                    </Card>
                    {team.editable.then(|| view! { <ChangeCard team=team.clone()/> })}
                </div>
            </div>
        </Page>
    }
}

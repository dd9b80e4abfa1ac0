//! Teams over the wire.

use leptos::prelude::*;
use model::{DeleteTeamInput, TeamDetail, TeamId, TeamInput, TeamMemberInput, TeamView, UserId};

use crate::error::AppError;

/// One's own teams, or all of them.
#[server(prefix = "/api", endpoint = "teams/list")]
pub async fn list_teams() -> Result<Vec<TeamView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.teams().list(&caller).await }).await
}

/// A team, who is in it, and what it owns.
#[server(prefix = "/api", endpoint = "teams/get")]
pub async fn get_team(id: TeamId) -> Result<TeamDetail, AppError> {
    crate::ssr::call(move |s, caller| async move { s.teams().get(&caller, id).await }).await
}

/// Makes a team.
#[server(prefix = "/api", endpoint = "teams/create")]
pub async fn create_team(input: TeamInput) -> Result<(), AppError> {
    let team = crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.teams().create(&caller, input).await
    })
    .await?;
    crate::ssr::redirect_with(&format!("/teams/{}", team.id), crate::contexts::Notice::Created);
    Ok(())
}

/// Changes name and description.
#[server(prefix = "/api", endpoint = "teams/update")]
pub async fn update_team(id: TeamId, input: TeamInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.teams().update(&caller, id, input).await
    })
    .await
    .inspect(|()| saved(id))
}

/// Deletes a team, and hands over or deletes what it owns.
#[server(prefix = "/api", endpoint = "teams/delete")]
pub async fn delete_team(id: TeamId, input: DeleteTeamInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.teams().delete(&caller, id, input).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/teams", crate::contexts::Notice::Deleted))
}

/// Puts somebody into a team, or changes whether they manage it.
#[server(prefix = "/api", endpoint = "teams/members/put")]
pub async fn put_team_member(id: TeamId, input: TeamMemberInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.teams().put_member(&caller, id, input).await
    })
    .await
    .inspect(|()| saved(id))
}

/// Takes somebody out of a team.
#[server(prefix = "/api", endpoint = "teams/members/remove")]
pub async fn remove_team_member(id: TeamId, user: UserId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.teams().remove_member(&caller, id, user).await })
        .await
        .inspect(|()| saved(id))
}

/// Leaves a team, whose page is not there any more then.
#[server(prefix = "/api", endpoint = "teams/leave")]
pub async fn leave_team(id: TeamId) -> Result<(), AppError> {
    crate::ssr::call(
        move |s, caller| async move { s.teams().remove_member(&caller, id, caller.user_id).await },
    )
    .await
    .inspect(|()| crate::ssr::redirect_with("/teams", crate::contexts::Notice::Saved))
}

#[cfg(feature = "ssr")]
fn saved(id: TeamId) {
    crate::ssr::redirect_with(&format!("/teams/{id}"), crate::contexts::Notice::Saved);
}

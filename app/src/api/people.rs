//! People over the wire.

use leptos::prelude::*;
use model::{
    CreatedLink, DeleteUserInput, InviteInput, PersonLinkId, PersonLinkView, SignUpRequestId,
    SignUpRequestView, UserChangeInput, UserDetail, UserId, UserInput, UserView,
};

use crate::error::AppError;

/// Everybody, by name.
#[server(prefix = "/api", endpoint = "people/list")]
pub async fn list_people() -> Result<Vec<UserView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.users().list(&caller).await }).await
}

/// A person with what is needed to decide about them.
#[server(prefix = "/api", endpoint = "people/get")]
pub async fn get_person(id: UserId) -> Result<UserDetail, AppError> {
    crate::ssr::call(move |s, caller| async move { s.users().get(&caller, id).await }).await
}

/// Adds a person who signs in with a password.
#[server(prefix = "/api", endpoint = "people/create")]
pub async fn create_person(input: UserInput) -> Result<(), AppError> {
    let person = crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.users().create(&caller, input).await
    })
    .await?;
    crate::ssr::redirect_with(
        &format!("/people/{}", person.id),
        crate::contexts::Notice::Created,
    );
    Ok(())
}

/// Changes name and role.
#[server(prefix = "/api", endpoint = "people/update")]
pub async fn update_person(id: UserId, input: UserChangeInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.users().update(&caller, id, input).await
    })
    .await?;
    crate::ssr::redirect_with(&format!("/people/{id}"), crate::contexts::Notice::Saved);
    Ok(())
}

/// Deletes a person, and hands over or deletes what they own.
#[server(prefix = "/api", endpoint = "people/delete")]
pub async fn delete_person(id: UserId, input: DeleteUserInput) -> Result<(), AppError> {
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.users().delete(&caller, id, input).await
    })
    .await
    .inspect(|()| crate::ssr::redirect_with("/people", crate::contexts::Notice::Deleted))
}

/// Makes an invitation and goes to the list, which shows its link once under the returned token.
#[server(prefix = "/api", endpoint = "people/invite")]
pub async fn invite_person(input: InviteInput) -> Result<String, AppError> {
    crate::ssr::submit(&input.clone(), |s, caller| async move {
        s.users().invite_for_page(&caller, input).await
    })
    .await
    .inspect(|token| crate::ssr::redirect(&format!("/people?link={token}")))
}

/// Makes a link for a new password, which the list shows once under the returned token.
#[server(prefix = "/api", endpoint = "people/reset-link")]
pub async fn create_reset_link(id: UserId) -> Result<String, AppError> {
    crate::ssr::call(move |s, caller| async move { s.users().reset_link_for_page(&caller, id).await })
        .await
        .inspect(|token| crate::ssr::redirect(&format!("/people?link={token}")))
}

/// The links that wait for somebody.
#[server(prefix = "/api", endpoint = "people/links/list")]
pub async fn list_person_links() -> Result<Vec<PersonLinkView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.users().links(&caller).await }).await
}

/// The link that was made under this token; nothing when it was shown before or is too old.
#[server(prefix = "/api", endpoint = "people/links/reveal")]
pub async fn reveal_person_link(token: String) -> Result<Option<CreatedLink>, AppError> {
    crate::ssr::call(move |s, caller| async move { s.users().reveal_link(&caller, &token).await }).await
}

/// Takes a link back.
#[server(prefix = "/api", endpoint = "people/links/revoke")]
pub async fn revoke_person_link(id: PersonLinkId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.users().revoke_link(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/people", crate::contexts::Notice::LinkRevoked))
}

/// The people who signed in by a provider and wait to be let in.
#[server(prefix = "/api", endpoint = "people/waiting/list")]
pub async fn list_waiting() -> Result<Vec<SignUpRequestView>, AppError> {
    crate::ssr::call(|s, caller| async move { s.sso().waiting(&caller).await }).await
}

/// Lets somebody in who waits.
#[server(prefix = "/api", endpoint = "people/waiting/let-in")]
pub async fn let_in(id: SignUpRequestId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().let_in(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/people", crate::contexts::Notice::LetIn))
}

/// Forgets somebody who waits.
#[server(prefix = "/api", endpoint = "people/waiting/turn-away")]
pub async fn turn_away(id: SignUpRequestId) -> Result<(), AppError> {
    crate::ssr::call(move |s, caller| async move { s.sso().turn_away(&caller, id).await })
        .await
        .inspect(|()| crate::ssr::redirect_with("/people", crate::contexts::Notice::Deleted))
}

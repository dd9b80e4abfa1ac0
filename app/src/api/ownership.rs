//! Owners of things over the wire. A thing is named as in the paths of its pages.

use leptos::prelude::*;
use model::{Consequences, HandOverInput, HandOverView};

use crate::error::AppError;

/// A thing, and who can be given it.
#[server(prefix = "/api", endpoint = "ownership/get")]
pub async fn get_ownership(kind: String, id: String) -> Result<HandOverView, AppError> {
    let thing = model::Thing::of_path(&kind, &id).ok_or(AppError::NotFound)?;
    crate::ssr::call(move |s, caller| async move { s.ownership().get(&caller, thing).await }).await
}

/// What a change of owner would do.
#[server(prefix = "/api", endpoint = "ownership/consequences")]
pub async fn get_consequences(
    kind: String,
    id: String,
    input: HandOverInput,
) -> Result<Consequences, AppError> {
    let thing = model::Thing::of_path(&kind, &id).ok_or(AppError::NotFound)?;
    crate::ssr::call(move |s, caller| async move { s.ownership().consequences(&caller, thing, &input).await })
        .await
}

/// Gives a thing to another owner.
#[server(prefix = "/api", endpoint = "ownership/hand-over")]
pub async fn hand_over(kind: String, id: String, input: HandOverInput) -> Result<(), AppError> {
    let thing = model::Thing::of_path(&kind, &id).ok_or(AppError::NotFound)?;
    crate::ssr::submit(&input.clone(), move |s, caller| async move {
        s.ownership().hand_over(&caller, thing, input).await
    })
    .await?;
    crate::ssr::redirect_with(&format!("/{}", thing.path()), crate::contexts::Notice::Saved);
    Ok(())
}

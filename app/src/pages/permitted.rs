//! What only some people may do.

use leptos::prelude::*;
use model::Permission;

use crate::{components::ErrorCard, contexts::use_me, error::AppError};

/// Whether the person keeps things here, or only looks.
pub(crate) fn may_keep() -> bool {
    use_me().may(Permission::KeepOwn)
}

/// The form, or why the person has none. The service decides again when it is sent.
#[component]
pub(crate) fn Permitted(may: bool, children: Children) -> impl IntoView {
    if may {
        children().into_any()
    } else {
        view! { <ErrorCard error=AppError::Forbidden/> }.into_any()
    }
}

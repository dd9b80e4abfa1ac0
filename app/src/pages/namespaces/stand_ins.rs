//! The servers that stand for a namespace.

use leptos::prelude::*;
use model::{Reference, ServerId};

/// Links to their pages.
#[component]
pub(super) fn StandInLinks(stand_ins: Vec<Reference<ServerId>>) -> impl IntoView {
    stand_ins
        .into_iter()
        .enumerate()
        .map(|(index, server)| {
            view! {
                {(index > 0).then_some(", ")}
                <a href=format!("/servers/{}", server.id)>{server.name}</a>
            }
        })
        .collect_view()
}

//! Things with what they are.

use leptos::prelude::*;
use model::{OwnedThing, ThingKind};

use super::query::href;
use crate::i18n::use_messages;

/// A list of things; each leads to where it is found by its name.
#[component]
pub(crate) fn Owned(things: Vec<OwnedThing>) -> impl IntoView {
    let t = use_messages();
    if things.is_empty() {
        return view! { <p class="muted">{t.people.owns_nothing}</p> }.into_any();
    }
    let items = things
        .into_iter()
        .map(|it| {
            let link = href(list_of(it.kind), &[("q", &it.name)]);
            view! { <li>{(t.people.thing)(it.kind)} " " <a href=link>{it.name}</a></li> }
        })
        .collect_view();
    view! { <ul class="note-list">{items}</ul> }.into_any()
}

const fn list_of(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Server => "/servers",
        ThingKind::Namespace => "/namespaces",
        ThingKind::Endpoint => "/endpoints",
        ThingKind::ApiKey => "/api-keys",
    }
}

//! What a change of owner would do, and the button that does it.

use leptos::prelude::*;
use model::{Consequences, OwnedThing};

use super::Named;
use crate::{api::ownership::HandOver, components::*, i18n::use_messages, pages::owned::Owned};

#[component]
pub(super) fn ConsequencesNote(named: Named, to: String, found: Consequences) -> impl IntoView {
    let t = use_messages();
    let is_possible = found.is_possible();
    let look = if is_possible {
        "note note-warn stack"
    } else {
        "note note-bad stack"
    };
    let Consequences {
        along,
        in_the_way,
        hidden,
        taken,
        locked_out,
    } = found;
    let is_quiet = is_possible && along.is_empty() && locked_out.is_empty();
    let takes_along = !along.is_empty();
    view! {
        <section class=look aria-labelledby="consequences-title">
            <h2 class="note-title" id="consequences-title">{t.teams.consequences}</h2>
            {is_quiet.then(|| view! { <p>{t.teams.nothing_breaks}</p> })}
            <About text=t.teams.taken things=taken/>
            <About text=t.teams.in_the_way things=in_the_way/>
            {(hidden > 0).then(|| view! { <p>{(t.teams.hidden)(hidden)}</p> })}
            <About text=t.teams.along things=along/>
            <About text=t.teams.locked_out things=locked_out/>
            {is_possible.then(|| view! { <DoIt named to takes_along/> })}
        </section>
    }
}

/// What holds for some things, when there are any.
#[component]
fn About(text: &'static str, things: Vec<OwnedThing>) -> impl IntoView {
    (!things.is_empty()).then(|| {
        view! {
            <p>{text}</p>
            <Owned things/>
        }
    })
}

#[component]
fn DoIt(named: Named, to: String, takes_along: bool) -> impl IntoView {
    let t = use_messages();
    let hand_over = ServerAction::<HandOver>::new();
    let label = if takes_along {
        t.teams.hand_over_all
    } else {
        t.teams.hand_over
    };
    view! {
        <Form action=hand_over check=|call: &HandOver| call.input.validate()>
            <Hidden name="kind" value=named.kind.clone()/>
            <Hidden name="id" value=named.id.clone()/>
            <Hidden name="input[to]" value=to/>
            <Hidden name="input[along]" value=takes_along.to_string()/>
            <div class="actions">
                <SubmitButton look=Look::Primary>{label}</SubmitButton>
                <LinkButton href=named.page()>{t.common.cancel}</LinkButton>
            </div>
        </Form>
    }
}

//! The fields that say what a server is told of who calls it.

use leptos::prelude::*;
use model::{CallerInput, CallerSettings};

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn CallerFields(caller: CallerInput) -> impl IntoView {
    let t = &use_messages().callers;
    let is_set = caller != CallerInput::default();
    view! {
        <FoldedFields name="caller" title=t.title lead=t.lead is_set>
            <TextArea
                name="caller.passed"
                label=t.passed
                value=caller.passed
                hint=t.passed_hint
                rows=2
                placeholder="X-Tenant"
            />
            <div class="field">
                <CheckField
                    name="caller.identity"
                    label=t.identity
                    checked=caller.identity
                    hint=t.identity_hint
                />
            </div>
            <div class="field when-identity">
                <CheckField name="caller.email" label=t.email checked=caller.email/>
                <CheckField name="caller.name" label=t.name checked=caller.name/>
            </div>
        </FoldedFields>
    }
}

/// The same on the page of a server, where it says anything.
#[component]
pub(super) fn CallerFacts(caller: CallerSettings) -> impl IntoView {
    let t = &use_messages().callers;
    let claims = caller.identity.map(|claims| {
        let said = [
            Some("sub"),
            claims.email.then_some("email"),
            claims.name.then_some("name"),
        ];
        said.into_iter().flatten().collect::<Vec<_>>().join(", ")
    });
    view! {
        {(!caller.passed.is_empty())
            .then(|| {
                view! { <Fact term=t.passed><Code text=caller.passed.join(", ")/></Fact> }
            })}
        {claims.map(|text| view! { <Fact term=t.identity><Code text/></Fact> })}
    }
}

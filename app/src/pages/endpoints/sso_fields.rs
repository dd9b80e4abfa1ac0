//! Whom an endpoint admits that is for single sign-on only.

use leptos::prelude::*;
use model::{SsoAccessInput, SsoProvider, SsoReach};

use crate::{components::*, i18n::use_messages};

/// The fields, in sight while that is chosen.
#[component]
pub(super) fn SsoFields(sso: SsoAccessInput, providers: Vec<SsoProvider>) -> impl IntoView {
    let t = &use_messages().endpoints;
    let reaches = vec![
        Choice::new(SsoReach::Any.as_str(), t.sso_any).hint(t.sso_any_hint),
        Choice::new(SsoReach::Chosen.as_str(), t.sso_chosen).hint(t.sso_chosen_hint),
    ];
    let chosen = sso.providers;
    view! {
        <div class="when-sso">
            <FieldSet title=t.sso>
                {providers
                    .is_empty()
                    .then(|| view! { <p class="note note-warn">{t.sso_no_providers}</p> })}
                <ChoiceField name="sso.reach" label=t.sso_reach options=reaches value=sso.reach.as_str()/>
                {(!providers.is_empty()).then(|| view! { <ProvidersField providers chosen/> })}
                <TextArea
                    name="sso.groups"
                    label=t.sso_groups
                    hint=t.sso_groups_hint
                    value=sso.groups
                    placeholder="platform-team"
                />
            </FieldSet>
        </div>
    }
}

#[component]
fn ProvidersField(providers: Vec<SsoProvider>, chosen: Vec<model::OidcProviderId>) -> impl IntoView {
    let t = &use_messages().endpoints;
    let boxes = providers
        .into_iter()
        .map(|provider| {
            let checked = chosen.contains(&provider.id);
            let hint = if provider.enabled { "" } else { t.sso_off };
            view! {
                <li>
                    <CheckField
                        name="sso.providers"
                        list=true
                        label=provider.name
                        value=provider.id.to_string()
                        checked
                        hint
                    />
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="when-chosen">
            <FieldGroup name="sso.providers" label=t.sso_providers>
                <ul class="picker">{boxes}</ul>
            </FieldGroup>
        </div>
    }
}

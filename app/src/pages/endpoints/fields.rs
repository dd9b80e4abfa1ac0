//! The fields of an endpoint, for creating and for changing one.

use leptos::prelude::*;
use model::{
    EndpointAuth, EndpointInput, NamespaceView, SessionTimes, SessionTimesInput, SsoProvider,
    ToolListingInput, ToolListingMode, USUAL_BUDGET,
};

use super::sso_fields::SsoFields;
use crate::{
    components::*,
    i18n::use_messages,
    pages::{namespaces::namespace_choices, visibility::VisibilityField},
};

/// The fields. `endpoint` is what they show at first; a new endpoint has no namespace yet.
#[component]
pub(super) fn EndpointFields(
    endpoint: Option<EndpointInput>,
    namespaces: Vec<NamespaceView>,
    /// Those that it can name.
    providers: Vec<SsoProvider>,
    /// How long sessions last where nothing is said.
    defaults: SessionTimes,
    /// Chosen at first when there is no endpoint yet.
    #[prop(optional, into)]
    preferred: String,
) -> impl IntoView {
    let t = use_messages();
    let namespace = endpoint
        .as_ref()
        .map_or(preferred, |e| e.namespace_id.to_string());
    let auth = endpoint.as_ref().map_or(EndpointAuth::ApiKey, |e| e.auth);
    let version = endpoint.as_ref().map_or(0, |e| e.version);
    let visibility = endpoint.as_ref().map(|e| e.visibility).unwrap_or_default();
    let sso = endpoint.as_ref().map(|e| e.sso.clone()).unwrap_or_default();
    let session = endpoint.as_ref().map(|e| e.session.clone()).unwrap_or_default();
    let listing = endpoint.as_ref().map(|e| e.listing.clone()).unwrap_or_default();
    let (name, description) = endpoint.map(|e| (e.name, e.description)).unwrap_or_default();
    view! {
        <Hidden name="input[version]" value=version.to_string()/>
        <TextField
            name="name"
            label=t.common.name
            value=name
            hint=t.endpoints.name_hint
            kind=TextKind::Code
            required=true
        />
        <SelectField
            name="namespace_id"
            label=t.endpoints.namespace
            options=namespace_choices(&namespaces)
            value=namespace
            hint=t.endpoints.namespace_hint
        />
        <ChoiceField name="auth" label=t.endpoints.auth options=auth_choices() value=auth.as_str()/>
        <SsoFields sso providers/>
        <TextField name="description" label=t.common.description value=description/>
        <VisibilityField value=visibility/>
        <ListingFields listing/>
        <SessionFields session defaults/>
    }
}

#[component]
fn ListingFields(listing: ToolListingInput) -> impl IntoView {
    let t = &use_messages().endpoints;
    let modes = ToolListingMode::ALL
        .into_iter()
        .map(|mode| Choice::new(mode.as_str(), t.listing_name(mode)).hint(t.listing_hint(mode)))
        .collect();
    view! {
        <ChoiceField name="listing.mode" label=t.listing options=modes value=listing.mode.as_str()/>
        <TextField
            name="listing.budget"
            label=t.listing_budget
            value=listing.budget
            hint=(t.listing_budget_hint)(USUAL_BUDGET)
            kind=TextKind::Number
        />
    }
}

#[component]
fn SessionFields(session: SessionTimesInput, defaults: SessionTimes) -> impl IntoView {
    let t = &use_messages().endpoints;
    view! {
        <FieldSet title=t.client_sessions>
            <div class="field-columns">
                <NumberField
                    name="session.idle_minutes"
                    label=t.session_idle
                    value=session.idle_minutes
                    hint=t.session_idle_hint
                    default=defaults.idle_minutes
                    without=t.no_end
                />
                <NumberField
                    name="session.lifetime_minutes"
                    label=t.session_lifetime
                    value=session.lifetime_minutes
                    hint=t.session_lifetime_hint
                    default=defaults.lifetime_minutes
                    without=t.no_end
                />
            </div>
        </FieldSet>
    }
}

fn auth_choices() -> Vec<Choice> {
    let t = use_messages();
    EndpointAuth::ALL
        .into_iter()
        .map(|auth| {
            let hint = match auth {
                EndpointAuth::ApiKey => t.endpoints.api_key_hint,
                EndpointAuth::ApiKeyOrQuery => t.endpoints.api_key_or_query_hint,
                EndpointAuth::Oauth => t.endpoints.oauth_hint,
                EndpointAuth::ApiKeyOrOauth => t.endpoints.api_key_or_oauth_hint,
                EndpointAuth::ApiKeyOrQueryOrOauth => t.endpoints.api_key_or_query_or_oauth_hint,
                EndpointAuth::Sso => t.endpoints.sso_hint,
                EndpointAuth::None => t.endpoints.no_auth_hint,
            };
            Choice::new(auth.as_str(), t.endpoints.auth_name(auth)).hint(hint)
        })
        .collect()
}

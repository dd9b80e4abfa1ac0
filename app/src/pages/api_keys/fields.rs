//! The fields of a key, for making and for changing one.

use leptos::prelude::*;
use model::{ApiKeyInput, EndpointView, KeyLimitsInput, KeyReach, NamespaceView};

use crate::{
    api::{endpoints::list_endpoints, namespaces::list_namespaces},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::visibility::VisibilityField,
};

/// What a key can be limited to.
pub(super) type Places = (Vec<EndpointView>, Vec<NamespaceView>);

pub(super) async fn load_places() -> Result<Places, AppError> {
    Ok((list_endpoints().await?, list_namespaces().await?))
}

#[component]
pub(super) fn KeyFields(key: ApiKeyInput, places: Places) -> impl IntoView {
    let t = use_messages();
    view! {
        <TextField
            name="name"
            label=t.common.name
            value=key.name.clone()
            hint=t.api_keys.name_hint
            required=true
            placeholder=t.api_keys.name_example
        />
        <VisibilityField value=key.visibility hints=(t.api_keys.private_hint, t.api_keys.public_hint)/>
        <LimitFields key places/>
    }
}

#[component]
fn LimitFields(key: ApiKeyInput, places: Places) -> impl IntoView {
    let t = &use_messages().api_keys;
    let is_set = key.limits != KeyLimitsInput::default();
    let limits = key.limits;
    let (endpoints, namespaces) = places;
    let reaches = KeyReach::ALL
        .into_iter()
        .map(|reach| Choice::new(reach.as_str(), t.reach_name(reach)))
        .collect();
    let endpoints: Vec<_> = endpoints
        .into_iter()
        .map(|endpoint| {
            let checked = limits.endpoints.contains(&endpoint.id);
            (endpoint.id.to_string(), endpoint.name, checked)
        })
        .collect();
    let namespaces: Vec<_> = namespaces
        .into_iter()
        .map(|namespace| {
            let checked = limits.namespaces.contains(&namespace.id);
            (namespace.id.to_string(), namespace.name, checked)
        })
        .collect();
    view! {
        <FoldedFields name="limits" title=t.limits lead=t.limits_lead is_set>
            <ChoiceField name="limits.reach" label=t.reach options=reaches value=limits.reach.as_str()/>
            <PlacesField name="limits.endpoints" label=t.endpoints hint=t.endpoints_hint places=endpoints/>
            <PlacesField name="limits.namespaces" label=t.namespaces hint=t.namespaces_hint places=namespaces/>
            <TextArea
                name="limits.tools"
                label=t.tools
                hint=t.tools_hint
                value=limits.tools
                placeholder="fs__read_*"
            />
            <TextField
                name="limits.last_day"
                label=t.last_day
                hint=t.last_day_hint
                value=limits.last_day
                kind=TextKind::Day
            />
        </FoldedFields>
    }
}

/// Boxes for places: id, name and whether it is ticked at first.
#[component]
fn PlacesField(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    places: Vec<(String, String, bool)>,
) -> impl IntoView {
    let t = use_messages();
    let is_empty = places.is_empty();
    let boxes = places
        .into_iter()
        .map(|(id, label, checked)| {
            view! { <li><CheckField name list=true label value=id checked/></li> }
        })
        .collect_view();
    view! {
        <FieldGroup name label hint>
            {if is_empty {
                view! { <p class="muted">{t.api_keys.no_places}</p> }.into_any()
            } else {
                view! { <ul class="picker">{boxes}</ul> }.into_any()
            }}
        </FieldGroup>
    }
}

//! Which namespace an endpoint publishes, changed in one click: clients keep their URL and get other tools.

use leptos::prelude::*;
use model::{EndpointView, NamespaceView};

use crate::{
    api::endpoints::UpdateEndpoint, components::*, i18n::use_messages, pages::namespaces::namespace_choices,
};

#[component]
pub(super) fn NamespaceSwitch(
    endpoint: Memo<EndpointView>,
    namespaces: Memo<Vec<NamespaceView>>,
    switch: ServerAction<UpdateEndpoint>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.endpoints.namespace>
            {move || {
                let endpoint = endpoint.get();
                view! {
                    <div class="stack">
                        <p>
                            <a href=format!("/namespaces/{}", endpoint.namespace_id)>
                                {endpoint.namespace.clone()}
                            </a>
                            " "
                            <span class="muted">{summary(&endpoint, &namespaces.read())}</span>
                        </p>
                        {(endpoint.editable && namespaces.read().len() > 1)
                            .then(|| {
                                view! { <SwitchForm endpoint namespaces=namespaces.get() switch/> }
                            })}
                    </div>
                }
            }}
        </Card>
    }
}

fn summary(endpoint: &EndpointView, namespaces: &[NamespaceView]) -> Option<String> {
    let t = use_messages();
    let namespace = namespaces
        .iter()
        .find(|namespace| namespace.id == endpoint.namespace_id)?;
    Some((t.namespaces.counts)(
        namespace.servers.len(),
        namespace.tools_on,
        namespace.tools_total,
    ))
}

/// All of the endpoint's fields as they are, and the other namespaces to choose from.
#[component]
fn SwitchForm(
    endpoint: EndpointView,
    namespaces: Vec<NamespaceView>,
    switch: ServerAction<UpdateEndpoint>,
) -> impl IntoView {
    let t = use_messages();
    let input = endpoint.to_input();
    let providers = input
        .sso
        .providers
        .iter()
        .map(|id| view! { <Hidden name="input[sso][providers][]" value=id.to_string()/> })
        .collect_view();
    let others: Vec<_> = namespaces
        .into_iter()
        .filter(|namespace| namespace.id != endpoint.namespace_id)
        .collect();
    view! {
        <Form action=switch>
            <Hidden name="id" value=endpoint.id.to_string()/>
            <Hidden name="input[name]" value=endpoint.name.clone()/>
            <Hidden name="input[description]" value=endpoint.description.clone()/>
            <Hidden name="input[auth]" value=endpoint.auth.as_str()/>
            <Hidden name="input[sso][reach]" value=input.sso.reach.as_str()/>
            {providers}
            <Hidden name="input[sso][groups]" value=input.sso.groups/>
            <Hidden name="input[session][idle_minutes]" value=input.session.idle_minutes/>
            <Hidden name="input[session][lifetime_minutes]" value=input.session.lifetime_minutes/>
            <Hidden name="input[listing][mode]" value=input.listing.mode.as_str()/>
            <Hidden name="input[listing][budget]" value=input.listing.budget/>
            <Hidden name="input[visibility]" value=endpoint.visibility.to_string()/>
            <Hidden name="input[version]" value=endpoint.version.to_string()/>
            <SelectField
                name="namespace_id"
                label=t.endpoints.switch_to
                options=namespace_choices(&others)
                hint=t.endpoints.switch_hint
            />
            <SubmitButton>{t.endpoints.switch_button}</SubmitButton>
        </Form>
    }
}

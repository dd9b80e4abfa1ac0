//! Changing an endpoint.

use leptos::prelude::*;
use model::{Defaults, EndpointId, EndpointView, NamespaceView, SsoProvider};

use super::fields::EndpointFields;
use crate::{
    api::{
        endpoints::{UpdateEndpoint, get_endpoint, list_sso_providers},
        namespaces::list_namespaces,
        servers::get_defaults,
    },
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, permitted::Permitted, query::use_id},
};

type Data = (EndpointView, Vec<NamespaceView>, Vec<SsoProvider>, Defaults);

/// The form that changes an endpoint.
#[component]
pub fn EndpointEditPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<EndpointId>();
    let update = ServerAction::<UpdateEndpoint>::new();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let data = Resource::new(move || id.get(), load);
    view! {
        <LivePage
            resource=data
            title=t.endpoints.edit_title
            home=Crumb::new("/endpoints", t.endpoints.title)
            let:data
        >
            {move || {
                let (endpoint, namespaces, providers, defaults) = data.get();
                view! { <EditForm endpoint namespaces providers defaults update/> }
            }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<EndpointId>) -> Result<Data, AppError> {
    let endpoint = get_endpoint(id.ok_or(AppError::NotFound)?).await?;
    Ok((
        endpoint,
        list_namespaces().await?,
        list_sso_providers().await?,
        get_defaults().await?,
    ))
}

#[component]
fn EditForm(
    endpoint: EndpointView,
    namespaces: Vec<NamespaceView>,
    providers: Vec<SsoProvider>,
    defaults: Defaults,
    update: ServerAction<UpdateEndpoint>,
) -> impl IntoView {
    let t = use_messages();
    let page = format!("/endpoints/{}", endpoint.id);
    view! {
        <Page
            title=t.endpoints.edit_title
            parents=vec![
                Crumb::new("/endpoints", t.endpoints.title),
                Crumb::new(page.clone(), endpoint.name.clone()),
            ]
            lead=move || t.endpoints.edit_lead
        >
            <Permitted may=endpoint.editable>
                <div class="narrow">
                    <Card>
                        <Form action=update check=|update: &UpdateEndpoint| update.input.validate()>
                            <Hidden name="id" value=endpoint.id.to_string()/>
                            <EndpointFields
                                endpoint=Some(endpoint.to_input())
                                namespaces
                                providers
                                defaults=defaults.session
                            />
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                                <LinkButton href=page>{t.common.cancel}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                </div>
            </Permitted>
        </Page>
    }
}

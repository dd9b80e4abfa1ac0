//! Publishing a namespace.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{Defaults, NamespaceView, SsoProvider};

use super::fields::EndpointFields;
use crate::{
    api::{
        endpoints::{CreateEndpoint, list_sso_providers},
        namespaces::list_namespaces,
        servers::get_defaults,
    },
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::{Permitted, may_keep},
    },
};

/// The form for a new endpoint. `?namespace=` chooses its namespace.
#[component]
pub fn EndpointNewPage() -> impl IntoView {
    let t = use_messages();
    let create = ServerAction::<CreateEndpoint>::new();
    let data = Resource::new(|| (), |()| load());
    let preferred = use_query_map().with_untracked(|query| query.get("namespace").unwrap_or_default());
    let preferred = StoredValue::new(preferred);
    view! {
        <LivePage resource=data title=t.endpoints.create let:data>
            <Page
                title=t.endpoints.create
                parents=vec![Crumb::new("/endpoints", t.endpoints.title)]
                lead=move || t.endpoints.new_lead
            >
                {if data.with_untracked(|(namespaces, ..)| namespaces.is_empty()) {
                    view! { <NothingToPublish/> }.into_any()
                } else {
                    let ((namespaces, providers, defaults), preferred) = (
                        data.get_untracked(),
                        preferred.get_value(),
                    );
                    view! {
                        <Permitted may=may_keep()>
                            <div class="narrow">
                                <Card>
                                    <Form action=create check=|create: &CreateEndpoint| create.input.validate()>
                                        <EndpointFields
                                            endpoint=None
                                            namespaces
                                            providers
                                            defaults=defaults.session
                                            preferred
                                        />
                                        <div class="actions">
                                            <SubmitButton look=Look::Primary>{t.endpoints.create}</SubmitButton>
                                            <LinkButton href="/endpoints">{t.common.cancel}</LinkButton>
                                        </div>
                                    </Form>
                                </Card>
                            </div>
                        </Permitted>
                    }
                        .into_any()
                }}
            </Page>
        </LivePage>
    }
    .into_any()
}

async fn load() -> Result<(Vec<NamespaceView>, Vec<SsoProvider>, Defaults), AppError> {
    Ok((
        list_namespaces().await?,
        list_sso_providers().await?,
        get_defaults().await?,
    ))
}

#[component]
fn NothingToPublish() -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <EmptyState title=t.endpoints.no_namespace_title text=t.endpoints.no_namespace_text>
                <LinkButton href="/namespaces/new" look=Look::Primary>
                    {t.namespaces.create}
                </LinkButton>
                <LinkButton href="/quick-connect">{t.common.layout.quick_connect}</LinkButton>
            </EmptyState>
        </Card>
    }
}

//! One endpoint: its URL, what to paste into clients, and what it publishes.

use leptos::prelude::*;
use model::{EndpointId, EndpointView, NamespaceView, SessionsView, SsoAccessView, ToolListing};
use serde::{Deserialize, Serialize};

use super::{
    confirm::ConfirmDeletion,
    conformance,
    connect::ConnectCard,
    list::{AuthTag, url_with_key},
    namespace_switch::NamespaceSwitch,
    sessions::{ConfirmDisconnection, SessionsCard},
};
use crate::{
    api::{
        endpoints::{UpdateEndpoint, get_endpoint, list_sessions},
        namespaces::list_namespaces,
    },
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{use_confirming, use_id},
        visibility::owner_text,
    },
};

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Data {
    endpoint: EndpointView,
    namespaces: Vec<NamespaceView>,
    /// Of those who may change the endpoint.
    sessions: SessionsView,
}

/// One endpoint.
#[component]
pub fn EndpointPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<EndpointId>();
    let switch = ServerAction::<UpdateEndpoint>::new();
    let (endpoints, namespaces) = (use_changes(Noun::Endpoints), use_changes(Noun::Namespaces));
    let data = Resource::new(
        move || {
            (
                id.get(),
                switch.version().get(),
                endpoints.get(),
                namespaces.get(),
            )
        },
        |(id, ..)| load(id),
    );
    view! {
        <LivePage
            resource=data
            title=t.endpoints.one
            home=Crumb::new("/endpoints", t.endpoints.title)
            let:data
        >
            {
                let identity = Memo::new(move |_| {
                    data.with(|data| (data.endpoint.id, data.endpoint.name.clone()))
                });
                move || {
                    let (id, name) = identity.get();
                    view! { <Detail id name data switch/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<EndpointId>) -> Result<Data, AppError> {
    let endpoint = get_endpoint(id.ok_or(AppError::NotFound)?).await?;
    let sessions = if endpoint.editable {
        list_sessions(endpoint.id).await?
    } else {
        SessionsView::default()
    };
    Ok(Data {
        endpoint,
        namespaces: list_namespaces().await?,
        sessions,
    })
}

#[component]
fn Detail(
    id: EndpointId,
    name: String,
    data: Signal<Data>,
    switch: ServerAction<UpdateEndpoint>,
) -> impl IntoView {
    let t = use_messages();
    let endpoint = Memo::new(move |_| data.with(|data| data.endpoint.clone()));
    let namespaces = Memo::new(move |_| data.with(|data| data.namespaces.clone()));
    let editable = Memo::new(move |_| endpoint.with(|endpoint| endpoint.editable));
    let sessions = Memo::new(move |_| data.with(|data| data.sessions.clone()));
    let deleting = use_confirming("delete");
    view! {
        <Page
            title=name
            parents=vec![Crumb::new("/endpoints", t.endpoints.title)]
            lead=move || view! { {move || endpoint.with(|endpoint| endpoint.description.clone())} }
            actions=move || view! { <Actions id editable/> }
        >
            {move || {
                (deleting.get() && editable.get())
                    .then(|| view! { <ConfirmDeletion endpoint=endpoint.get()/> })
            }}
            <ConfirmDisconnection id sessions/>
            <div class="stack">
                <div class="grid-two">
                    <div class="stack">
                        <UrlCard endpoint/>
                        <ConnectCard endpoint/>
                    </div>
                    <div class="stack">
                        <NamespaceSwitch endpoint namespaces switch/>
                        <FactsCard endpoint/>
                    </div>
                </div>
                <Show when=move || editable.get()>
                    <SessionsCard id sessions/>
                </Show>
            </div>
        </Page>
    }
}

#[component]
fn Actions(id: EndpointId, editable: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Show when=move || editable.get()>
            <LinkButton href=conformance::path(id)>{t.conformance.title}</LinkButton>
            <LinkButton href=format!("/hand-over/endpoints/{id}")>{t.teams.hand_over}</LinkButton>
            <LinkButton href=format!("/endpoints/{id}?confirm=delete")>{t.common.delete}</LinkButton>
            <LinkButton href=format!("/endpoints/{id}/edit") look=Look::Primary>
                {t.common.edit}
            </LinkButton>
        </Show>
    }
}

#[component]
fn UrlCard(endpoint: Memo<EndpointView>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.endpoints.url>
            {move || {
                let (url, auth) = endpoint.with(|endpoint| (endpoint.url.clone(), endpoint.auth));
                let with_key = auth.takes_keys_in_query().then(|| url_with_key(&url));
                view! {
                    <div class="stack">
                        <CodeBlock text=url label=t.endpoints.url/>
                        {with_key
                            .map(|text| {
                                view! {
                                    <p class="muted">{t.endpoints.query_note}</p>
                                    <CodeBlock text label=t.endpoints.copy_url_with_key/>
                                }
                            })}
                    </div>
                }
            }}
        </Card>
    }
}

#[component]
fn FactsCard(endpoint: Memo<EndpointView>) -> impl IntoView {
    let t = use_messages();
    view! {
            <Card title=t.common.details>
                {move || {
                    let endpoint = endpoint.get();
                    let rest = format!("/metamcp/{}/api", endpoint.name);
                    view! {
                        <Facts>
                            <Fact term=t.endpoints.auth><AuthTag auth=endpoint.auth/></Fact>
                            {endpoint.sso.map(|sso| view! { <SsoFacts sso/> })}
                            <Fact term="REST">
                                <a href=rest rel="external">{t.endpoints.rest_page}</a>
                            </Fact>
                            <Fact term=t.endpoints.listing>{listing_text(endpoint.listing)}</Fact>
                            <Fact term=t.endpoints.sessions>{endpoint.sessions}</Fact>
                            {endpoint
                                .session
                                .idle_minutes
                                .map(|idle| {
                                    view! { <Fact term=t.endpoints.session_idle>{(t.run.minutes)(idle)}</Fact> }
                                })}
                            {endpoint
                                .session
                                .lifetime_minutes
                                .map(|life| {
                                    view! { <Fact term=t.endpoints.session_lifetime>{(t.run.minutes)(life)}</Fact> }
                                })}
                            <Fact term=t.common.visibility>
    {owner_text(endpoint.visibility, endpoint.owner.as_deref())}
    </Fact>
                            <Fact term=t.common.created_at><Time at=endpoint.created_at/></Fact>
                            <Fact term=t.common.updated_at><Time at=endpoint.updated_at/></Fact>
                            <Fact term="ID"><Code text=endpoint.id.to_string()/></Fact>
                        </Facts>
                    }
                }}
            </Card>
        }
}

fn listing_text(listing: ToolListing) -> String {
    let t = &use_messages().endpoints;
    match listing {
        ToolListing::Auto(budget) => (t.listing_auto_above)(budget),
        ToolListing::Full | ToolListing::Search => t.listing_name(listing.mode()).to_owned(),
    }
}

/// Whom an endpoint admits that is for single sign-on only.
#[component]
fn SsoFacts(sso: SsoAccessView) -> impl IntoView {
    let t = &use_messages().endpoints;
    let providers = match sso.providers.as_slice() {
        [] => t.sso_nobody.to_owned(),
        _ if sso.access.providers.is_none() => t.sso_any.to_owned(),
        names => names.join(", "),
    };
    let groups = (!sso.access.groups.is_empty()).then(|| {
        let groups = sso.access.groups.join(", ");
        view! { <Fact term=t.sso_groups>{groups}</Fact> }
    });
    view! {
        <Fact term=t.sso_reach>{providers}</Fact>
        {groups}
        <Fact term=t.sso_admits>{(t.sso_people)(sso.people)}</Fact>
    }
}

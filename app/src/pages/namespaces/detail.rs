//! One namespace: which tools its clients see, and under which names.

use leptos::prelude::*;
use model::{
    NamespaceCosts, NamespaceDetail, NamespaceId, NamespaceSaveView, NamespaceView, Reference, ServerId,
};
use serde::{Deserialize, Serialize};

use super::{
    changes::{WaitingLink, path as changes_path},
    confirm::ConfirmDeletion,
    cost::CostCard,
    list::EndpointLinks,
    middleware,
    saves::SavesCard,
    stand_ins::StandInLinks,
    switches::Switches,
    tree::ToolTree,
};
use crate::{
    api::{
        namespaces::{get_namespace, get_namespace_costs},
        saves::{UndoNamespaceSave, namespace_saves},
    },
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::may_keep,
        query::{use_confirming, use_id},
        visibility::owner_text,
    },
};

/// One namespace.
#[component]
pub fn NamespacePage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<NamespaceId>();
    let switches = Switches::new();
    let undo = ServerAction::<UndoNamespaceSave>::new();
    let (namespaces, servers) = (use_changes(Noun::Namespaces), use_changes(Noun::Servers));
    let detail = Resource::new(
        move || {
            let done = (switches.version(), undo.version().get());
            (id.get(), done, namespaces.get(), servers.get())
        },
        |(id, ..)| load(id),
    );
    view! {
        <LivePage
            resource=detail
            title=t.namespaces.one
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:data
        >
            {
                let detail = Memo::new(move |_| data.with(|data| data.detail.clone()));
                let costs = Memo::new(move |_| data.with(|data| data.costs.clone()));
                let saves = Memo::new(move |_| data.with(|data| data.saves.clone()));
                let identity = Memo::new(move |_| {
                    detail.with(|detail| (detail.namespace.id, detail.namespace.name.clone()))
                });
                move || {
                    let (id, name) = identity.get();
                    view! { <Detail id name detail=detail.into() costs saves switches undo/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

/// What the page shows.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Data {
    detail: NamespaceDetail,
    /// Nothing when they could not be counted: the page is there without them too.
    costs: Option<NamespaceCosts>,
    /// For those who may take them back.
    saves: Vec<NamespaceSaveView>,
}

async fn load(id: Option<NamespaceId>) -> Result<Data, AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    let detail = get_namespace(id).await?;
    let saves = if detail.namespace.editable {
        namespace_saves(id).await?
    } else {
        Vec::new()
    };
    Ok(Data {
        detail,
        costs: get_namespace_costs(id).await.ok(),
        saves,
    })
}

#[component]
fn Detail(
    id: NamespaceId,
    name: String,
    detail: Signal<NamespaceDetail>,
    costs: Memo<Option<NamespaceCosts>>,
    saves: Memo<Vec<NamespaceSaveView>>,
    switches: Switches,
    undo: ServerAction<UndoNamespaceSave>,
) -> impl IntoView {
    let t = use_messages();
    switches.follow(detail);
    let namespace = Memo::new(move |_| detail.with(|detail| detail.namespace.clone()));
    let editable = Memo::new(move |_| namespace.with(|namespace| namespace.editable));
    let deleting = use_confirming("delete");
    view! {
        <Page
            title=name
            parents=vec![Crumb::new("/namespaces", t.namespaces.title)]
            lead=move || view! { {move || namespace.with(lead)} }
            actions=move || view! { <Actions id editable/> }
        >
            <ActionError action=switches.tools/>
            <ActionError action=switches.servers/>
            <ActionError action=undo/>
            {move || {
                (deleting.get() && editable.get())
                    .then(|| view! { <ConfirmDeletion namespace=namespace.get()/> })
            }}
            {move || view! { <WaitingLink namespace=namespace.get()/> }}
            <div class="grid-two">
                <ToolTree id detail costs switches/>
                <div class="stack">
                    <FactsCard namespace/>
                    <SavesCard id saves undo/>
                    <CostCard costs/>
                </div>
            </div>
        </Page>
    }
}

fn lead(namespace: &NamespaceView) -> String {
    let t = use_messages();
    let counts = (t.namespaces.counts)(namespace.servers.len(), namespace.tools_on, namespace.tools_total);
    if namespace.description.is_empty() {
        counts
    } else {
        format!("{counts} · {}", namespace.description)
    }
}

#[component]
fn Actions(id: NamespaceId, editable: Memo<bool>) -> impl IntoView {
    let t = use_messages();
    view! {
        <LinkButton href=format!("/namespaces/{id}/export")>{t.copies.export}</LinkButton>
        <Show when=may_keep>
            <LinkButton href=format!("/namespaces/{id}/clone")>{t.copies.clone}</LinkButton>
        </Show>
        <LinkButton href=middleware::path(id)>{t.middleware.title}</LinkButton>
        <Show when=move || editable.get()>
            <LinkButton href=format!("/hand-over/namespaces/{id}")>{t.teams.hand_over}</LinkButton>
            <LinkButton href=format!("/namespaces/{id}?confirm=delete")>{t.common.delete}</LinkButton>
            <LinkButton href=format!("/namespaces/{id}/edit")>{t.common.edit}</LinkButton>
            <LinkButton href=format!("/endpoints/new?namespace={id}") look=Look::Primary>
                {t.namespaces.publish}
            </LinkButton>
        </Show>
    }
}

#[component]
fn FactsCard(namespace: Memo<NamespaceView>) -> impl IntoView {
    let t = use_messages();
    view! {
            <Card title=t.common.details>
                {move || {
                    let namespace = namespace.get();
                    view! {
                        <Facts>
                            <Fact term=t.endpoints.title>
                                <EndpointLinks names=namespace.endpoints/>
                            </Fact>
                            <StandInsFact stand_ins=namespace.stand_ins/>
                            <Fact term=t.namespaces.naming>{t.namespaces.naming_name(namespace.naming)}</Fact>
                            <Fact term=t.changes.policy>
                                <a href=changes_path(namespace.id)>
                                    {t.changes.policy_name(namespace.changes)}
                                </a>
                            </Fact>
                            <Fact term=t.common.visibility>
    {owner_text(namespace.visibility, namespace.owner.as_deref())}
    </Fact>
                            <Fact term=t.common.created_at><Time at=namespace.created_at/></Fact>
                            <Fact term=t.common.updated_at><Time at=namespace.updated_at/></Fact>
                            <Fact term="ID"><Code text=namespace.id.to_string()/></Fact>
                        </Facts>
                    }
                }}
            </Card>
        }
}

/// Most namespaces are in no other.
#[component]
fn StandInsFact(stand_ins: Vec<Reference<ServerId>>) -> impl IntoView {
    let t = use_messages();
    (!stand_ins.is_empty()).then(|| {
        view! {
            <Fact term=t.namespaces.as_server>
                <StandInLinks stand_ins/>
            </Fact>
        }
    })
}

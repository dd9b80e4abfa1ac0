//! Changing a namespace.

use leptos::{form::FromFormData, prelude::*};
use model::{NamespaceDetail, NamespaceId, NamespaceInput, ServerView};
use web_sys::FormData;

use super::{
    cost::{LivePreview, Watched},
    fields::NamespaceFields,
};
use crate::{
    api::{
        namespaces::{UpdateNamespace, get_namespace},
        servers::list_servers,
    },
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, permitted::Permitted, query::use_id},
};

/// The form that changes a namespace.
#[component]
pub fn NamespaceEditPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<NamespaceId>();
    let update = ServerAction::<UpdateNamespace>::new();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let data = Resource::new(move || id.get(), load);
    view! {
        <LivePage
            resource=data
            title=t.namespaces.edit_title
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:data
        >
            {move || {
                let (detail, servers) = data.get();
                view! { <EditForm detail servers update/> }
            }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<NamespaceId>) -> Result<(NamespaceDetail, Vec<ServerView>), AppError> {
    let detail = get_namespace(id.ok_or(AppError::NotFound)?).await?;
    Ok((detail, list_servers().await?))
}

#[component]
fn EditForm(
    detail: NamespaceDetail,
    servers: Vec<ServerView>,
    update: ServerAction<UpdateNamespace>,
) -> impl IntoView {
    let t = use_messages();
    let id = detail.namespace.id;
    let page = format!("/namespaces/{id}");
    let saved = input(&detail);
    let edited = RwSignal::new(saved.clone());
    let follow = Callback::new(move |form: FormData| {
        if let Ok(call) = UpdateNamespace::from_form_data(&form)
            && edited.with_untracked(|edited| *edited != call.input)
        {
            edited.set(call.input);
        }
    });
    view! {
        <Page
            title=t.namespaces.edit_title
            parents=vec![
                Crumb::new("/namespaces", t.namespaces.title),
                Crumb::new(page.clone(), detail.namespace.name.clone()),
            ]
            lead=move || t.namespaces.edit_lead
        >
            <Permitted may=detail.namespace.editable>
                <div class="grid-two">
                    <Card>
                        <Form action=update check=|update: &UpdateNamespace| update.input.validate()>
                            <Hidden name="id" value=id.to_string()/>
                            <Watched on_change=follow>
                                <NamespaceFields namespace=saved servers/>
                            </Watched>
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                                <LinkButton href=page>{t.common.cancel}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                    <LivePreview id=Some(id) edited/>
                </div>
            </Permitted>
        </Page>
    }
}

fn input(detail: &NamespaceDetail) -> NamespaceInput {
    let namespace = &detail.namespace;
    NamespaceInput {
        name: namespace.name.clone(),
        description: namespace.description.clone(),
        servers: detail.servers.iter().map(|server| server.server_id).collect(),
        naming: namespace.naming,
        changes: namespace.changes,
        aliases: detail
            .servers
            .iter()
            .filter_map(|server| Some((server.server_id, server.alias.clone()?)))
            .collect(),
        visibility: namespace.visibility,
        version: namespace.version,
    }
}

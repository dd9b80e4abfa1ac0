//! Changing a server.

use leptos::prelude::*;
use model::{Defaults, NamespaceView, ServerId, ServerView};

use super::fields::ServerFields;
use crate::{
    api::{
        namespaces::list_namespaces,
        servers::{UpdateServer, get_defaults, get_server},
    },
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, permitted::Permitted, query::use_id},
};

type Data = (ServerView, Vec<NamespaceView>, Defaults);

/// The form that changes a server.
#[component]
pub fn ServerEditPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<ServerId>();
    let update = ServerAction::<UpdateServer>::new();
    // Not fed by the event stream: what is being typed must not change under the person's hands. A change by
    // somebody else in between is reported when the form is sent.
    let data = Resource::new(move || id.get(), load);
    view! {
        <LivePage
            resource=data
            title=t.servers.edit_title
            home=Crumb::new("/servers", t.servers.title)
            let:data
        >
            {move || {
                let (server, namespaces, defaults) = data.get();
                view! { <EditForm server namespaces defaults update/> }
            }}
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<ServerId>) -> Result<Data, AppError> {
    let server = get_server(id.ok_or(AppError::NotFound)?).await?;
    Ok((server, list_namespaces().await?, get_defaults().await?))
}

#[component]
fn EditForm(
    server: ServerView,
    namespaces: Vec<NamespaceView>,
    defaults: Defaults,
    update: ServerAction<UpdateServer>,
) -> impl IntoView {
    let t = use_messages();
    let page = format!("/servers/{}", server.id);
    view! {
        <Page
            title=t.servers.edit_title
            parents=vec![
                Crumb::new("/servers", t.servers.title),
                Crumb::new(page.clone(), server.name.clone()),
            ]
            lead=move || t.servers.edit_lead
        >
            <Permitted may=server.editable>
                <div class="narrow">
                    <Card>
                        <Form action=update check=|update: &UpdateServer| update.input.validate()>
                            <Hidden name="id" value=server.id.to_string()/>
                            <ServerFields server=server.to_input() namespaces defaults=defaults.run/>
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

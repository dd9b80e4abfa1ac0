//! Adding a server.

use leptos::prelude::*;
use model::{Defaults, NamespaceView, Permission, ServerInput, ServerKind};

use super::fields::ServerFields;
use crate::{
    api::{
        namespaces::list_namespaces,
        servers::{CreateServer, get_defaults},
    },
    components::*,
    contexts::use_me,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::{Permitted, may_keep},
    },
};

/// The form for a new server.
#[component]
pub fn ServerNewPage() -> impl IntoView {
    let t = use_messages();
    let create = ServerAction::<CreateServer>::new();
    let kind = if use_me().may(Permission::RunCommands) {
        ServerKind::Stdio
    } else {
        ServerKind::StreamableHttp
    };
    let data = Resource::new(|| (), |()| load());
    view! {
        <LivePage resource=data title=t.servers.add let:data>
            <Page
                title=t.servers.add
                parents=vec![Crumb::new("/servers", t.servers.title)]
                lead=move || view! { {t.servers.new_lead} " " <a href="/quick-connect">{t.common.layout.quick_connect}</a> }
            >
                <Permitted may=may_keep()>
                    <div class="narrow">
                        <Card>
                            <Form action=create check=|create: &CreateServer| create.input.validate()>
                                {
                                    let (namespaces, defaults) = data.get_untracked();
                                    view! { <ServerFields server=empty(kind) namespaces defaults=defaults.run/> }
                                }
                                <div class="actions">
                                    <SubmitButton look=Look::Primary>{t.servers.add}</SubmitButton>
                                    <LinkButton href="/servers">{t.common.cancel}</LinkButton>
                                </div>
                            </Form>
                        </Card>
                    </div>
                </Permitted>
            </Page>
        </LivePage>
    }
    .into_any()
}

async fn load() -> Result<(Vec<NamespaceView>, Defaults), AppError> {
    Ok((list_namespaces().await?, get_defaults().await?))
}

fn empty(kind: ServerKind) -> ServerInput {
    ServerInput {
        kind,
        ..ServerInput::default()
    }
}

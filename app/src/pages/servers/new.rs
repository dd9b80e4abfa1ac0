//! Adding a server.

use leptos::prelude::*;
use model::{Permission, ServerInput, ServerKind};

use super::fields::ServerFields;
use crate::{
    api::{namespaces::list_namespaces, servers::CreateServer},
    components::*,
    contexts::use_me,
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
    let kind = if use_me().role.may(Permission::RunCommands) {
        ServerKind::Stdio
    } else {
        ServerKind::StreamableHttp
    };
    let namespaces = Resource::new(|| (), |()| list_namespaces());
    view! {
        <LivePage resource=namespaces title=t.servers.add let:namespaces>
            <Page
                title=t.servers.add
                parents=vec![Crumb::new("/servers", t.servers.title)]
                lead=move || view! { {t.servers.new_lead} " " <a href="/quick-connect">{t.common.layout.quick_connect}</a> }
            >
                <Permitted may=may_keep()>
                    <div class="narrow">
                        <Card>
                            <Form action=create check=|create: &CreateServer| create.input.validate()>
                                <ServerFields server=empty(kind) namespaces=namespaces.get_untracked()/>
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

fn empty(kind: ServerKind) -> ServerInput {
    ServerInput {
        kind,
        ..ServerInput::default()
    }
}

//! Creating a namespace.

use leptos::prelude::*;
use model::NamespaceInput;

use super::fields::NamespaceFields;
use crate::{
    api::{namespaces::CreateNamespace, servers::list_servers},
    components::*,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::{Permitted, may_keep},
    },
};

/// The form for a new namespace.
#[component]
pub fn NamespaceNewPage() -> impl IntoView {
    let t = use_messages();
    let create = ServerAction::<CreateNamespace>::new();
    let servers = Resource::new(|| (), |()| list_servers());
    view! {
        <LivePage resource=servers title=t.namespaces.create let:servers>
            <Page
                title=t.namespaces.create
                parents=vec![Crumb::new("/namespaces", t.namespaces.title)]
                lead=move || t.namespaces.new_lead
            >
                <Permitted may=may_keep()>
                    <div class="narrow">
                        <Card>
                            <Form action=create check=|create: &CreateNamespace| create.input.validate()>
                                <NamespaceFields namespace=NamespaceInput::default() servers=servers.get_untracked()/>
                                <div class="actions">
                                    <SubmitButton look=Look::Primary>{t.namespaces.create}</SubmitButton>
                                    <LinkButton href="/namespaces">{t.common.cancel}</LinkButton>
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

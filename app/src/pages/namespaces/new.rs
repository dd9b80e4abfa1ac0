//! Creating a namespace.

use leptos::{form::FromFormData, prelude::*};
use model::NamespaceInput;
use web_sys::FormData;

use super::{
    cost::{LivePreview, Watched},
    fields::NamespaceFields,
};
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
    let edited = RwSignal::new(NamespaceInput::default());
    let follow = Callback::new(move |form: FormData| {
        if let Ok(call) = CreateNamespace::from_form_data(&form)
            && edited.with_untracked(|edited| *edited != call.input)
        {
            edited.set(call.input);
        }
    });
    view! {
        <LivePage resource=servers title=t.namespaces.create let:servers>
            <Page
                title=t.namespaces.create
                parents=vec![Crumb::new("/namespaces", t.namespaces.title)]
                lead=move || t.namespaces.new_lead
            >
                <Permitted may=may_keep()>
                    <div class="grid-two">
                        <Card>
                            <Form action=create check=|create: &CreateNamespace| create.input.validate()>
                                <Watched on_change=follow>
                                    <NamespaceFields
                                        namespace=NamespaceInput::default()
                                        servers=servers.get_untracked()
                                    />
                                </Watched>
                                <div class="actions">
                                    <SubmitButton look=Look::Primary>{t.namespaces.create}</SubmitButton>
                                    <LinkButton href="/namespaces">{t.common.cancel}</LinkButton>
                                </div>
                            </Form>
                        </Card>
                        <LivePreview edited/>
                    </div>
                </Permitted>
            </Page>
        </LivePage>
    }
    .into_any()
}

//! Adding a provider.

use leptos::prelude::*;
use model::Permission;

use super::{
    PATH, empty,
    fields::{ConnectionFields, PolicyFields},
};
use crate::{
    api::sign_in::CreateProvider, components::*, contexts::use_me, i18n::use_messages,
    pages::permitted::Permitted,
};

/// The form for a new provider.
#[component]
pub fn ProviderNewPage() -> impl IntoView {
    let t = use_messages();
    let create = ServerAction::<CreateProvider>::new();
    view! {
        <Page
            title=t.sign_in.add
            parents=vec![Crumb::new(PATH, t.sign_in.title)]
            lead=move || t.sign_in.new_lead
        >
            <Permitted may=use_me().role.may(Permission::KeepSettings)>
                <Form action=create check=|create: &CreateProvider| create.input.validate()>
                    <div class="grid-two">
                        <Card title=t.sign_in.connection>
                            <TextField
                                name="name"
                                label=t.sign_in.name
                                hint=t.sign_in.name_hint
                                required=true
                                placeholder="Keycloak"
                            />
                            <ConnectionFields provider=empty()/>
                        </Card>
                        <Card title=t.sign_in.for_people>
                            <PolicyFields provider=empty()/>
                        </Card>
                    </div>
                    <div class="actions">
                        <SubmitButton look=Look::Primary>{t.sign_in.add}</SubmitButton>
                        <LinkButton href=PATH>{t.common.cancel}</LinkButton>
                    </div>
                </Form>
            </Permitted>
        </Page>
    }
    .into_any()
}

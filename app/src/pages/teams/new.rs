//! Making a team.

use leptos::prelude::*;
use model::Permission;

use crate::{
    api::teams::CreateTeam, components::*, contexts::use_me, i18n::use_messages, pages::permitted::Permitted,
};

/// The form for a new team.
#[component]
pub fn TeamNewPage() -> impl IntoView {
    let t = use_messages();
    let create = ServerAction::<CreateTeam>::new();
    view! {
        <Page
            title=t.teams.create
            parents=vec![Crumb::new("/teams", t.teams.title)]
            lead=move || t.teams.new_lead
        >
            <Permitted may=use_me().may(Permission::KeepPeople)>
                <div class="narrow">
                    <Card>
                        <Form action=create check=|create: &CreateTeam| create.input.validate()>
                            <TextField name="name" label=t.common.name required=true/>
                            <TextField name="description" label=t.common.description/>
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.teams.create}</SubmitButton>
                                <LinkButton href="/teams">{t.common.cancel}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                </div>
            </Permitted>
        </Page>
    }
    .into_any()
}

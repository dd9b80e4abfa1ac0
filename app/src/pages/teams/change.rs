//! Name and description of a team.

use leptos::prelude::*;
use model::TeamView;

use crate::{api::teams::UpdateTeam, components::*, i18n::use_messages};

#[component]
pub(super) fn ChangeCard(team: TeamView) -> impl IntoView {
    let t = use_messages();
    let update = ServerAction::<UpdateTeam>::new();
    view! {
        <Card title=t.teams.change>
            // Loads the page anew: the name may stand in the choices of other forms.
            <Form action=update plain=true check=|update: &UpdateTeam| update.input.validate()>
                <Hidden name="id" value=team.id.to_string()/>
                <Hidden name="input[version]" value=team.version.to_string()/>
                <TextField name="name" label=t.common.name value=team.name required=true/>
                <TextField name="description" label=t.common.description value=team.description/>
                <div class="actions">
                    <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                </div>
            </Form>
        </Card>
    }
}

//! Name and role of a person.

use leptos::prelude::*;
use model::UserView;

use super::roles::RoleField;
use crate::{api::people::UpdatePerson, components::*, i18n::use_messages};

#[component]
pub(super) fn ChangeCard(user: UserView) -> impl IntoView {
    let t = use_messages();
    let update = ServerAction::<UpdatePerson>::new();
    view! {
        <Card title=t.people.change>
            // Loads the page anew: it may be one's own name and role, and what one sees depends on them.
            <Form action=update plain=true check=|update: &UpdatePerson| update.input.validate()>
                <Hidden name="id" value=user.id.to_string()/>
                <Hidden name="input[version]" value=user.version.to_string()/>
                <TextField name="name" label=t.common.name value=user.name required=true/>
                <RoleField value=user.role/>
                <div class="field">
                    <CheckField
                        name="runs_commands"
                        label=t.people.runs_commands
                        hint=t.people.runs_commands_hint
                        checked=user.runs_commands
                    />
                </div>
                <div class="actions">
                    <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                </div>
            </Form>
        </Card>
    }
}

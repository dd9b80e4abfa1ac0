//! Making a key.

use leptos::prelude::*;
use model::Visibility;

use crate::{
    api::api_keys::CreateApiKey, components::*, i18n::use_messages, pages::visibility::VisibilityField,
};

#[component]
pub(super) fn CreateCard(create: ServerAction<CreateApiKey>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.api_keys.create>
            <Form action=create check=|create: &CreateApiKey| create.input.validate()>
                <TextField
                    name="name"
                    label=t.common.name
                    hint=t.api_keys.name_hint
                    required=true
                    placeholder=t.api_keys.name_example
                />
                <VisibilityField
                    value=Visibility::Private
                    hints=(t.api_keys.private_hint, t.api_keys.public_hint)
                />
                <SubmitButton look=Look::Primary>{t.api_keys.create}</SubmitButton>
            </Form>
        </Card>
    }
}

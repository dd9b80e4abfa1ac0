//! Making a key.

use leptos::prelude::*;
use model::ApiKeyInput;

use super::fields::{KeyFields, Places};
use crate::{api::api_keys::CreateApiKey, components::*, i18n::use_messages};

#[component]
pub(super) fn CreateCard(create: ServerAction<CreateApiKey>, places: Places) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card title=t.api_keys.create>
            <Form action=create check=|create: &CreateApiKey| create.input.validate()>
                <KeyFields key=ApiKeyInput::default() places/>
                <SubmitButton look=Look::Primary>{t.api_keys.create}</SubmitButton>
            </Form>
        </Card>
    }
}

//! Deleting a key: `?confirm=delete&id=…`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{ApiKeyId, ApiKeyView};

use crate::{api::api_keys::DeleteApiKey, components::*, i18n::use_messages, pages::query::use_confirming};

#[component]
pub(super) fn ConfirmDeletion(keys: Signal<Vec<ApiKeyView>>) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteApiKey>::new();
    let query = use_query_map();
    let confirming = use_confirming("delete");
    let key = Memo::new(move |_| {
        let id: ApiKeyId = query.with(|query| query.get_str("id")?.parse().ok())?;
        let keys = keys.read();
        let key = keys.iter().find(|key| key.id == id && key.editable)?;
        confirming.get().then(|| (key.id, key.name.clone()))
    });
    move || {
        key.get().map(|(id, name)| {
            view! {
                <Confirm
                    title=(t.api_keys.delete_title)(&name)
                    cancel="/api-keys".to_owned()
                    consequences=vec![t.api_keys.delete_text.to_owned()]
                >
                    <Form action=delete>
                        <Hidden name="id" value=id.to_string()/>
                        <SubmitButton look=Look::Danger>{t.api_keys.delete_button}</SubmitButton>
                    </Form>
                </Confirm>
            }
        })
    }
}

//! Deleting a provider: `?confirm=delete`.

use leptos::prelude::*;
use model::OidcProviderView;

use super::PATH;
use crate::{api::sign_in::DeleteProvider, components::*, i18n::use_messages};

#[component]
pub(super) fn ConfirmDeletion(provider: OidcProviderView) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteProvider>::new();
    view! {
        <Confirm
            title=(t.sign_in.delete_title)(&provider.name)
            cancel=format!("{PATH}/{}", provider.id)
            consequences=vec![(t.sign_in.delete_text)(provider.people)]
        >
            <Form action=delete>
                <Hidden name="id" value=provider.id.to_string()/>
                <SubmitButton look=Look::Danger>{t.sign_in.delete_button}</SubmitButton>
            </Form>
        </Confirm>
    }
}

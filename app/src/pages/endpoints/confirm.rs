//! Deleting an endpoint.

use leptos::prelude::*;
use model::EndpointView;

use crate::{api::endpoints::DeleteEndpoint, components::*, i18n::use_messages};

#[component]
pub(super) fn ConfirmDeletion(endpoint: EndpointView) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteEndpoint>::new();
    let mut consequences = vec![(t.endpoints.delete_text)(&endpoint.url)];
    if endpoint.sessions > 0 {
        consequences.push((t.endpoints.delete_sessions)(endpoint.sessions));
    }
    view! {
        <Confirm
            title=(t.endpoints.delete_title)(&endpoint.name)
            cancel=format!("/endpoints/{}", endpoint.id)
            consequences
        >
            <Form action=delete>
                <Hidden name="id" value=endpoint.id.to_string()/>
                <SubmitButton look=Look::Danger>{t.endpoints.delete_button}</SubmitButton>
            </Form>
        </Confirm>
    }
}

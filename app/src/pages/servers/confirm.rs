//! Deleting a server, with what goes with it.

use leptos::prelude::*;
use model::ServerId;

use crate::{api::servers::DeleteServer, components::*, i18n::use_messages};

#[component]
pub(super) fn ConfirmDeletion(id: ServerId, name: String, used_by: Vec<String>) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteServer>::new();
    let consequences = if used_by.is_empty() {
        vec![t.servers.delete_unused.to_owned()]
    } else {
        used_by.iter().map(|user| (t.servers.delete_used)(user)).collect()
    };
    view! {
        <Confirm title=(t.servers.delete_title)(&name) cancel=format!("/servers/{id}") consequences>
            <Form action=delete>
                <Hidden name="id" value=id.to_string()/>
                <SubmitButton look=Look::Danger>{t.servers.delete_button}</SubmitButton>
            </Form>
        </Confirm>
    }
}

//! Deleting a namespace: refused while endpoints publish it.

use leptos::prelude::*;
use model::NamespaceView;

use crate::{api::namespaces::DeleteNamespace, components::*, i18n::use_messages};

#[component]
pub(super) fn ConfirmDeletion(namespace: NamespaceView) -> impl IntoView {
    let t = use_messages();
    let delete = ServerAction::<DeleteNamespace>::new();
    let page = format!("/namespaces/{}", namespace.id);
    if !namespace.endpoints.is_empty() {
        return view! {
            <Confirm title=(t.namespaces.in_use_title)(&namespace.name) cancel=page>
                <div class="stack">
                    <p>{t.namespaces.in_use_text}</p>
                    <p>
                        <super::list::EndpointLinks names=namespace.endpoints/>
                    </p>
                    <ActionError action=delete/>
                </div>
            </Confirm>
        }
        .into_any();
    }
    view! {
        <Confirm
            title=(t.namespaces.delete_title)(&namespace.name)
            cancel=page
            consequences=vec![t.namespaces.delete_text.to_owned()]
        >
            <Form action=delete>
                <Hidden name="id" value=namespace.id.to_string()/>
                <SubmitButton look=Look::Danger>{t.namespaces.delete_button}</SubmitButton>
            </Form>
        </Confirm>
    }
    .into_any()
}

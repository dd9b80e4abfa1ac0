//! Deleting a namespace: refused while endpoints publish it or servers stand for it.

use leptos::prelude::*;
use model::NamespaceView;

use super::{list::EndpointLinks, stand_ins::StandInLinks};
use crate::{api::namespaces::DeleteNamespace, components::*, i18n::use_messages};

#[component]
pub(super) fn ConfirmDeletion(namespace: NamespaceView) -> impl IntoView {
    let t = use_messages();
    let page = format!("/namespaces/{}", namespace.id);
    if !namespace.endpoints.is_empty() || !namespace.stand_ins.is_empty() {
        return view! {
            <section class="note note-warn stack" aria-labelledby="in-use-title">
                <h2 class="note-title" id="in-use-title">
                    {(t.namespaces.in_use_title)(&namespace.name)}
                </h2>
                {(!namespace.endpoints.is_empty())
                    .then(|| {
                        view! { <p>{t.namespaces.in_use_text} " " <EndpointLinks names=namespace.endpoints/></p> }
                    })}
                {(!namespace.stand_ins.is_empty())
                    .then(|| {
                        view! {
                            <p>{t.namespaces.in_use_as_server} " " <StandInLinks stand_ins=namespace.stand_ins/></p>
                        }
                    })}
                <div class="actions">
                    <LinkButton href=page>{t.common.cancel}</LinkButton>
                </div>
            </section>
        }
        .into_any();
    }
    let delete = ServerAction::<DeleteNamespace>::new();
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

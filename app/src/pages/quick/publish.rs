//! The step that saves something: one button.

use leptos::prelude::*;

use crate::{api::quick::PublishDraft, components::*, contexts::use_pasted, i18n::use_messages};

/// Makes everything a client needs.
#[component]
pub(super) fn Publish(
    draft: String,
    servers: usize,
    tools: usize,
    publish: ServerAction<PublishDraft>,
) -> impl IntoView {
    let t = use_messages();
    // What was pasted is of use only until it is published.
    let pasted = use_pasted();
    Effect::new(move || {
        if publish.value().with(|answer| matches!(answer, Some(Ok(_)))) {
            pasted.set_value(String::new());
        }
    });
    view! {
        <Card>
            <Form action=publish>
                <Hidden name="draft" value=draft/>
                <div class="row">
                    <p class="grow">{(t.quick.publish_text)(servers, tools)}</p>
                    <SubmitButton look=Look::Primary>{t.quick.publish}</SubmitButton>
                </div>
            </Form>
        </Card>
    }
}

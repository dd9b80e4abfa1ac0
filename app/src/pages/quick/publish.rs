//! The step that saves something: one button.

use leptos::prelude::*;

use crate::{api::quick::PublishDraft, components::*, i18n::use_messages};

/// Makes everything a client needs.
#[component]
pub(super) fn Publish(
    draft: String,
    tool_count: usize,
    publish: ServerAction<PublishDraft>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <Form action=publish>
                <Hidden name="draft" value=draft/>
                <div class="row">
                    <p class="grow">{(t.quick.publish_text)(tool_count)}</p>
                    <SubmitButton look=Look::Primary>{t.quick.publish}</SubmitButton>
                </div>
            </Form>
        </Card>
    }
}

//! What passes between client, gateway and servers during an inspection.

use leptos::prelude::*;
use model::{RecordingId, WireFilter};

use super::inspected::Inspected;
use crate::{
    api::{inspector::WatchInspection, wires::recorded},
    components::*,
    contexts::{Noun, use_changes},
    i18n::use_messages,
    pages::{
        live::Live,
        wires::{TimeLine, path},
    },
};

/// Both wires of an inspection, once they are watched.
#[component]
pub(super) fn WiresTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let watch = ServerAction::<WatchInspection>::new();
    let recording = Memo::new(move |_| it.view.with(|view| view.recording));
    move || match recording.get() {
        Some(recording) => view! { <Recorded recording/> }.into_any(),
        None => view! {
            <Card title=t.wires>
                <EmptyState title=t.wires_title text=t.wires_text>
                    <Form action=watch>
                        <Hidden name="id" value=it.id.to_string()/>
                        <SubmitButton look=Look::Primary>{t.watch}</SubmitButton>
                    </Form>
                </EmptyState>
            </Card>
        }
        .into_any(),
    }
}

#[component]
fn Recorded(recording: RecordingId) -> impl IntoView {
    let t = &use_messages().inspector;
    let changes = use_changes(Noun::Wires);
    let page = Resource::new(
        move || changes.get(),
        move |_| recorded(recording, WireFilter::default()),
    );
    let all = move || view! { <LinkButton small=true href=path(recording)>{t.recording}</LinkButton> };
    view! {
        <Card title=t.wires aside=all flush=true>
            <Live resource=page let:page>
                <TimeLine id=recording page/>
            </Live>
        </Card>
    }
}

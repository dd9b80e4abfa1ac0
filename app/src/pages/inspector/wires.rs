//! What passes between client, gateway and servers during an inspection.

use leptos::prelude::*;
use model::InspectionId;

use crate::{components::*, i18n::use_messages};

/// Both wires of an inspection. Recordings of an endpoint have a page of their own.
#[component]
pub(super) fn Wires(inspection: Signal<InspectionId>) -> impl IntoView {
    let t = &use_messages().inspector;
    view! {
        <Card title=t.wires>
            <div data-inspection=move || inspection.get().to_string()>
                <EmptyState title=t.wires_title text=t.wires_text>
                    <LinkButton href="/wires">{t.recordings}</LinkButton>
                </EmptyState>
            </div>
        </Card>
    }
}

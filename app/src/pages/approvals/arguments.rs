//! What a server would be given: readable, and as it was written.

use leptos::prelude::*;
use model::ApprovalDetail;

use crate::{components::*, i18n::use_messages, pages::tool_diff::Revealed};

#[component]
pub(super) fn ArgumentsCard(detail: ApprovalDetail) -> impl IntoView {
    let t = &use_messages().approvals;
    let (Some(raw), Some(readable)) = (detail.arguments, detail.readable) else {
        return view! {
            <Card title=t.arguments>
                <p>{t.unreadable}</p>
            </Card>
        }
        .into_any();
    };
    view! {
        <Card title=t.arguments>
            <p class="field-lead">{t.arguments_lead}</p>
            <Exactly text=readable label=t.arguments/>
            <details class="fold">
                <summary>{t.as_written}</summary>
                <Exactly text=raw label=t.as_written/>
            </details>
            <p class="muted">{t.digest} " " <Code text=detail.digest/></p>
        </Card>
    }
    .into_any()
}

/// Lines of exact text with nothing hidden in them.
#[component]
fn Exactly(text: String, label: &'static str) -> impl IntoView {
    // A block that scrolls has to be reachable by keyboard.
    view! {
        <div class="code-frame">
            <pre class="code-block" tabindex="0" role="group" aria-label=label>
                <Revealed text=text.clone()/>
            </pre>
            <CopyButton text/>
        </div>
    }
}

//! Why an upstream does not work: what was tried, what came back, what to do.

use leptos::prelude::*;
use model::Failure;

use super::Time;
use crate::i18n::use_messages;

/// One explained failure, where the failing thing is.
#[component]
pub fn FailureNote(
    /// The failure.
    failure: Failure,
    /// What can be done about it here.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let messages = use_messages();
    let output = (!failure.output.is_empty()).then(|| format!("\n{}", failure.output));
    let actions = children.map(|children| view! { <div class="actions">{children()}</div> });
    view! {
        <div class="note note-warn">
            <div class="note-head">
                <p><strong>{failure.message}</strong> " " {failure.advice}</p>
                {actions}
            </div>
            <pre class="code-block" tabindex="0" role="group" aria-label=messages.errors.what_was_tried>
                <span class="prompt">"$ "</span>
                {failure.tried}
                {output}
            </pre>
            <p class="note-time"><Time at=failure.at/></p>
        </div>
    }
}

//! Why an upstream does not work: what was tried, what came back, what to do.

use leptos::prelude::*;
use model::Failure;

use super::{Sentence, Time};
use crate::i18n::use_messages;

/// One explained failure, where the failing thing is.
#[component]
pub fn FailureNote(
    /// The failure.
    failure: Failure,
    /// What was tried is folded away: for pages that only say that something fails.
    #[prop(optional)]
    folded: bool,
    /// What can be done about it here.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let messages = use_messages();
    let evidence = view! { <Evidence tried=failure.tried output=failure.output/> };
    let evidence = if folded {
        view! {
            <details class="fold">
                <summary>{messages.errors.what_was_tried}</summary>
                {evidence}
            </details>
        }
        .into_any()
    } else {
        evidence.into_any()
    };
    let (message, advice, original) = match (messages.errors.failure)(failure.class) {
        Some((message, advice)) => {
            let original = format!("{} {}", failure.message, failure.advice);
            (message.to_owned(), advice.to_owned(), Some(original))
        }
        None => (failure.message, failure.advice, None),
    };
    let original = original.map(|text| view! { <p class="note-original" lang="en"><Sentence text/></p> });
    view! {
        <div class="note note-warn">
            <div class="note-head">
                <p>
                    <strong><Sentence text=message/></strong>
                    " "
                    <Sentence text=advice/>
                </p>
                <div class="actions">
                    <span class="note-time"><Time at=failure.at/></span>
                    {children.map(|children| children())}
                </div>
            </div>
            {original}
            {evidence}
        </div>
    }
}

#[component]
fn Evidence(tried: String, output: String) -> impl IntoView {
    let output = (!output.is_empty()).then(|| format!("\n{output}"));
    view! {
        <pre
            class="code-block"
            tabindex="0"
            role="group"
            aria-label=use_messages().errors.what_was_tried
        >
            <span class="prompt">"$ "</span>
            {tried}
            {output}
        </pre>
    }
}

//! The question before something is destroyed: part of the page at its own URL, so that it works without JavaScript.

use leptos::prelude::*;

use super::LinkButton;
use crate::i18n::use_messages;

/// Names what will break, with the form that does it and the way back.
#[component]
pub fn Confirm(
    /// The question.
    #[prop(into)]
    title: String,
    /// Where nothing has happened.
    #[prop(into)]
    cancel: Signal<String>,
    /// What will break.
    #[prop(optional, into)]
    consequences: Vec<String>,
    /// The form with the button that does it.
    children: Children,
) -> impl IntoView {
    let consequences = (!consequences.is_empty()).then(|| {
        let items = consequences
            .into_iter()
            .map(|text| view! { <li>{text}</li> })
            .collect_view();
        view! { <ul class="note-list">{items}</ul> }
    });
    view! {
        <section class="note note-bad stack" aria-labelledby="confirm-title">
            <h2 class="note-title" id="confirm-title">{title}</h2>
            {consequences}
            <div class="actions">
                {children()}
                <LinkButton href=cancel>{use_messages().common.cancel}</LinkButton>
            </div>
        </section>
    }
}

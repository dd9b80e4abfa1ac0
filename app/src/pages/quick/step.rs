//! The numbered steps of *Quick connect*.

use leptos::prelude::*;

use crate::{
    components::{Icon, IconName},
    i18n::use_messages,
};

/// The list of steps.
#[component]
pub(super) fn Steps(children: Children) -> impl IntoView {
    view! { <ol class="steps" role="list">{children()}</ol> }
}

/// One step: its number, or a tick when it is done.
#[component]
pub(super) fn Step(number: usize, #[prop(optional)] done: bool, children: Children) -> impl IntoView {
    let t = use_messages();
    let number = if done {
        let words = format!("{}, {}", (t.quick.step)(number), t.quick.done);
        view! { <span class="step-number step-done"><Icon name=IconName::Check/><span class="sr-only">{words}</span></span> }
            .into_any()
    } else {
        view! { <span class="step-number">{number}</span> }.into_any()
    };
    view! {
        <li class="step">
            {number}
            <div class="step-body">{children()}</div>
        </li>
    }
}

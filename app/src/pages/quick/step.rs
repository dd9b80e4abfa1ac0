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

/// One step: its number, or a tick when it is done. Its title stands beside the number where that is above the content.
#[component]
pub(super) fn Step(
    number: usize,
    title: &'static str,
    #[prop(optional, into)] done: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let t = use_messages();
    let mark = move || {
        if done.get() {
            let words = format!("{}, {}", (t.quick.step)(number), t.quick.done);
            view! { <Icon name=IconName::Check/> <span class="sr-only">{words}</span> }.into_any()
        } else {
            number.into_any()
        }
    };
    view! {
        <li class="step">
            <div class="step-head">
                <span class="step-number" class:step-done=move || done.get()>{mark}</span>
                <span class="step-title">{title}</span>
            </div>
            <div class="step-body">{children()}</div>
        </li>
    }
}

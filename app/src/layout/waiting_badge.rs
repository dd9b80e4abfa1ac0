//! How many calls wait for the person, beside the link that leads to them.

use leptos::prelude::*;

use crate::{
    api::approvals::count_approvals,
    contexts::{Noun, use_changes},
    i18n::use_messages,
};

#[component]
pub(super) fn WaitingBadge() -> impl IntoView {
    let t = use_messages();
    let changes = use_changes(Noun::Approvals);
    let count = Resource::new(move || changes.get(), |_| count_approvals());
    view! {
        <Transition>
            {move || {
                let waiting = count.get().and_then(Result::ok).filter(|waiting| *waiting > 0)?;
                Some(
                    view! {
                        <span class="side-badge">
                            {waiting} <span class="sr-only">" " {t.approvals.waiting_badge}</span>
                        </span>
                    },
                )
            }}
        </Transition>
    }
}

//! Puts a text onto the clipboard.

use std::time::Duration;

use leptos::prelude::*;

use super::{Icon, IconName};
use crate::{browser, i18n::use_messages};

const SHOWN_FOR: Duration = Duration::from_secs(2);

/// Copies a text, and says that it did. Without JavaScript it is not shown: the text beside it can be selected.
#[component]
pub fn CopyButton(
    /// What is copied.
    #[prop(into)]
    text: Signal<String>,
    /// What it is, for screen readers and as the button's words; without it the button is only its picture.
    #[prop(optional, into)]
    label: String,
) -> impl IntoView {
    let messages = use_messages();
    let (copied, set_copied) = signal(false);
    let copy = move |_| {
        if browser::copy(&text.get_untracked()) {
            set_copied.set(true);
            let reset = move || {
                // `try`: the button may be gone by then.
                let _gone = set_copied.try_set(false);
            };
            set_timeout(reset, SHOWN_FOR);
        }
    };
    let is_labelled = !label.is_empty();
    let words = if is_labelled {
        label
    } else {
        messages.common.copy.to_owned()
    };
    let said = move || {
        if copied.get() {
            messages.common.copied.to_owned()
        } else {
            words.clone()
        }
    };
    view! {
        <button
            class=if is_labelled { "btn btn-small needs-js" } else { "btn-icon needs-js" }
            type="button"
            on:click=copy
        >
            {move || {
                let name = if copied.get() { IconName::Check } else { IconName::Copy };
                view! { <Icon name/> }
            }}
            <span class=if is_labelled { "" } else { "sr-only" } aria-live="polite">{said}</span>
        </button>
    }
}

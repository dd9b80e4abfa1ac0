//! Acts that are rarely wanted, behind one button.

use leptos::prelude::*;

use super::{Icon, IconName};
use crate::browser;

/// A menu that opens without JavaScript.
#[component]
pub fn Menu(
    /// What it is for, for screen readers.
    #[prop(into)]
    label: String,
    /// Links and forms.
    children: Children,
) -> impl IntoView {
    view! {
        <details
            class="menu"
            // Browsers keep one open of those that share a name.
            name="menu"
            on:focusout=|event| browser::close_details_when_left(&event)
            on:keydown=|event| {
                if event.key() == "Escape" {
                    browser::close_details(&event);
                }
            }
        >
            <summary class="btn-icon">
                <Icon name=IconName::More/>
                <span class="sr-only">{label}</span>
            </summary>
            <div class="menu-items">{children()}</div>
        </details>
    }
}

//! Acts that are rarely wanted, behind one button.

use leptos::prelude::*;

use super::{Icon, IconName};

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
        <details class="menu">
            <summary class="btn-icon">
                <Icon name=IconName::More/>
                <span class="sr-only">{label}</span>
            </summary>
            <div class="menu-items">{children()}</div>
        </details>
    }
}

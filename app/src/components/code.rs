//! Exact text: commands, URLs, files.

use leptos::prelude::*;

use super::CopyButton;

/// A few words of exact text in a line, with a button that copies them.
#[component]
pub fn Code(
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <span class="code-line">
            <code class="code">{text.clone()}</code>
            <CopyButton text/>
        </span>
    }
}

/// Lines of exact text, with a button that copies them.
#[component]
pub fn CodeBlock(
    /// The text.
    #[prop(into)]
    text: String,
    /// What it is, for screen readers.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    // A block that scrolls has to be reachable by keyboard.
    view! {
        <div class="code-frame">
            <pre class="code-block" tabindex="0" role="group" aria-label=label>{text.clone()}</pre>
            <CopyButton text/>
        </div>
    }
}

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

/// A sentence in which exact text stands between `backticks`.
#[component]
pub fn Sentence(
    /// The sentence.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    text.split('`')
        .enumerate()
        .map(|(index, part)| {
            let part = part.to_owned();
            if index % 2 == 1 {
                view! { <code class="code">{part}</code> }.into_any()
            } else {
                part.into_any()
            }
        })
        .collect_view()
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

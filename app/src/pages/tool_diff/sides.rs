//! A part of a definition as it was and as it is, side by side.

use leptos::prelude::*;
use model::PartChange;

use super::{revealed::Revealed, words};
use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn Sides(part: PartChange) -> impl IntoView {
    let t = use_messages();
    let name = words::name(t, &part.part);
    let label = name.replace('`', "");
    view! {
        <div>
            <h3><Sentence text=name/></h3>
            <div class="history-sides">
                <Side title=t.history.before label=label.clone() text=part.before/>
                <Side title=t.history.after label text=part.after/>
            </div>
        </div>
    }
}

#[component]
fn Side(title: &'static str, label: String, text: Option<String>) -> impl IntoView {
    let t = use_messages();
    let content = match text {
        // A block that scrolls has to be reachable by keyboard. Inside of `code`, because browsers leave out a line break at the
        // beginning of `pre`, and the page would not come alive.
        Some(text) => view! {
            <pre class="code-block" tabindex="0" role="group" aria-label=format!("{title}: {label}")>
                <code>
                    <Revealed text/>
                </code>
            </pre>
        }
        .into_any(),
        None => view! { <p class="muted">{t.history.not_there}</p> }.into_any(),
    };
    view! {
        <div>
            <p class="history-side">{title}</p>
            {content}
        </div>
    }
}

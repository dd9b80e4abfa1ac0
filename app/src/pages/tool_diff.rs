//! What is different between two definitions of a tool, for whoever has to judge it.

mod revealed;
mod sides;
mod words;

use leptos::prelude::*;
use model::{ChangeLevel, PartChange, ToolDiff};

pub(crate) use self::revealed::Revealed;
use self::sides::Sides;
use crate::{components::*, i18n::use_messages};

/// What it means for those who use the tool.
#[component]
pub(crate) fn Level(level: ChangeLevel) -> impl IntoView {
    let t = use_messages();
    let (tone, word) = match level {
        ChangeLevel::Compatible => (Tone::Ok, t.history.compatible),
        ChangeLevel::Breaking => (Tone::Warn, t.history.breaking),
        ChangeLevel::Suspicious => (Tone::Bad, t.history.suspicious),
    };
    view! { <Mark tone>{word}</Mark> }
}

/// Line by line in words, and folded what was said before and after.
#[component]
pub(crate) fn Differences(
    diff: ToolDiff,
    /// There were two definitions to compare. What is new or gone as a whole is only to be read.
    is_compared: bool,
) -> impl IntoView {
    let t = use_messages();
    let lines = words::lines(t, &diff, is_compared);
    let lines = (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|text| view! { <li><Sentence text/></li> });
        view! { <ul class="history-lines">{lines.collect_view()}</ul> }
    });
    view! {
        {lines}
        <Texts parts=diff.parts open=diff.level == ChangeLevel::Suspicious/>
    }
}

#[component]
fn Texts(parts: Vec<PartChange>, open: bool) -> impl IntoView {
    let t = use_messages();
    let parts: Vec<_> = parts
        .into_iter()
        .filter(|part| part.before.is_some() || part.after.is_some())
        .collect();
    (!parts.is_empty()).then(|| {
        let parts = parts.into_iter().map(|part| view! { <Sides part/> });
        view! {
            <details class="fold" open=open>
                <summary>{t.history.texts}</summary>
                {parts.collect_view()}
            </details>
        }
    })
}

/// The whole definition as its server wrote it, folded.
#[component]
pub(crate) fn Definition(tool: String, text: String) -> impl IntoView {
    let t = use_messages();
    view! {
        <details class="fold">
            <summary>{t.changes.definition}</summary>
            <pre
                class="code-block"
                tabindex="0"
                role="group"
                aria-label=(t.changes.definition_of)(&revealed::revealed(&tool))
            >
                <code>
                    <Revealed text/>
                </code>
            </pre>
        </details>
    }
}

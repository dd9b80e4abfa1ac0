//! One change of a tool: what happened, what it means, what exactly is different.

use leptos::prelude::*;
use model::{ChangeLevel, PartChange, ToolChangeKind, ToolChangeView};

use super::{revealed::Revealed, sides::Sides, words};
use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn ToolChange(change: ToolChangeView) -> impl IntoView {
    let t = use_messages();
    let kind = match change.kind {
        ToolChangeKind::Added if change.came_back => t.history.came_back,
        ToolChangeKind::Added => t.history.added,
        ToolChangeKind::Changed => t.history.changed,
        ToolChangeKind::Removed => t.history.removed,
    };
    let lines = words::lines(t, &change);
    let diff = change.diff;
    view! {
        <li>
            <div class="history-head">
                <h2><code class="code"><Revealed text=change.tool/></code></h2>
                <Level level=diff.level/>
                <Tag>{kind}</Tag>
                <span class="history-time"><Time at=change.at/></span>
            </div>
            <Lines lines/>
            <Texts parts=diff.parts open=diff.level == ChangeLevel::Suspicious/>
        </li>
    }
}

#[component]
fn Level(level: ChangeLevel) -> impl IntoView {
    let t = use_messages();
    let (tone, word) = match level {
        ChangeLevel::Compatible => (Tone::Ok, t.history.compatible),
        ChangeLevel::Breaking => (Tone::Warn, t.history.breaking),
        ChangeLevel::Suspicious => (Tone::Bad, t.history.suspicious),
    };
    view! { <Mark tone>{word}</Mark> }
}

#[component]
fn Lines(lines: Vec<String>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|text| view! { <li><Sentence text/></li> });
        view! { <ul class="history-lines">{lines.collect_view()}</ul> }
    })
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

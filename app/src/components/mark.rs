//! States and small facts: always a word and a shape beside the colour.

use leptos::prelude::*;
use model::{UpstreamState, UpstreamStatus};

use super::time::until;
use crate::{contexts::use_now, i18n::use_messages};

/// What a state means to the reader.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Just a fact.
    #[default]
    Neutral,
    /// As it should be.
    Ok,
    /// Worth a look.
    Warn,
    /// Broken.
    Bad,
    /// Of the product: chosen, renamed, new.
    Accent,
}

impl Tone {
    const fn mark_class(self) -> &'static str {
        match self {
            Self::Neutral | Self::Accent => "mark mark-idle",
            Self::Ok => "mark mark-ok",
            Self::Warn => "mark mark-warn",
            Self::Bad => "mark mark-bad",
        }
    }

    const fn tag_class(self) -> &'static str {
        match self {
            Self::Neutral => "tag",
            Self::Ok => "tag tag-ok",
            Self::Warn => "tag tag-warn",
            Self::Bad => "tag tag-bad",
            Self::Accent => "tag tag-accent",
        }
    }
}

/// A state: a shape for its tone, and its word.
#[component]
pub fn Mark(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// Its word.
    children: Children,
) -> impl IntoView {
    view! { <span class=tone.mark_class()>{children()}</span> }
}

/// A small fact about the thing beside it.
#[component]
pub fn Tag(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// Its word.
    children: Children,
) -> impl IntoView {
    view! { <span class=tone.tag_class()>{children()}</span> }
}

/// What a server's connections do now, with the next attempt when there is one.
#[component]
pub fn StateMark(
    /// The status.
    status: UpstreamStatus,
) -> impl IntoView {
    let messages = use_messages();
    let tone = match status.state {
        UpstreamState::Ready => Tone::Ok,
        UpstreamState::Degraded | UpstreamState::Backoff => Tone::Warn,
        UpstreamState::Idle | UpstreamState::Connecting | UpstreamState::Disabled => Tone::Neutral,
    };
    let (now, common) = (use_now(), &messages.common);
    let next_at = status
        .next_probe_at
        .filter(|_| status.state == UpstreamState::Backoff);
    // Only once the page is alive: a date would be as long as a row.
    let next = move || {
        let left = next_at?.as_millis() - now.get()?;
        let when = until(left, &common.ago)?;
        Some(view! { <span class="muted">" · " {(common.states.next_try)(&when)}</span> })
    };
    view! { <Mark tone>{messages.state(status.state)} {next}</Mark> }
}

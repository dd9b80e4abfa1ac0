//! The lines as they come.

use leptos::{html, prelude::*};
use model::{LogLines, LogsView};

use super::{
    PATH,
    filter::Wanted,
    line::Line,
    tail::{MOST_HELD, MOST_SHOWN, Tail},
};
use crate::{browser, i18n::use_messages};

/// So close to the end counts as the end: fractions of pixels, and a line that is half seen.
const NEAR: i32 = 24;

/// The latest lines, then those that come, until it is paused.
#[component]
pub(super) fn Stream(shown: Signal<(Wanted, LogsView)>) -> impl IntoView {
    let t = use_messages();
    let tail = RwSignal::new(Tail::new(shown.with_untracked(|(_, logs)| logs.latest.clone())));
    let follows = RwSignal::new(true);
    let list = NodeRef::<html::Div>::new();
    let wanted = Memo::new(move |_| shown.with(|(wanted, _)| wanted.clone()));
    listen(shown, tail);
    Effect::new(move || {
        tail.with(|_| ());
        if follows.get() {
            request_animation_frame(move || to_the_end(list));
        }
    });
    let scrolled = move |_| {
        if let Some(list) = list.get_untracked() {
            let left = list.scroll_height() - list.scroll_top() - list.client_height();
            follows.set(left <= NEAR);
        }
    };
    let is_empty = Memo::new(move |_| tail.with(|tail| tail.shown.is_empty()));
    view! {
        <Controls tail follows wanted/>
        <div
            class="log-lines"
            node_ref=list
            role="log"
            aria-live="off"
            aria-label=t.logs.lines
            tabindex="0"
            on:scroll=scrolled
        >
            <Show when=move || is_empty.get()>
                <p class="nothing-found">
                    {move || if wanted.with(Wanted::is_empty) { t.logs.nothing_yet } else { t.logs.nothing_found }}
                </p>
            </Show>
            <For each=move || tail.with(|tail| tail.shown.clone()) key=|line| line.number let:line>
                <Line line/>
            </For>
        </div>
        <p class="log-foot muted">{(t.logs.bounds)(MOST_SHOWN, MOST_HELD)}</p>
    }
}

/// What was shown with another filter is not what is asked for now.
fn listen(shown: Signal<(Wanted, LogsView)>, tail: RwSignal<Tail>) {
    Effect::new(move |is_again: Option<()>| {
        let (wanted, latest) = shown.with(|(wanted, logs)| (wanted.clone(), logs.latest.clone()));
        let after = latest.last.to_string();
        if is_again.is_some() {
            tail.set(Tail::new(latest));
        }
        let url = wanted.at("/events/logs", &[("after", &after)]);
        let stream = browser::listen(&url, "lines", move |data| {
            if let Ok(lines) = serde_json::from_str::<LogLines>(data) {
                // The page may be gone by then.
                let _gone = tail.try_update(|tail| tail.take(lines));
            }
        });
        // Owned by this run of the effect: the stream closes when another filter is chosen.
        StoredValue::new_local(stream);
    });
}

fn to_the_end(list: NodeRef<html::Div>) {
    if let Some(Some(list)) = list.try_get_untracked() {
        list.set_scroll_top(list.scroll_height());
    }
}

/// What can be done with them.
#[component]
fn Controls(tail: RwSignal<Tail>, follows: RwSignal<bool>, wanted: Memo<Wanted>) -> impl IntoView {
    let t = use_messages();
    let is_paused = Memo::new(move |_| tail.with(|tail| tail.is_paused));
    let said = move || {
        let (held, missed) = tail.with(|tail| (tail.held.len(), tail.missed));
        let mut said = Vec::new();
        if is_paused.get() {
            said.push((t.logs.held)(held));
        }
        if missed > 0 {
            said.push((t.logs.missed)(missed));
        }
        said.join(" ")
    };
    let download = move |format: &'static str| {
        move || wanted.with(|wanted| wanted.at(&format!("{PATH}/download"), &[("format", format)]))
    };
    view! {
        <div class="log-controls">
            <button
                class="btn btn-small needs-js"
                type="button"
                aria-pressed=move || is_paused.get().to_string()
                on:click=move |_| tail.update(|tail| tail.pause(!tail.is_paused))
            >
                {move || if is_paused.get() { t.logs.resume } else { t.logs.pause }}
            </button>
            <button class="btn btn-small needs-js" type="button" on:click=move |_| tail.update(Tail::clear)>
                {t.logs.clear}
            </button>
            <Show when=move || !follows.get()>
                <button class="btn btn-small needs-js" type="button" on:click=move |_| follows.set(true)>
                    {t.logs.newest}
                </button>
            </Show>
            <span class="log-said" role="status">{said}</span>
            <a class="btn btn-small btn-quiet" rel="external" download="" href=download("text")>{t.logs.as_text}</a>
            <a class="btn btn-small btn-quiet" rel="external" download="" href=download("jsonl")>{t.logs.as_json}</a>
        </div>
    }
}

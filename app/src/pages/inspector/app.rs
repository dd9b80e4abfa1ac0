//! An app of a tool: HTML of its server in a closed frame, beside the result that it shows.

mod host;
mod message;
mod said;
mod welcome;

use leptos::prelude::*;
use model::{AppView, AppWishes, ExchangeState};

use self::{host::Host, said::WhatIsSaid};
use super::{inspected::Inspected, path};
use crate::{
    api::inspector::open_app, browser, components::*, contexts::use_hydrated, i18n::use_messages,
    pages::live::Live,
};

/// Pixels that an app has before it says how many it wants.
const FIRST_HEIGHT: u32 = 240;
/// The fewest that it gets,
const LEAST_HEIGHT: u32 = 64;
/// and the most; then it scrolls.
const MOST_HEIGHT: u32 = 1600;

/// The app for the latest call of a tool, once there is a result.
#[component]
pub(super) fn AppOf(it: Inspected, tool: String, n: Memo<Option<u64>>) -> impl IntoView {
    let t = &use_messages().inspector.app;
    let is_alive = use_hydrated();
    let answered = Memo::new(move |_| {
        let n = n.get()?;
        let has_result = it.view.with(|view| {
            let row = view.exchanges.iter().find(|row| row.n == n);
            row.is_some_and(|row| matches!(row.state, ExchangeState::Done | ExchangeState::ToolError))
        });
        has_result.then_some(n)
    });
    move || {
        let n = answered.get()?;
        let tool = tool.clone();
        Some(if is_alive.get() {
            view! { <Opened it n tool/> }.into_any()
        } else {
            view! { <p class="muted">{t.needs_js}</p> }.into_any()
        })
    }
}

#[component]
fn Opened(it: Inspected, n: u64, tool: String) -> impl IntoView {
    let t = &use_messages().inspector.app;
    let (id, label) = (it.id, (t.title)(&tool));
    let opened = Resource::new(|| (), move |()| open_app(id, n));
    view! {
        <section class="stack app" aria-label=label>
            <Live resource=opened let:opened>
                {
                    let tool = tool.clone();
                    move || opened.get().map(|app| view! { <Shown it n app tool=tool.clone()/> })
                }
            </Live>
        </section>
    }
}

#[component]
fn Shown(it: Inspected, n: u64, app: AppView, tool: String) -> impl IntoView {
    let t = &use_messages().inspector.app;
    if let Some(problem) = app.problem {
        return view! { <p role="status"><Mark tone=Tone::Warn>{t.problem(problem)}</Mark></p> }.into_any();
    }
    let wishes = app.wishes.clone();
    let src = format!("{}/apps/{}", path(it.id), app.read);
    let host = Host::new(it.id, n, app);
    view! {
        <Frame host src title=(t.title)(&tool)/>
        <Wishes wishes/>
        <WhatIsSaid host/>
    }
    .into_any()
}

/// The frame. It has no origin of ours (`sandbox` here and in its page's policy), and messages count only when they come from it.
#[component]
fn Frame(host: Host, src: String, title: String) -> impl IntoView {
    let t = &use_messages().inspector.app;
    Effect::new(move || {
        if let Some(frame) = host.frame.get() {
            // Owned by this run of the effect: nobody listens when the frame is gone.
            StoredValue::new_local(browser::hear_frame(frame, move |text| host.hear(text)));
        }
    });
    view! {
        <iframe
            class="app-frame"
            node_ref=host.frame
            sandbox="allow-scripts allow-forms"
            allow=""
            referrerpolicy="no-referrer"
            height=move || host.height.get().to_string()
            title=title
            src=src
        ></iframe>
        <p class="muted">{t.boundary}</p>
    }
}

/// What the app reaches beyond its frame, and what it does not get.
#[component]
fn Wishes(wishes: AppWishes) -> impl IntoView {
    let t = &use_messages().inspector.app;
    let mut reaches = wishes.connects;
    let more = wishes.loads.into_iter().filter(|it| !reaches.contains(it));
    let more: Vec<_> = more.collect();
    reaches.extend(more);
    let facts = [
        (t.reaches, reaches),
        (t.refused, wishes.refused),
        (t.denied, wishes.denied),
    ];
    let facts: Vec<_> = facts
        .into_iter()
        .filter(|(_, texts)| !texts.is_empty())
        .map(|(term, texts)| view! { <Fact term><Texts texts/></Fact> })
        .collect();
    (!facts.is_empty()).then(|| view! { <Facts>{facts}</Facts> })
}

#[component]
fn Texts(texts: Vec<String>) -> impl IntoView {
    let texts = texts
        .into_iter()
        .map(|text| view! { <li><code class="code">{text}</code></li> });
    view! { <ul class="app-texts">{texts.collect_view()}</ul> }
}

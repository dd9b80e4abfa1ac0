//! What came back of a request.

use std::time::Duration;

use leptos::prelude::*;
use model::{ExchangeRow, ExchangeState, ExchangeView, Timestamp};

use super::{
    blocks::{Blocks, Messages},
    inspected::Inspected,
    tree::Tree,
};
use crate::{
    api::inspector::{CancelRequest, get_exchange},
    browser,
    components::*,
    i18n::use_messages,
    pages::live::Live,
};

/// The latest answer, as soon as there is one. The element is always there: what changes in it is read aloud.
#[component]
pub(super) fn LatestAnswer(it: Inspected, n: Memo<Option<u64>>) -> impl IntoView {
    let t = &use_messages().inspector;
    view! {
        <div class="answer" role="region" aria-live="polite" aria-label=t.answer>
            {move || n.get().map(|n| view! { <Answer it n/> })}
        </div>
    }
}

/// One exchange: how far it is, and what came back.
#[component]
pub(super) fn Answer(it: Inspected, n: u64) -> impl IntoView {
    let row = Memo::new(move |_| {
        it.view
            .with(|view| view.exchanges.iter().find(|row| row.n == n).cloned())
    });
    let is_over = Memo::new(move |_| {
        row.with(|row| {
            row.as_ref()
                .is_some_and(|row| row.state != ExchangeState::Running)
        })
    });
    let id = it.id;
    let loaded = Resource::new(
        move || is_over.get(),
        move |is_over| async move {
            if is_over {
                get_exchange(id, n).await.map(Some)
            } else {
                Ok(None)
            }
        },
    );
    view! {
        <div class="stack">
            <Line it n row/>
            <Live resource=loaded let:loaded>
                {move || loaded.get().map(|exchange| view! { <Content it exchange/> })}
            </Live>
        </div>
    }
}

/// How far it is, and how long it takes. Its button stays the same while progress is told.
#[component]
fn Line(it: Inspected, n: u64, row: Memo<Option<ExchangeRow>>) -> impl IntoView {
    let t = &use_messages().inspector;
    let state = Memo::new(move |_| row.with(|row| row.as_ref().map(|row| row.state)));
    let took = move || {
        row.with(|row| {
            let row = row.as_ref()?;
            let millis = row.millis?;
            Some(format!("{} · {}", elapsed(millis * 1_000), (t.bytes)(row.bytes)))
        })
    };
    view! {
        <div class="row">
            {move || state.get().map(|state| view! { <StateOf state/> })}
            <span class="muted">{took}</span>
            <Show when=move || state.get() == Some(ExchangeState::Running)>
                <Running it n row/>
            </Show>
        </div>
    }
}

/// The word and the shape of a state.
#[component]
pub(super) fn StateOf(state: ExchangeState) -> impl IntoView {
    let t = &use_messages().inspector;
    let tone = match state {
        ExchangeState::Done => Tone::Ok,
        ExchangeState::ToolError => Tone::Warn,
        ExchangeState::Failed => Tone::Bad,
        ExchangeState::Running => Tone::Accent,
        ExchangeState::Cancelled => Tone::Neutral,
    };
    view! { <Mark tone>{t.state(state)}</Mark> }
}

#[component]
fn Running(it: Inspected, n: u64, row: Memo<Option<ExchangeRow>>) -> impl IntoView {
    let t = &use_messages().inspector;
    let cancel = ServerAction::<CancelRequest>::new();
    let since = row.with_untracked(|row| row.as_ref().map(|row| row.sent_at));
    let progress = Memo::new(move |_| row.with(|row| row.as_ref()?.progress.clone()));
    let is_told = Memo::new(move |_| progress.with(Option::is_some));
    let fraction = move || progress.with(|it| it.as_ref()?.fraction.map(|it| it.to_string()));
    let said = move || {
        progress.with(|progress| {
            let progress = progress.as_ref()?;
            let of = progress.total.as_ref().map(|total| format!(" / {total}"));
            Some(format!(
                "{}{} {}",
                progress.done,
                of.unwrap_or_default(),
                progress.message
            ))
        })
    };
    view! {
        {since.map(|since| view! { <Elapsed since/> })}
        <Show when=move || is_told.get()>
            <progress max="1" value=fraction aria-label=t.progress></progress>
            <span>{said}</span>
        </Show>
        <Form action=cancel quiet=true>
            <Hidden name="id" value=it.id.to_string()/>
            <Hidden name="n" value=n.to_string()/>
            <SubmitButton small=true>{t.cancel}</SubmitButton>
        </Form>
    }
}

/// Counts while something runs.
#[component]
fn Elapsed(since: Timestamp) -> impl IntoView {
    const TICK: Duration = Duration::from_millis(200);
    let (now, set_now) = signal(None);
    Effect::new(move || {
        let tick = move || set_now.set(Some(browser::now_ms()));
        tick();
        if let Ok(interval) = set_interval_with_handle(tick, TICK) {
            on_cleanup(move || interval.clear());
        }
    });
    let text = move || {
        // The two clocks may differ a little.
        let millis = (now.get()? - since.as_millis()).max(0);
        Some(elapsed(u64::try_from(millis).unwrap_or_default() * 1_000))
    };
    // It is not read aloud five times a second.
    view! { <span class="muted number" aria-hidden="true">{text}</span> }
}

#[component]
fn Content(it: Inspected, exchange: ExchangeView) -> impl IntoView {
    let t = &use_messages().inspector;
    let is_shown_otherwise =
        !exchange.blocks.is_empty() || !exchange.messages.is_empty() || exchange.structured.is_some();
    let status = exchange
        .status
        .map(|status| view! { <p><Mark tone=Tone::Bad>{(t.http_status)(status)}</Mark></p> });
    let structured = exchange.structured.map(|text| {
        view! {
            <section class="stack">
                <h3 class="part-title">{t.structured}</h3>
                <Tree text label=t.structured/>
            </section>
        }
    });
    let meta = exchange.meta.map(|text| {
        view! {
            <details class="fold">
                <summary><code class="code">"_meta"</code></summary>
                <CodeBlock text label="_meta"/>
            </details>
        }
    });
    let raw = exchange.answer.map(|text| {
        view! {
            <details class="fold" open=!is_shown_otherwise>
                <summary>{t.raw}</summary>
                <CodeBlock text label=t.raw/>
            </details>
        }
    });
    view! {
        {status}
        <Messages it messages=exchange.messages/>
        <Blocks it blocks=exchange.blocks/>
        {structured}
        {meta}
        {raw}
    }
    .into_any()
}

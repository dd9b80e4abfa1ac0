//! What was sent and what came back.

use leptos::prelude::*;
use model::{ExchangeState, ExchangeView, InspectionId, InspectionView};

use crate::{
    api::inspector::{CancelRequest, SendRequest},
    components::*,
    i18n::use_messages,
};

#[component]
pub(super) fn ExchangesCard(id: InspectionId, view: Memo<InspectionView>) -> impl IntoView {
    let t = &use_messages().inspector;
    let exchanges = Memo::new(move |_| view.with(|view| view.exchanges.clone()));
    let (cancel, send) = (
        ServerAction::<CancelRequest>::new(),
        ServerAction::<SendRequest>::new(),
    );
    // The latest is open.
    let latest = move |n: u64| exchanges.with(|all| all.first().is_some_and(|it| it.n == n));
    view! {
        <Card title=t.history>
            <div role="log">
                <For
                    each=move || exchanges.get()
                    key=move |it| (it.n, t.state(it.state), it.progress.clone())
                    let:it
                >
                    <One id exchange=it.clone() is_open=latest(it.n) cancel send/>
                </For>
            </div>
        </Card>
    }
}

#[component]
fn One(
    id: InspectionId,
    exchange: ExchangeView,
    is_open: bool,
    cancel: ServerAction<CancelRequest>,
    send: ServerAction<SendRequest>,
) -> impl IntoView {
    let (line, answer) = (exchange.clone(), exchange.clone());
    view! {
        <details class="fold" open=is_open>
            <summary><Line exchange=line/></summary>
            <Answer exchange=answer/>
            <Doings id exchange cancel send/>
        </details>
    }
}

#[component]
fn Line(exchange: ExchangeView) -> impl IntoView {
    let t = &use_messages().inspector;
    let tone = match exchange.state {
        ExchangeState::Done => Tone::Ok,
        ExchangeState::ToolError => Tone::Warn,
        ExchangeState::Failed => Tone::Bad,
        ExchangeState::Running => Tone::Accent,
        ExchangeState::Cancelled => Tone::Neutral,
    };
    let took = exchange
        .millis
        .map(|millis| format!(" · {millis} ms · {} B", exchange.bytes));
    let progress = exchange.progress.map(|(done, of, words)| {
        let of = of.map(|of| format!("/{of}")).unwrap_or_default();
        format!(" · {done}{of} {words}")
    });
    view! {
        <Mark tone>{t.state(exchange.state)}</Mark>
        " " <code class="code">{exchange.method} " " {exchange.name}</code>
        <span class="muted">{took} {progress}</span>
    }
}

#[component]
fn Answer(exchange: ExchangeView) -> impl IntoView {
    let t = &use_messages().inspector;
    let raw = exchange.answer;
    if exchange.texts.is_empty() {
        return raw
            .map(|text| view! { <CodeBlock text label=t.answer/> })
            .into_any();
    }
    let texts = exchange.texts.into_iter();
    view! {
        {texts.map(|text| view! { <CodeBlock text label=t.answer/> }).collect_view()}
        {raw
            .map(|text| {
                view! {
                    <details class="fold">
                        <summary>{t.raw}</summary>
                        <CodeBlock text label=t.raw/>
                    </details>
                }
            })}
    }
    .into_any()
}

#[component]
fn Doings(
    id: InspectionId,
    exchange: ExchangeView,
    cancel: ServerAction<CancelRequest>,
    send: ServerAction<SendRequest>,
) -> impl IntoView {
    let t = &use_messages().inspector;
    if exchange.state == ExchangeState::Running {
        return view! {
            <Form action=cancel quiet=true>
                <Hidden name="id" value=id.to_string()/>
                <Hidden name="n" value=exchange.n.to_string()/>
                <SubmitButton small=true>{t.cancel}</SubmitButton>
            </Form>
        }
        .into_any();
    }
    // A session begins once.
    if exchange.method == "initialize" {
        return ().into_any();
    }
    view! {
        <Form action=send quiet=true>
            <Hidden name="id" value=id.to_string()/>
            <Hidden name="input[method]" value=exchange.method/>
            <Hidden name="input[name]" value=exchange.name/>
            <Hidden name="input[params]" value=exchange.input/>
            <SubmitButton small=true>{t.again}</SubmitButton>
        </Form>
    }
    .into_any()
}

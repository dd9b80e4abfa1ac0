//! A recording: what passed, in the order of time, on both sides of the gateway.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{
    CallOutcome, RecordingId, RecordingView, WireCall, WireEntry, WireFilter, WireKind, WirePage, WireSide,
};

use super::{
    list::{State, home},
    path, span,
};
use crate::{
    api::wires::{RemoveRecording, StopRecording, recorded},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{href, use_id},
    },
};

const TEXT: &str = "q";
const SIDE: &str = "side";
const EXCHANGE: &str = "exchange";
const ERRORS: &str = "errors";

/// A recording, live.
#[component]
pub fn RecordingPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<RecordingId>();
    let changes = use_changes(Noun::Wires);
    let filter = use_filter();
    let page = Resource::new(
        move || (id.get(), filter.get(), changes.get()),
        |(id, filter, _)| async move { recorded(id.ok_or(AppError::NotFound)?, filter).await },
    );
    view! {
        <LivePage resource=page title=t.wires.recording home=home(t.wires.title) let:page>
            <Recording page filter/>
        </LivePage>
    }
    .into_any()
}

fn use_filter() -> Memo<WireFilter> {
    let query = use_query_map();
    Memo::new(move |_| {
        query.with(|query| WireFilter {
            text: query.get_str(TEXT).unwrap_or_default().to_owned(),
            side: query.get_str(SIDE).and_then(WireSide::parse),
            exchange: query.get_str(EXCHANGE).and_then(|it| it.parse().ok()),
            errors: query.get_str(ERRORS).is_some(),
        })
    })
}

#[component]
fn Recording(page: Signal<WirePage>, filter: Memo<WireFilter>) -> impl IntoView {
    let t = use_messages();
    let recording = Memo::new(move |_| page.with(|page| page.recording.clone()));
    let id = recording.with_untracked(|it| it.id);
    let name = recording.with_untracked(|it| it.endpoint.name.clone());
    view! {
        <Page
            title=name
            parents=vec![home(t.wires.title)]
            lead=move || view! { {move || view! { <Lead recording=recording.get()/> }} }
            actions=move || view! { <Acts recording/> }
        >
            <Card title=t.wires.time_line flush=true>
                <Filters id filter/>
                <TimeLine id page/>
            </Card>
        </Page>
    }
}

#[component]
fn Lead(recording: RecordingView) -> impl IntoView {
    let t = &use_messages().wires;
    let session = recording.session.clone().map(|session| {
        view! { {t.session} " " <code class="code">{session}</code> " · " }
    });
    let missed = (recording.missed > 0)
        .then(|| view! { " · " <Mark tone=Tone::Warn>{(t.missed)(recording.missed)}</Mark> });
    let forgotten = (recording.forgotten > 0).then(|| view! { " · " {(t.forgotten)(recording.forgotten)} });
    view! {
        {session}
        <State recording=recording.clone()/> " · " {(t.so_many)(recording.entries)} {forgotten} {missed}
    }
}

#[component]
fn Acts(recording: Memo<RecordingView>) -> impl IntoView {
    let t = use_messages();
    let (stop, remove) = (
        ServerAction::<StopRecording>::new(),
        ServerAction::<RemoveRecording>::new(),
    );
    let id = recording.with_untracked(|it| it.id);
    let is_running = Memo::new(move |_| recording.with(|it| it.is_running));
    view! {
        <a class="btn" href=format!("/recordings/{id}") download=format!("recording-{id}.json") rel="external">
            {t.common.download}
        </a>
        <Show
            when=move || is_running.get()
            fallback=move || {
                view! {
                    <Form action=remove quiet=true>
                        <Hidden name="id" value=id.to_string()/>
                        <SubmitButton look=Look::Danger>{t.wires.remove}</SubmitButton>
                    </Form>
                }
            }
        >
            <Form action=stop quiet=true>
                <Hidden name="id" value=id.to_string()/>
                <SubmitButton>{t.wires.stop}</SubmitButton>
            </Form>
        </Show>
    }
}

#[component]
fn Filters(id: RecordingId, filter: Memo<WireFilter>) -> impl IntoView {
    let t = use_messages();
    let to = move |side: Option<WireSide>, errors: bool, exchange: bool| {
        filter.with(|filter| {
            let exchange = filter.exchange.filter(|_| exchange).map(|it| it.to_string());
            href(
                &path(id),
                &[
                    (TEXT, &filter.text),
                    (SIDE, side.map_or("", WireSide::as_str)),
                    (ERRORS, if errors { "1" } else { "" }),
                    (EXCHANGE, exchange.as_deref().unwrap_or_default()),
                ],
            )
        })
    };
    let side = move || filter.with(|filter| filter.side);
    let errors = move || filter.with(|filter| filter.errors);
    view! {
        <Toolbar>
            <SearchBox label=t.wires.search/>
            <div class="chips" role="group" aria-label=t.wires.side>
                <Chip href=Signal::derive(move || to(None, errors(), true)) current=Signal::derive(move || side().is_none())>
                    {t.common.all}
                </Chip>
                {WireSide::ALL
                    .map(|one| {
                        view! {
                            <Chip
                                href=Signal::derive(move || to(Some(one), errors(), true))
                                current=Signal::derive(move || side() == Some(one))
                            >
                                {t.wires.side_of(one)}
                            </Chip>
                        }
                    })
                    .collect_view()}
                <Chip href=Signal::derive(move || to(side(), !errors(), true)) current=Signal::derive(errors)>
                    {t.wires.errors}
                </Chip>
            </div>
            {move || {
                filter.with(|filter| filter.exchange).map(|exchange| {
                    view! {
                        <a class="btn btn-small" href=to(side(), errors(), false)>
                            {(t.wires.whole_time_line)(exchange)}
                        </a>
                    }
                })
            }}
        </Toolbar>
    }
}

/// The entries of a recording, one a row.
#[component]
pub(crate) fn TimeLine(id: RecordingId, page: Signal<WirePage>) -> impl IntoView {
    let t = &use_messages().wires;
    let entries = Memo::new(move |_| page.with(|page| page.entries.clone()));
    // The first that is shown: times count from it.
    let began = Memo::new(move |_| entries.with(|entries| entries.first().map_or(0, |first| first.at_us)));
    let has_more = Memo::new(move |_| page.with(|page| page.has_more));
    let columns = || {
        vec![
            Column::new(t.time).number(),
            Column::new(t.wire),
            Column::new(t.what),
            Column::new(t.size).number().hide_small(),
        ]
    };
    view! {
        <Show when=move || has_more.get()>
            <p class="muted card-body">{t.earlier}</p>
        </Show>
        <Show
            when=move || entries.with(|entries| !entries.is_empty())
            fallback=move || view! { <EmptyState title=t.nothing_title text=t.nothing_text/> }
        >
            <Table label=t.time_line columns=columns()>
                <For each=move || entries.get() key=|entry| entry.n let:entry>
                    <Row id entry began/>
                </For>
            </Table>
        </Show>
    }
}

#[component]
fn Row(id: RecordingId, entry: WireEntry, began: Memo<i64>) -> impl IntoView {
    let t = &use_messages().wires;
    let at = entry.at_us;
    let size = entry.body.as_ref().map(|body| body.bytes);
    let wire = wire_of(t, &entry);
    let exchange = entry.exchange.map(|exchange| {
        let href = href(&path(id), &[(EXCHANGE, &exchange.to_string())]);
        view! { <a class="code" href=href aria-label=(t.only_exchange)(exchange)>"#" {exchange}</a> }
    });
    let is_error = entry.message.as_ref().is_some_and(|message| message.is_error)
        || matches!(entry.kind, WireKind::Answer { status } if status >= 400);
    view! {
        <tr role="row" class="wire-row">
            <td role="cell" class="number cell-side">
                <code class="code">{move || format!("+{}", span(at - began.get()))}</code>
            </td>
            <td role="cell" class="cell-side">{wire} " " {exchange}</td>
            <td role="cell" class="cell-title">
                <a href=format!("{}/entries/{}", path(id), entry.n)>{headline(&entry)}</a>
                {is_error.then(|| view! { " " <Mark tone=Tone::Bad>{t.error}</Mark> })}
                <Beneath entry=entry.clone()/>
            </td>
            <td role="cell" class="number hide-small">{size}</td>
        </tr>
    }
}

/// What stands below the first line: the beginning of a text, or where the time of a call went.
#[component]
fn Beneath(entry: WireEntry) -> impl IntoView {
    let t = &use_messages().wires;
    if let WireKind::Call(call) = &entry.kind {
        return view! { <Stages call=call.clone()/> }.into_any();
    }
    let rewritten = (!entry.rewritten.is_empty()).then(|| {
        view! { <Tag tone=Tone::Accent>{t.rewritten} ": " {entry.rewritten.join(", ")}</Tag> }
    });
    let text = entry.body.map(|body| {
        let text: String = body.text.chars().take(PREVIEW).collect();
        view! { <small class="code wire-text">{text}</small> }
    });
    view! { {rewritten} {text} }.into_any()
}

/// Letters of a text that stand in the time line.
const PREVIEW: usize = 160;

/// Where the time of a call went: as lengths, and in words.
#[component]
pub(super) fn Stages(call: WireCall) -> impl IntoView {
    let t = &use_messages().wires;
    let stages = [
        (t.before, call.before_us, "wire-before"),
        (t.connecting, call.connecting_us, "wire-connecting"),
        (t.server, call.server_us, "wire-server"),
        (t.after, call.after_us, "wire-after"),
    ];
    let whole = call.elapsed_us.max(1);
    let us = |us: u64| span(i64::try_from(us).unwrap_or(i64::MAX));
    let bars = stages
        .iter()
        .scan(0, |from, (_, length, class)| {
            let (x, width) = (*from * BAR / whole, length * BAR / whole);
            *from += length;
            Some(view! { <rect class=*class x=x y="0" width=width.max(1) height="6"/> })
        })
        .collect_view();
    let words = stages
        .iter()
        .filter(|(_, length, _)| *length > 0)
        .map(|(word, length, _)| format!("{word} {}", us(*length)))
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <svg class="wire-stages" viewBox=format!("0 0 {BAR} 6") preserveAspectRatio="none" aria-hidden="true">
            {bars}
        </svg>
        <small>{us(call.elapsed_us)} ": " {words}</small>
    }
}

/// Lengths of a bar are parts of this.
const BAR: u64 = 1000;

/// In a line.
pub(super) fn headline(entry: &WireEntry) -> String {
    let message = entry.message.as_ref().map(|message| {
        let method = message.method.clone().unwrap_or_default();
        let name = message
            .name
            .clone()
            .map(|name| format!(" {name}"))
            .unwrap_or_default();
        let id = message
            .id
            .clone()
            .map(|id| format!(" id {id}"))
            .unwrap_or_default();
        format!("{method}{name}{id}").trim().to_owned()
    });
    let words: Vec<String> = match &entry.kind {
        WireKind::Request { method, target } => vec![method.clone(), target.clone()],
        WireKind::Answer { status } => vec![status.to_string()],
        WireKind::Event => vec!["event".to_owned()],
        WireKind::Line => vec![if entry.is_forth { "stdin" } else { "stdout" }.to_owned()],
        WireKind::Call(call) => vec![call.tool.clone(), outcome(call.outcome).to_owned()],
    };
    let words = words.join(" ");
    match message {
        Some(message) if !message.is_empty() => format!("{message} · {words}"),
        _ => words,
    }
}

/// The word of records.
const fn outcome(outcome: CallOutcome) -> &'static str {
    match outcome {
        CallOutcome::Ok => "ok",
        CallOutcome::ToolError => "tool_error",
        CallOutcome::Error => "error",
        CallOutcome::Cancelled => "cancelled",
    }
}

/// From whom to whom.
pub(super) fn wire_of(t: &'static crate::i18n::wires::WiresMessages, entry: &WireEntry) -> String {
    let server = entry.server.as_ref().map(|server| server.name.clone());
    let (from, to) = match (server, entry.is_forth) {
        (None, true) => (t.client.to_owned(), t.gateway.to_owned()),
        (None, false) => (t.gateway.to_owned(), t.client.to_owned()),
        (Some(server), true) => (t.gateway.to_owned(), server),
        (Some(server), false) => (server, t.gateway.to_owned()),
    };
    format!("{from} → {to}")
}

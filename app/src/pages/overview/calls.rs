//! The latest calls through the gateway.

use leptos::prelude::*;
use model::{CallOutcome, CallPart, CallView};

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn CallsCard(calls: Signal<Vec<CallView>>) -> impl IntoView {
    let t = use_messages();
    let any = Memo::new(move |_| calls.with(|calls| !calls.is_empty()));
    view! {
        <Card title=t.overview.recent_calls flush=true>
            <Show
                when=move || any.get()
                fallback=move || {
                    view! { <EmptyState title=t.overview.no_calls_title text=t.overview.no_calls_text/> }
                }
            >
                <CallsTable calls/>
            </Show>
        </Card>
    }
}

#[component]
fn CallsTable(calls: Signal<Vec<CallView>>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.overview.outcome),
        Column::new(t.overview.tool),
        Column::new(t.endpoints.one),
        Column::new(t.overview.client),
        Column::new(t.overview.time).number(),
        Column::new(t.overview.when).number(),
    ];
    view! {
        <Table label=t.overview.recent_calls columns>
            <For each=move || calls.get() key=|call| (call.n, call.at) let:call>
                <tr role="row">
                    <td role="cell" class="cell-state">
                        <Outcome outcome=call.outcome/>
                    </td>
                    <td role="cell" class="cell-title">
                        <code class="code">{call.tool}</code>
                        <Told arguments=call.arguments result=call.result/>
                    </td>
                    <td role="cell" class="hide-small">{call.endpoint}</td>
                    <td role="cell" class="hide-small">{call.client}</td>
                    <td role="cell" class="cell-side number">{elapsed(call.elapsed_us)}</td>
                    <td role="cell" class="cell-actions">
                        <Time at=call.at/>
                    </td>
                </tr>
            </For>
        </Table>
    }
}

#[component]
fn Outcome(outcome: CallOutcome) -> impl IntoView {
    let t = use_messages();
    let (tone, word) = match outcome {
        CallOutcome::Ok => (Tone::Ok, t.overview.outcome_ok),
        CallOutcome::ToolError => (Tone::Warn, t.overview.outcome_tool_error),
        CallOutcome::Error => (Tone::Bad, t.overview.outcome_error),
        CallOutcome::Cancelled => (Tone::Neutral, t.overview.outcome_cancelled),
    };
    view! { <Mark tone>{word}</Mark> }
}

/// What the namespace has told of a call.
#[component]
fn Told(arguments: Option<CallPart>, result: Option<CallPart>) -> impl IntoView {
    let t = use_messages();
    (arguments.is_some() || result.is_some()).then(|| {
        view! {
            <details class="fold">
                <summary>{t.overview.told}</summary>
                {arguments.map(|part| view! { <Part part label=t.overview.arguments/> })}
                {result.map(|part| view! { <Part part label=t.overview.result/> })}
            </details>
        }
    })
}

#[component]
fn Part(part: CallPart, label: &'static str) -> impl IntoView {
    let t = use_messages();
    view! {
        <p class="muted">{(t.overview.part)(label, part.bytes)}</p>
        {part.sha256.map(|digest| view! { <p class="muted">"SHA-256 " <Code text=digest/></p> })}
        {part.text.map(|text| view! { <CodeBlock text label/> })}
    }
}

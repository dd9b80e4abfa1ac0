//! The latest calls through the gateway.

use leptos::prelude::*;
use model::{CallOutcome, CallView};

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
            <For each=move || calls.get() key=|call| format!("{call:?}") let:call>
                <tr role="row">
                    <td role="cell" class="cell-state">
                        <Outcome outcome=call.outcome/>
                    </td>
                    <td role="cell" class="cell-title">
                        <code class="code">{call.tool}</code>
                    </td>
                    <td role="cell" class="hide-small">{call.endpoint}</td>
                    <td role="cell" class="hide-small">{call.client}</td>
                    <td role="cell" class="cell-side number">{duration(call.elapsed_us)}</td>
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

/// Microseconds in the unit that fits, three digits at most before the unit.
fn duration(micros: u64) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..10_000 => format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100),
        10_000..1_000_000 => format!("{} ms", micros / 1_000),
        _ => format!("{}.{} s", micros / 1_000_000, micros % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_have_the_unit_that_fits() {
        let cases = [
            (999, "999 µs"),
            (4_120, "4.1 ms"),
            (212_900, "212 ms"),
            (1_950_000, "1.9 s"),
        ];
        for (micros, text) in cases {
            assert_eq!(duration(micros), text);
        }
    }
}

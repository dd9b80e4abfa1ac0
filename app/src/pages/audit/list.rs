//! The calls themselves, the newest first.

use leptos::prelude::*;
use model::{AuditCallView, AuditCallsView, CallFilter, CallOutcome, CallRange, CallerKind, UserId};

use super::{Shown, call};
use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn CallsCard(calls: Signal<AuditCallsView>, shown: Memo<Shown>) -> impl IntoView {
    let t = use_messages();
    let list = Memo::new(move |_| calls.with(|calls| calls.calls.clone()));
    let next = Memo::new(move |_| calls.with(|calls| calls.next));
    let older = move || {
        shown.with(|shown| {
            Shown {
                behind: next.get(),
                ..shown.clone()
            }
            .href()
        })
    };
    let newest = move || shown.with(|shown| shown.with(|_| ()).href());
    let is_further = Memo::new(move |_| shown.with(|shown| shown.behind.is_some()));
    let kept = move || calls.with(|calls| (t.audit.kept)(calls.state.days, calls.state.most_rows));
    view! {
        <Card title=t.audit.calls flush=true aside=move || view! { <span class="muted">{kept}</span> }>
            <Show when=move || list.with(|list| !list.is_empty()) fallback=move || view! { <Nothing shown/> }>
                <CallsTable list/>
            </Show>
            <Show when=move || is_further.get() || next.get().is_some()>
                <nav class="pager" aria-label=t.audit.calls>
                    <Show when=move || is_further.get()>
                        <LinkButton href=Signal::derive(newest) small=true>{t.audit.newest}</LinkButton>
                    </Show>
                    <Show when=move || next.get().is_some()>
                        <LinkButton href=Signal::derive(older) small=true>{t.audit.older}</LinkButton>
                    </Show>
                </nav>
            </Show>
        </Card>
    }
}

/// There were no calls, or none that pass.
#[component]
fn Nothing(shown: Memo<Shown>) -> impl IntoView {
    let t = use_messages();
    move || {
        let (title, text) = if shown.with(|shown| shown.filter.is_of_all()) {
            (t.audit.empty_title, t.audit.empty_text)
        } else {
            (t.audit.nothing_title, t.audit.nothing_text)
        };
        let everything = shown.with(|shown| {
            let all = CallFilter {
                range: CallRange::All,
                ..CallFilter::default()
            };
            (shown.filter != all).then_some(Shown {
                filter: all,
                by: shown.by,
                behind: None,
            })
        });
        view! {
            <EmptyState title text>
                {everything.map(|all| view! { <LinkButton href=all.href()>{t.audit.range_all}</LinkButton> })}
            </EmptyState>
        }
    }
}

#[component]
fn CallsTable(list: Memo<Vec<AuditCallView>>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.overview.outcome),
        Column::new(t.overview.tool),
        Column::new(t.audit.caller),
        Column::new(t.endpoints.one),
        Column::new(t.overview.time).number(),
        Column::new(t.overview.when).number(),
    ];
    view! {
        <Table label=t.audit.calls columns>
            <For each=move || list.get() key=|call| call.id let:call>
                <CallRow call/>
            </For>
        </Table>
    }
}

#[component]
fn CallRow(call: AuditCallView) -> impl IntoView {
    let t = use_messages();
    let client = call.client.clone();
    let server = call.server.as_ref().map(|it| it.name.clone()).unwrap_or_default();
    view! {
        <tr role="row" class:row-write=call.is_write>
            <td role="cell" class="cell-state"><Outcome outcome=call.outcome/></td>
            <td role="cell" class="cell-title">
                <a href=call::path(call.id)><code class="code">{call.tool.clone()}</code></a>
                " "
                <Write is_write=call.is_write/>
                <small>{server}</small>
            </td>
            <td role="cell" data-label=t.audit.caller>
                <Caller call=call.clone()/>
                {call.credential.clone().map(|it| view! { <small class="under">{it.name}</small> })}
            </td>
            <td role="cell" class="hide-small">
                {call.endpoint.name.clone()}
                <small class="under">{client}</small>
            </td>
            <td role="cell" class="cell-side number">{elapsed(call.elapsed_us)}</td>
            <td role="cell" class="cell-actions"><Time at=call.at/></td>
        </tr>
    }
}

/// A shape and a word for what may have changed something.
#[component]
pub(super) fn Write(is_write: bool) -> impl IntoView {
    let t = use_messages();
    is_write.then(
        || view! { <span class="tag tag-warn tag-write" title=t.audit.write_hint>{t.audit.write}</span> },
    )
}

/// Who called; a person leads to their last hour.
#[component]
pub(super) fn Caller(call: AuditCallView) -> impl IntoView {
    let t = use_messages();
    let name = t.audit.caller(call.caller.kind, &call.caller.name);
    match (call.caller.kind, call.caller.id) {
        (CallerKind::Person, Some(id)) => view! {
            <a href=super::last_hour_of(UserId::from_uuid(id)) title=t.audit.of_person_hour>{name}</a>
        }
        .into_any(),
        _ => name.into_any(),
    }
}

/// How a call ended.
#[component]
pub(super) fn Outcome(outcome: CallOutcome) -> impl IntoView {
    let t = use_messages();
    let tone = match outcome {
        CallOutcome::Ok => Tone::Ok,
        CallOutcome::ToolError => Tone::Warn,
        CallOutcome::Error => Tone::Bad,
        CallOutcome::Cancelled => Tone::Neutral,
    };
    view! { <Mark tone>{t.call_outcome(outcome)}</Mark> }
}

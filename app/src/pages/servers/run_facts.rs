//! How a server is run, as far as it is not run like every other.

use leptos::prelude::*;
use model::{RunSettings, Sandbox, format_tool_times};

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn RunFacts(run: RunSettings) -> impl IntoView {
    let t = &use_messages().run;
    let (connections, times, limits) = (run.connections, run.timeouts, run.limits);
    let sharing = connections
        .sharing
        .map(|sharing| t.sharing_name(sharing).to_owned());
    let plain = |number: u32| number.to_string();
    let facts = [
        (t.sharing, sharing),
        (t.spares, connections.spares.map(plain)),
        (t.max, connections.max.map(plain)),
        (t.connect, times.connect.map(t.seconds)),
        (t.answer, times.answer.map(t.seconds)),
        (t.total, times.total.map(t.seconds)),
        (t.refresh, run.refresh_minutes.map(refresh)),
        (t.memory, limits.memory_mib.map(|memory| format!("{memory} MiB"))),
        (t.cpu, limits.cpu_seconds.map(t.seconds)),
        (t.files, limits.open_files.map(plain)),
    ];
    let said = facts
        .into_iter()
        .map(|(term, value)| value.map(|value| view! { <Fact term>{value}</Fact> }));
    let tools = (!times.tools.is_empty()).then(|| {
        let text = format_tool_times(&times.tools);
        view! { <Fact term=t.tools><Lines text/></Fact> }
    });
    view! {
        {said.collect_view()}
        {tools}
        {run.sandbox.map(|sandbox| view! { <SandboxFact sandbox/> })}
    }
}

fn refresh(minutes: u32) -> String {
    let t = &use_messages().run;
    if minutes == 0 {
        t.never.to_owned()
    } else {
        (t.minutes)(minutes)
    }
}

#[component]
fn SandboxFact(sandbox: Sandbox) -> impl IntoView {
    let t = &use_messages().run;
    let folders = if sandbox.writable.is_empty() {
        view! { {t.nowhere} }.into_any()
    } else {
        view! { <Lines text=sandbox.writable.join("\n")/> }.into_any()
    };
    view! { <Fact term=t.writable>{folders}</Fact> }
}

#[component]
fn Lines(text: String) -> impl IntoView {
    let lines = text.lines().map(|line| view! { <li>{line.to_owned()}</li> });
    view! { <ul class="code">{lines.collect_view()}</ul> }
}

//! What the trial of each server gave.

use leptos::prelude::*;
use model::{ProbeView, QuickOutcome, QuickServer};

use crate::{components::*, i18n::use_messages};

/// As many tools are named; the rest is counted.
const NAMED_TOOLS: usize = 12;

/// One card for each server.
#[component]
pub(super) fn Tried(servers: Vec<QuickServer>) -> impl IntoView {
    servers
        .into_iter()
        .map(|server| view! { <TriedServer server/> })
        .collect_view()
}

#[component]
fn TriedServer(server: QuickServer) -> impl IntoView {
    let t = use_messages();
    let target = if server.input.kind.is_remote() {
        server.input.url
    } else {
        server.input.command_line
    };
    let (tone, word) = match &server.outcome {
        QuickOutcome::Found(probe) => (Tone::Ok, (t.quick.connected_in)(probe.elapsed_ms)),
        QuickOutcome::Failed(_) => (Tone::Warn, t.quick.failed.to_owned()),
        QuickOutcome::SwitchedOff => (Tone::Neutral, t.quick.switched_off.to_owned()),
        QuickOutcome::Invalid(_) => (Tone::Bad, t.quick.cannot_be_right.to_owned()),
    };
    let detail = match server.outcome {
        QuickOutcome::Found(probe) => view! { <Found probe/> }.into_any(),
        QuickOutcome::Failed(failure) => view! { <FailureNote failure/> }.into_any(),
        QuickOutcome::SwitchedOff => view! { <p class="muted">{t.quick.switched_off_text}</p> }.into_any(),
        QuickOutcome::Invalid(errors) => errors
            .iter()
            .flat_map(|(_, problems)| problems)
            .map(|problem| view! { <p class="field-problem">{t.problem(problem)}</p> })
            .collect_view()
            .into_any(),
    };
    view! {
        <Card>
            <div class="stack">
                <div class="row">
                    <Mark tone>{word}</Mark>
                    <strong>{server.input.name}</strong>
                    <code class="code clip">{target}</code>
                </div>
                {detail}
            </div>
        </Card>
    }
}

#[component]
fn Found(probe: ProbeView) -> impl IntoView {
    let t = use_messages();
    let count = probe.tools.len();
    let facts = [
        probe.server_info,
        (t.quick.protocol)(&probe.protocol_version),
        (t.common.tools)(count),
    ];
    let facts = facts
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    let tools = probe
        .tools
        .into_iter()
        .take(NAMED_TOOLS)
        .map(|(name, about)| view! { <li class="tag code" title=about>{name}</li> })
        .collect_view();
    let more = (count > NAMED_TOOLS)
        .then(|| view! { <li class="muted">{(t.quick.more_tools)(count - NAMED_TOOLS)}</li> });
    view! {
        <p class="muted">{facts}</p>
        <ul class="tags" role="list">{tools} {more}</ul>
    }
}

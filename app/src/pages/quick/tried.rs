//! What the trial of each server gave.

use leptos::prelude::*;
use model::{ProbeView, QuickOutcome, QuickServer, ServerKind};

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
    let target = target(&server);
    let (tone, word) = match &server.outcome {
        QuickOutcome::Found(probe) => (Tone::Ok, (t.quick.connected_in)(probe.elapsed_ms)),
        QuickOutcome::InProcess { .. } => (Tone::Ok, t.quick.in_process.to_owned()),
        QuickOutcome::Failed(_) => (Tone::Warn, t.quick.failed.to_owned()),
        QuickOutcome::SwitchedOff => (Tone::Neutral, t.quick.switched_off.to_owned()),
        QuickOutcome::Invalid(_) => (Tone::Bad, t.quick.cannot_be_right.to_owned()),
    };
    let detail = match server.outcome {
        QuickOutcome::Found(probe) => view! { <Found probe/> }.into_any(),
        QuickOutcome::InProcess { tools, .. } => view! {
            <p class="muted">{t.quick.in_process_text}</p>
            <ToolNames tools/>
        }
        .into_any(),
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

/// What is run, called or stood for.
fn target(server: &QuickServer) -> String {
    match (&server.outcome, server.input.kind) {
        (QuickOutcome::InProcess { namespace, .. }, _) => namespace.clone(),
        (_, ServerKind::Stdio) => server.input.command_line.clone(),
        (_, ServerKind::Sse | ServerKind::StreamableHttp) => server.input.url.clone(),
        (_, ServerKind::Namespace) => String::new(),
    }
}

#[component]
fn Found(probe: ProbeView) -> impl IntoView {
    let t = use_messages();
    let facts = [
        probe.server_info,
        (t.quick.protocol)(&probe.protocol_version),
        (t.common.tools)(probe.tools.len()),
    ];
    let facts = facts
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join(" · ");
    view! {
        <p class="muted">{facts}</p>
        <ToolNames tools=probe.tools/>
    }
}

#[component]
fn ToolNames(tools: Vec<(String, String)>) -> impl IntoView {
    let t = use_messages();
    let count = tools.len();
    let tools = tools
        .into_iter()
        .take(NAMED_TOOLS)
        .map(|(name, about)| view! { <li class="tag code" title=about>{name}</li> })
        .collect_view();
    let more = (count > NAMED_TOOLS)
        .then(|| view! { <li class="muted">{(t.quick.more_tools)(count - NAMED_TOOLS)}</li> });
    view! {
        <ul class="tags" role="list">{tools} {more}</ul>
    }
}

//! The connections of a server as they are now, with what runs for them.

use leptos::prelude::*;
use model::{ConnectionHolder, ConnectionView, ProcessView};

use crate::{components::*, i18n::use_messages};

const MEBIBYTE: u64 = 1024 * 1024;

/// Deeper ones are shown like this.
const DEEPEST: usize = 3;

#[component]
pub(super) fn ConnectionsCard(connections: Memo<Vec<ConnectionView>>) -> impl IntoView {
    let t = use_messages();
    let is_empty = Memo::new(move |_| connections.with(Vec::is_empty));
    view! {
        <Card title=t.servers.connections>
            <Show
                when=move || !is_empty.get()
                fallback=move || view! { <p class="muted">{t.servers.no_connections}</p> }
            >
                <ol class="connections" aria-label=t.servers.connections>
                    {move || {
                        connections
                            .get()
                            .into_iter()
                            .map(|connection| view! { <Connection connection/> })
                            .collect_view()
                    }}
                </ol>
            </Show>
        </Card>
    }
}

#[component]
fn Connection(connection: ConnectionView) -> impl IntoView {
    let t = use_messages();
    let began_at = connection.began_at;
    view! {
        <li>
            <p class="connection-title">
                <strong>{holder(&connection)}</strong>
                " "
                {connection.is_ending.then(|| view! { <span class="tag">{t.servers.connection_ends}</span> })}
            </p>
            <p class="muted">
                {connection.protocol_version}
                " · "
                {t.servers.connected_since}
                " "
                <Time at=began_at/>
                {(connection.calls > 0).then(|| format!(" · {}", (t.servers.calls_running)(connection.calls)))}
            </p>
            <Processes processes=connection.processes/>
            {(!connection.stderr.is_empty())
                .then(|| {
                    view! {
                        <details class="fold">
                            <summary>{t.servers.stderr}</summary>
                            <pre class="code-block" tabindex="0">{connection.stderr}</pre>
                        </details>
                    }
                })}
        </li>
    }
}

/// Whose it is, and the client's own name where it is known.
fn holder(connection: &ConnectionView) -> String {
    let t = use_messages();
    let whose = match &connection.holder {
        ConnectionHolder::Spare => t.servers.holder_spare.to_owned(),
        ConnectionHolder::Gateway => t.servers.holder_gateway.to_owned(),
        ConnectionHolder::Anyone | ConnectionHolder::Own(None) => t.endpoints.session_anyone.to_owned(),
        ConnectionHolder::Shared(name) | ConnectionHolder::Own(Some(name)) => name.clone(),
    };
    if connection.client.is_empty() {
        whose
    } else {
        format!("{whose} · {}", connection.client)
    }
}

#[component]
fn Processes(processes: Vec<ProcessView>) -> impl IntoView {
    let t = use_messages();
    let depths = depths(&processes);
    (!processes.is_empty()).then(|| {
        view! {
            <ul class="processes" aria-label=t.servers.processes>
                {processes
                    .into_iter()
                    .zip(depths)
                    .map(|(process, depth)| {
                        let used = (t.servers.process_use)(process.rss_bytes / MEBIBYTE, process.cpu_ms);
                        view! {
                            <li class=format!("depth-{}", depth.min(DEEPEST))>
                                <code class="code">{process.command}</code>
                                <small class="muted">{process.pid} " · " {used}</small>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        }
    })
}

/// How deep each process lies below those that are shown before it.
fn depths(processes: &[ProcessView]) -> Vec<usize> {
    let mut depths: Vec<usize> = Vec::with_capacity(processes.len());
    for process in processes {
        let parent = processes[..depths.len()]
            .iter()
            .position(|before| Some(before.pid) == process.parent);
        depths.push(parent.map_or(0, |parent| depths[parent] + 1));
    }
    depths
}

#[cfg(test)]
mod tests {
    use model::{ProcessView, Timestamp};

    use super::depths;

    #[test]
    fn children_lie_below_their_parents() {
        let process = |pid, parent| ProcessView {
            pid,
            parent,
            command: String::new(),
            rss_bytes: 0,
            cpu_ms: 0,
            started_at: Timestamp::from_millis(0),
        };
        let processes = [
            process(5, None),
            process(9, Some(5)),
            process(3, Some(9)),
            process(7, Some(5)),
            process(8, Some(1)),
        ];
        assert_eq!(depths(&processes), [0, 1, 2, 1, 0]);
    }
}

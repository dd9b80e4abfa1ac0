//! Calls that go on by themselves.

use leptos::prelude::*;
use model::InspectedTask;

use super::{answer::LatestAnswer, inspected::Inspected};
use crate::{api::inspector::SendRequest, components::*, i18n::use_messages};

#[component]
pub(super) fn TasksTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let tasks = Memo::new(move |_| it.view.with(|view| view.tasks.clone()));
    let send = ServerAction::<SendRequest>::new();
    let n = it.latest(|row| row.method.starts_with("tasks/"));
    let may_list = it.view.with_untracked(|view| view.offers.task_list);
    let list = move || {
        may_list.then(|| view! { <One it send method="tasks/list" name=String::new() words=t.list_tasks/> })
    };
    let columns = || {
        vec![
            Column::new(t.task),
            Column::new(t.status),
            Column::new(t.tool),
            Column::blank(t.acts),
        ]
    };
    view! {
        <Card title=t.tasks aside=list flush=true>
            <ActionError action=send/>
            <Show
                when=move || tasks.with(|tasks| !tasks.is_empty())
                fallback=move || view! { <EmptyState title=t.no_tasks_title text=t.no_tasks_text/> }
            >
                <Table label=t.tasks columns=columns()>
                    <For each=move || tasks.get() key=InspectedTask::clone let:task>
                        <Row it task send/>
                    </For>
                </Table>
            </Show>
        </Card>
        <LatestAnswer it n/>
    }
}

#[component]
fn Row(it: Inspected, task: InspectedTask, send: ServerAction<SendRequest>) -> impl IntoView {
    let t = &use_messages().inspector;
    let tone = match task.status.as_str() {
        "completed" => Tone::Ok,
        "failed" => Tone::Bad,
        "input_required" => Tone::Warn,
        _ => Tone::Neutral,
    };
    let is_going_on = matches!(task.status.as_str(), "working" | "input_required" | "submitted");
    let cancel = is_going_on
        .then(|| view! { <One it send method="tasks/cancel" name=task.id.clone() words=t.cancel/> });
    view! {
        <tr role="row">
            <td role="cell" class="cell-title"><code class="code">{task.id.clone()}</code></td>
            <td role="cell" class="cell-state"><Mark tone>{task.status}</Mark> " " <small>{task.message}</small></td>
            <td role="cell" data-label=t.tool><code class="code">{task.tool}</code></td>
            <td role="cell" class="cell-actions">
                <div class="actions">
                    <One it send method="tasks/get" name=task.id.clone() words=t.ask_state/>
                    <One it send method="tasks/result" name=task.id.clone() words=t.ask_result/>
                    {cancel}
                </div>
            </td>
        </tr>
    }
}

/// A request about a task.
#[component]
fn One(
    it: Inspected,
    send: ServerAction<SendRequest>,
    method: &'static str,
    name: String,
    words: &'static str,
) -> impl IntoView {
    view! {
        <Form action=send quiet=true>
            <Hidden name="id" value=it.id.to_string()/>
            <Hidden name="input[method]" value=method/>
            <Hidden name="input[name]" value=name/>
            <SubmitButton small=true>{words}</SubmitButton>
        </Form>
    }
}

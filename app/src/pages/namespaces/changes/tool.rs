//! A tool that is not as it was approved, with what can be done about it.

use leptos::prelude::*;
use model::{ChangePolicy, NamespaceId, ToolId, WaitingTool as Waiting};

use super::Decisions;
use crate::{
    components::*,
    i18n::use_messages,
    pages::{
        namespaces::verdicts,
        tool_diff::{Definition, Differences, Level, Revealed},
    },
};

#[component]
pub(super) fn WaitingTool(
    namespace: NamespaceId,
    policy: ChangePolicy,
    editable: bool,
    tool: Waiting,
    decisions: Decisions,
) -> impl IntoView {
    let t = use_messages();
    let kind = if tool.is_new {
        t.changes.new
    } else {
        t.changes.changed
    };
    let refusal = tool.refused.as_ref().map(|refusal| {
        let who = refusal.by.as_deref().unwrap_or_default();
        let (words, at) = ((t.changes.refused_by)(who), refusal.at);
        view! { <p class="muted">{words} " · " <Time at/></p> }
    });
    let is_refused = refusal.is_some();
    let decide = editable.then(|| {
        let (id, name, seen) = (tool.id, tool.name.clone(), tool.seen);
        view! { <Decide namespace id name seen policy is_refused decisions/> }
    });
    view! {
        <li>
            <div class="history-head">
                <h3><code class="code"><Revealed text=tool.name.clone()/></code></h3>
                <Level level=tool.diff.level/>
                <Tag>{kind}</Tag>
                {is_refused.then(|| view! { <Tag tone=Tone::Bad>{t.changes.refused}</Tag> })}
                <span class="history-time"><Time at=tool.since/></span>
            </div>
            {refusal}
            <Differences diff=tool.diff is_compared=!tool.is_new/>
            <Definition tool=tool.name text=tool.definition/>
            <div class="actions">
                {decide}
                <LinkButton href=verdicts::path(namespace, tool.id) look=Look::Quiet small=true>
                    {t.changes.decisions}
                </LinkButton>
            </div>
        </li>
    }
}

/// The buttons. What clients have already is only to be seen.
#[component]
fn Decide(
    namespace: NamespaceId,
    id: ToolId,
    name: String,
    seen: String,
    policy: ChangePolicy,
    is_refused: bool,
    decisions: Decisions,
) -> impl IntoView {
    let t = use_messages();
    let is_held = policy == ChangePolicy::Hold;
    let (word, label) = if is_held {
        (t.changes.approve, (t.changes.approve_tool)(&name))
    } else {
        (t.changes.seen, (t.changes.seen_tool)(&name))
    };
    let refuse = (is_held && !is_refused).then(|| {
        let (seen, label) = (seen.clone(), (t.changes.refuse_tool)(&name));
        view! {
            <Form action=decisions.refuse quiet=true>
                <Subject namespace id seen/>
                <NamedSubmit word=t.changes.refuse label/>
            </Form>
        }
    });
    view! {
        <Form action=decisions.approve quiet=true>
            <Subject namespace id seen/>
            <NamedSubmit word label/>
        </Form>
        {refuse}
    }
}

#[component]
fn Subject(namespace: NamespaceId, id: ToolId, seen: String) -> impl IntoView {
    view! {
        <Hidden name="namespace" value=namespace.to_string()/>
        <Hidden name="tool" value=id.to_string()/>
        <Hidden name="seen" value=seen/>
    }
}

/// A button of one of many forms that look alike: it is read aloud with what it is about.
#[component]
fn NamedSubmit(word: &'static str, label: String) -> impl IntoView {
    view! {
        <SubmitButton small=true>
            <span aria-hidden="true">{word}</span>
            <span class="sr-only">{label}</span>
        </SubmitButton>
    }
}

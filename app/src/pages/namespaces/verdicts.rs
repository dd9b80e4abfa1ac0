//! What was decided about a tool of a namespace, and the way back.

use leptos::prelude::*;
use model::{ChangePolicy, NamespaceId, ToolId, ToolVerdict, ToolVerdicts, VerdictView};

use crate::{
    api::changes::{ReturnToVerdict, get_tool_verdicts},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{use_id, use_id_named},
        tool_diff::{Definition, Differences, Level},
    },
};

/// The page of what was decided about a tool.
pub(super) fn path(namespace: NamespaceId, tool: ToolId) -> String {
    format!("/namespaces/{namespace}/tools/{tool}/decisions")
}

/// The decisions about a tool, the newest first.
#[component]
pub fn ToolVerdictsPage() -> impl IntoView {
    let t = use_messages();
    let (namespace, tool) = (use_id::<NamespaceId>(), use_id_named::<ToolId>("tool"));
    let go_back = ServerAction::<ReturnToVerdict>::new();
    let changes = use_changes(Noun::Namespaces);
    let verdicts = Resource::new(
        move || {
            let ids = (namespace.get(), tool.get());
            (ids, go_back.version().get(), changes.get())
        },
        |(ids, ..)| load(ids),
    );
    view! {
        <LivePage
            resource=verdicts
            title=t.changes.decisions
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:verdicts
        >
            <For each=move || Some(verdicts.get()) key=|it| format!("{it:?}") let:verdicts>
                <Loaded verdicts go_back/>
            </For>
        </LivePage>
    }
    .into_any()
}

async fn load(ids: (Option<NamespaceId>, Option<ToolId>)) -> Result<ToolVerdicts, AppError> {
    let (Some(namespace), Some(tool)) = ids else {
        return Err(AppError::NotFound);
    };
    get_tool_verdicts(namespace, tool).await
}

#[component]
fn Loaded(verdicts: ToolVerdicts, go_back: ServerAction<ReturnToVerdict>) -> impl IntoView {
    let t = use_messages();
    let (namespace, tool) = (verdicts.namespace.id, verdicts.tool.id);
    let parents = vec![
        Crumb::new("/namespaces", t.namespaces.title),
        Crumb::new(format!("/namespaces/{namespace}"), verdicts.namespace.name),
    ];
    let title = (t.changes.decisions_of)(&verdicts.tool.name);
    let lead = (t.changes.decisions_lead)(&verdicts.server);
    let is_empty = verdicts.verdicts.is_empty();
    let is_held = verdicts.policy == ChangePolicy::Hold;
    let note = if is_held {
        t.changes.go_back_lead
    } else {
        t.changes.server_decides
    };
    let may_go_back = verdicts.editable && is_held;
    let name = verdicts.tool.name;
    let items = verdicts.verdicts.into_iter().map(|verdict| {
        let back = (may_go_back && verdict.is_way_back()).then(|| {
            let number = verdict.number;
            view! { <GoBack namespace tool number go_back/> }
        });
        view! { <Verdict tool=name.clone() verdict>{back}</Verdict> }
    });
    let list = if is_empty {
        view! { <EmptyState title=t.changes.no_decisions_title text=t.changes.no_decisions_text/> }.into_any()
    } else {
        view! { <ol class="history" aria-label=t.changes.decisions>{items.collect_view()}</ol> }.into_any()
    };
    view! {
        <Page title parents lead=move || lead.clone()>
            <ActionError action=go_back/>
            {(!is_empty).then(|| view! { <p class="field-lead">{note}</p> })}
            <Card flush=true>{list}</Card>
        </Page>
    }
}

#[component]
fn Verdict(tool: String, verdict: VerdictView, children: Children) -> impl IntoView {
    let t = use_messages();
    let tone = match verdict.verdict {
        ToolVerdict::Refused => Tone::Bad,
        ToolVerdict::Approved | ToolVerdict::Returned => Tone::Ok,
        ToolVerdict::Kept => Tone::Neutral,
    };
    let by = match &verdict.decision.by {
        Some(name) => (t.changes.by)(name),
        None => t.changes.by_nobody.to_owned(),
    };
    let is_first = verdict.number == 1;
    let level = verdict.diff.level;
    view! {
        <li>
            <div class="history-head">
                <h2>
                    {format!("{}. ", verdict.number)}
                    <Mark tone>{t.changes.verdict(verdict.verdict)}</Mark>
                </h2>
                <span>{by}</span>
                {verdict.in_force.then(|| view! { <Tag tone=Tone::Accent>{t.changes.in_force}</Tag> })}
                {verdict.is_current.then(|| view! { <Tag>{t.changes.is_current}</Tag> })}
                <span class="history-time"><Time at=verdict.decision.at/></span>
            </div>
            {(!is_first).then(|| view! { <Level level/> })}
            <Differences diff=verdict.diff is_compared=!is_first/>
            <Definition tool text=verdict.definition/>
            {children()}
        </li>
    }
}

#[component]
fn GoBack(
    namespace: NamespaceId,
    tool: ToolId,
    number: i32,
    go_back: ServerAction<ReturnToVerdict>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Form action=go_back quiet=true>
            <Hidden name="namespace" value=namespace.to_string()/>
            <Hidden name="tool" value=tool.to_string()/>
            <Hidden name="number" value=number.to_string()/>
            <SubmitButton small=true>
                <span aria-hidden="true">{t.changes.go_back}</span>
                <span class="sr-only">{(t.changes.go_back_to)(number)}</span>
            </SubmitButton>
        </Form>
    }
}

//! Tools: a form for the one that is chosen, and what came back.

use leptos::prelude::*;
use model::{InspectedTool, TaskSupport, ToolAudience};

use super::{
    answer::LatestAnswer,
    app::AppOf,
    form::SchemaField,
    inspected::{Inspected, use_chosen},
    list::{Choices, Line},
    nothing::Nothing,
    prefill::{Lack, use_prefill},
    tab::Tab,
};
use crate::{
    api::inspector::SendRequest,
    components::*,
    i18n::{Messages, use_messages},
    pages::{live::Live, servers::ToolTags},
};

const METHOD: &str = "tools/call";

#[component]
pub(super) fn ToolsTab(it: Inspected) -> impl IntoView {
    let t = use_messages();
    let lines = Memo::new(move |_| {
        it.lists.with(|lists| {
            let lines = lists.tools.iter().map(|tool| Line {
                kind: "name",
                name: tool.name.clone(),
                title: tool.title.clone(),
                about: tool.description.clone(),
                marks: marks(t, tool),
            });
            lines.collect::<Vec<_>>()
        })
    });
    let name = use_chosen("name");
    // It is made anew for another tool or another schema, and for nothing else: somebody may be filling it in.
    let tool = Memo::new(move |_| {
        it.lists.with(|lists| {
            let named = lists
                .tools
                .iter()
                .find(|tool| Some(&tool.name) == name.get().as_ref());
            named.or_else(|| lists.tools.first()).cloned()
        })
    });
    let chosen = Memo::new(move |_| tool.with(|tool| tool.as_ref().map(|tool| ("name", tool.name.clone()))));
    view! {
        <Show when=move || lines.with(|lines| !lines.is_empty()) fallback=move || view! { <Nothing it/> }>
            <div class="inspector">
                <Choices it tab=Tab::Tools lines chosen/>
                {move || tool.get().map(|tool| view! { <ToolCard it tool/> })}
            </div>
        </Show>
    }
}

/// What is worth knowing of a tool before it is looked at.
fn marks(t: &Messages, tool: &InspectedTool) -> Vec<String> {
    let is_read_only = tool.hints.read_only == Some(true);
    let read_only = is_read_only.then_some(t.servers.read_only);
    let app = tool.app.is_some().then_some(t.inspector.app.tag);
    let marks = [read_only, app, audience(t, tool)].into_iter().flatten();
    marks.map(str::to_owned).collect()
}

/// Whom a tool is for, where that is not everybody.
fn audience(t: &Messages, tool: &InspectedTool) -> Option<&'static str> {
    match tool.audience {
        ToolAudience::All => None,
        ToolAudience::Apps => Some(t.inspector.app.for_apps),
        ToolAudience::Models | ToolAudience::Nobody => Some(t.inspector.app.not_for_apps),
    }
}

#[component]
fn ToolCard(it: Inspected, tool: InspectedTool) -> impl IntoView {
    let messages = use_messages();
    let t = &messages.inspector;
    let prefill = use_prefill(it);
    let (named, hints) = (tool.name.clone(), tool.hints);
    let n = it.latest(move |row| row.method == METHOD && row.name == named && !row.by_app);
    let title = (!tool.title.is_empty()).then(|| view! { <p><strong>{tool.title.clone()}</strong></p> });
    let schemas = [
        (t.schema, tool.input_schema.clone()),
        (t.output_schema, tool.output_schema.clone()),
    ];
    let schemas = schemas
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(label, text)| {
            view! {
                <details class="fold">
                    <summary>{label}</summary>
                    <CodeBlock text label/>
                </details>
            }
        });
    let schemas = schemas.collect_view();
    let (heading, about) = (tool.name.clone(), tool.description.clone());
    let app = tool
        .app
        .is_some()
        .then(|| view! { <AppOf it tool=tool.name.clone() n/> });
    let tags = [tool.app.as_ref().map(|_| t.app.tag), audience(messages, &tool)];
    let tags = move || {
        tags.into_iter()
            .flatten()
            .map(|tag| view! { <Tag tone=Tone::Accent>{tag}</Tag> })
            .collect_view()
    };
    let tool = StoredValue::new(tool);
    view! {
        <Card title=heading aside=move || view! { {tags()} <ToolTags hints gone=false/> }>
            {title}
            <p class="prose tool-about">{about}</p>
            <Live resource=prefill let:prefill>
                {move || {
                    let tool = tool.get_value();
                    let prefill = prefill.get().filter(|it| it.name == tool.name);
                    let lack = prefill.as_ref().and_then(|it| it.lack).map(|lack| view! { <LackNote lack/> });
                    let begun = prefill.map(|it| it.params).filter(|params| !params.is_empty());
                    view! {
                        {lack}
                        <ToolForm it tool begun/>
                    }
                }}
            </Live>
            <LatestAnswer it n/>
            {app}
            {schemas}
        </Card>
    }
}

/// Says what of a call that is written down is not here.
#[component]
fn LackNote(lack: Lack) -> impl IntoView {
    let t = &use_messages().inspector;
    let text = match lack {
        Lack::NotKept => t.call_not_kept,
        Lack::Cut => t.call_cut,
        Lack::Redacted => t.call_redacted,
    };
    view! { <div class="note note-warn"><p>{text}</p></div> }
}

#[component]
fn ToolForm(it: Inspected, tool: InspectedTool, begun: Option<String>) -> impl IntoView {
    let t = &use_messages().inspector;
    let send = ServerAction::<SendRequest>::new();
    view! {
        <Form action=send check=|send: &SendRequest| send.input.validate()>
            <Hidden name="id" value=it.id.to_string()/>
            <Hidden name="input[method]" value=METHOD/>
            <Hidden name="input[name]" value=tool.name/>
            <SchemaField
                name="params"
                scope="arguments".to_owned()
                label=t.arguments
                schema=tool.input_schema
                value=begun
                to_fill=tool.to_fill
            />
            <AsTask support=tool.tasks/>
            <SubmitButton look=Look::Primary>{t.run}</SubmitButton>
        </Form>
    }
}

/// Whether the tool runs as a task. It is a field, so it is made within the form.
#[component]
fn AsTask(support: TaskSupport) -> impl IntoView {
    let t = &use_messages().inspector;
    let checked = support == TaskSupport::Required;
    (support != TaskSupport::Forbidden)
        .then(|| view! { <CheckField name="as_task" label=t.as_task checked=checked/> })
}

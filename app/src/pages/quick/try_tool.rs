//! Calls a tool from the page: the shortest way to see that all of it works.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{CallOutcome, CallableTool, QuickDraft, ToolAnswer, ToolTrial};

use crate::{api::quick::CallDraftTool, components::*, i18n::use_messages, pages::servers::ToolTags};

/// The query parameter of the tool, for those without JavaScript.
const TOOL: &str = "tool";
/// The query parameter of the client above, which must stay when a tool is chosen without JavaScript.
const CLIENT: &str = "client";

/// A menu of tools, the arguments of the chosen one, and what came back. Nothing when there is no tool to call.
#[component]
pub(super) fn TryTool(draft: Memo<QuickDraft>, call: ServerAction<CallDraftTool>) -> impl IntoView {
    let t = use_messages();
    let tools = Memo::new(move |_| {
        draft.with(|draft| {
            draft
                .created
                .as_ref()
                .map(|made| made.tools.clone())
                .unwrap_or_default()
        })
    });
    let trial = Memo::new(move |_| draft.with(|draft| draft.trial.clone()));
    let asked = use_query_map().with_untracked(|query| query.get(TOOL));
    let wanted = RwSignal::new(asked.or_else(|| trial.get_untracked().map(|trial| trial.input.tool)));
    let chosen = Memo::new(move |_| tools.with(|tools| choose(tools, wanted.get().as_deref()).cloned()));
    view! {
        <Show when=move || chosen.with(Option::is_some)>
            <Card title=t.quick.try_title>
                <p class="muted try-text">{t.quick.try_text}</p>
                <ToolMenu tools chosen wanted/>
                // The arguments of one tool are none of the next one's.
                <For each=move || chosen.get() key=|tool| tool.name.clone() let:tool>
                    <CallForm draft arguments=to_edit(&tool, trial.get_untracked()) tool call/>
                </For>
                <div role="status">
                    {move || trial.get().map(|trial| view! { <Answer trial/> })}
                </div>
            </Card>
        </Show>
    }
}

/// The tool that is asked for; else one that says that it changes nothing, else the first.
fn choose<'a>(tools: &'a [CallableTool], wanted: Option<&str>) -> Option<&'a CallableTool> {
    let named = tools.iter().find(|tool| Some(tool.name.as_str()) == wanted);
    named
        .or_else(|| tools.iter().find(|tool| tool.hints.read_only == Some(true)))
        .or_else(|| tools.first())
}

/// What was typed the last time, also when it was wrong; else what the tool asks for.
fn to_edit(tool: &CallableTool, trial: Option<ToolTrial>) -> String {
    trial
        .filter(|trial| trial.input.tool == tool.name)
        .map_or_else(|| tool.arguments.clone(), |trial| trial.input.arguments)
}

/// A form of its own, which only matters without JavaScript: it loads the page with the arguments of another tool.
#[component]
fn ToolMenu(
    tools: Memo<Vec<CallableTool>>,
    chosen: Memo<Option<CallableTool>>,
    wanted: RwSignal<Option<String>>,
) -> impl IntoView {
    let t = use_messages();
    let client = use_query_map().with_untracked(|query| query.get(CLIENT));
    let is_chosen =
        move |name: &str| chosen.with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.name == name));
    let options = move || {
        let options = tools.get().into_iter().map(|tool| {
            let (name, value) = (tool.name.clone(), tool.name.clone());
            view! { <option value=value selected=move || is_chosen(&name)>{tool.name}</option> }
        });
        options.collect_view()
    };
    let about = move || {
        chosen.get().map(|tool| {
            view! { <ToolTags hints=tool.hints gone=false/> " " {tool.about} }
        })
    };
    view! {
        <form class="field" method="get" on:submit=|event| event.prevent_default()>
            {client.map(|client| view! { <input type="hidden" name=CLIENT value=client/> })}
            <label class="field-label" for="try-tool">{t.quick.tool}</label>
            <div class="row">
                <select
                    class="input input-code grow"
                    id="try-tool"
                    name=TOOL
                    aria-describedby="try-tool-hint"
                    on:change=move |event| wanted.set(Some(event_target_value(&event)))
                >
                    {options}
                </select>
                <button class="btn without-js" type="submit">{t.quick.choose}</button>
            </div>
            <p class="field-hint" id="try-tool-hint">{about}</p>
        </form>
    }
}

#[component]
fn CallForm(
    draft: Memo<QuickDraft>,
    arguments: String,
    tool: CallableTool,
    call: ServerAction<CallDraftTool>,
) -> impl IntoView {
    let t = use_messages();
    let rows = u32::try_from(arguments.lines().count().clamp(3, 12)).unwrap_or(3);
    view! {
        <Form action=call check=|call: &CallDraftTool| call.input.validate()>
            <Hidden name="draft" value=Signal::derive(move || draft.with(|draft| draft.id.clone()))/>
            <Hidden name="input[tool]" value=tool.name/>
            <TextArea
                name="arguments"
                label=t.quick.arguments
                value=arguments
                hint=t.quick.arguments_hint
                rows=rows
                required=true
            />
            <SubmitButton>{t.quick.call}</SubmitButton>
        </Form>
    }
}

/// What came back, where it was asked for.
#[component]
fn Answer(trial: ToolTrial) -> impl IntoView {
    let t = use_messages();
    let (outcome, content) = match trial.answer {
        // What is wrong with the arguments stands beside them.
        None => return ().into_any(),
        Some(ToolAnswer::Result { text, is_error }) => {
            let outcome = if is_error {
                CallOutcome::ToolError
            } else {
                CallOutcome::Ok
            };
            (outcome, view! { <ResultText text/> }.into_any())
        }
        Some(ToolAnswer::Refused(text)) => (CallOutcome::Error, view! { <ResultText text/> }.into_any()),
        Some(ToolAnswer::Failed(failure)) => {
            (CallOutcome::Error, view! { <FailureNote failure/> }.into_any())
        }
    };
    let tone = match outcome {
        CallOutcome::Ok => Tone::Ok,
        _ => Tone::Warn,
    };
    view! {
        <div class="stack answer">
            <p class="row">
                <Mark tone>{(t.quick.outcome)(outcome)}</Mark>
                <code class="code">{trial.input.tool}</code>
            </p>
            {content}
        </div>
    }
    .into_any()
}

#[component]
fn ResultText(text: String) -> impl IntoView {
    let t = use_messages();
    if text.is_empty() {
        view! { <p class="muted">{t.quick.empty_answer}</p> }.into_any()
    } else {
        view! { <CodeBlock text label=t.quick.answer/> }.into_any()
    }
}

#[cfg(test)]
mod tests {
    use model::{CallableTool, ToolCallInput, ToolHints, ToolTrial};

    use super::{choose, to_edit};

    fn tool(name: &str, read_only: Option<bool>) -> CallableTool {
        CallableTool {
            name: name.to_owned(),
            about: String::new(),
            hints: ToolHints {
                read_only,
                ..ToolHints::default()
            },
            arguments: "{}".to_owned(),
        }
    }

    #[test]
    fn offers_a_tool_that_changes_nothing_unless_another_is_asked_for() {
        let tools = [tool("write", None), tool("read", Some(true))];
        let name = |wanted| choose(&tools, wanted).map(|tool| tool.name.as_str());
        assert_eq!(name(None), Some("read"));
        assert_eq!(name(Some("gone")), Some("read"));
        assert_eq!(name(Some("write")), Some("write"));
        assert_eq!(choose(&tools[..1], None), Some(&tools[0]));
        assert_eq!(choose(&[], None), None);
    }

    #[test]
    fn keeps_what_was_typed_for_the_same_tool() {
        let trial = Some(ToolTrial {
            input: ToolCallInput {
                tool: "read".to_owned(),
                arguments: "{".to_owned(),
            },
            answer: None,
        });
        assert_eq!(to_edit(&tool("read", None), trial.clone()), "{");
        assert_eq!(to_edit(&tool("write", None), trial), "{}");
        assert_eq!(to_edit(&tool("write", None), None), "{}");
    }
}

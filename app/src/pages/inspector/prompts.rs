//! Prompts: their arguments, and the messages that come of them.

use leptos::prelude::*;
use model::{CompletionKind, InspectedPrompt, schema_form::Json};

use super::{
    answer::LatestAnswer,
    arguments::{Argument, ArgumentFields, Reference},
    inspected::{Inspected, use_chosen},
    list::{Choices, Line},
    nothing::Nothing,
    prefill::use_prefill,
    tab::Tab,
};
use crate::{
    api::inspector::SendRequest, components::*, contexts::use_hydrated, i18n::use_messages, pages::live::Live,
};

const METHOD: &str = "prompts/get";

#[component]
pub(super) fn PromptsTab(it: Inspected) -> impl IntoView {
    let lines = Memo::new(move |_| {
        it.lists.with(|lists| {
            let lines = lists.prompts.iter().map(|prompt| Line {
                kind: "name",
                name: prompt.name.clone(),
                title: prompt.title.clone(),
                about: prompt.description.clone(),
                marks: Vec::new(),
            });
            lines.collect::<Vec<_>>()
        })
    });
    let name = use_chosen("name");
    let prompt = Memo::new(move |_| {
        it.lists.with(|lists| {
            let named = lists
                .prompts
                .iter()
                .find(|prompt| Some(&prompt.name) == name.get().as_ref());
            named.or_else(|| lists.prompts.first()).cloned()
        })
    });
    let chosen = Memo::new(move |_| prompt.with(|it| it.as_ref().map(|it| ("name", it.name.clone()))));
    view! {
        <Show when=move || lines.with(|lines| !lines.is_empty()) fallback=move || view! { <Nothing it/> }>
            <div class="inspector">
                <Choices it tab=Tab::Prompts lines chosen/>
                {move || prompt.get().map(|prompt| view! { <PromptCard it prompt/> })}
            </div>
        </Show>
    }
}

#[component]
fn PromptCard(it: Inspected, prompt: InspectedPrompt) -> impl IntoView {
    let prefill = use_prefill(it);
    let named = prompt.name.clone();
    let n = it.latest(move |row| row.method == METHOD && row.name == named);
    let (heading, about) = (prompt.name.clone(), prompt.description.clone());
    let prompt = StoredValue::new(prompt);
    view! {
        <Card title=heading>
            <p class="prose tool-about">{about}</p>
            <Live resource=prefill let:prefill>
                {move || {
                    let prompt = prompt.get_value();
                    let begun = prefill.get().filter(|it| it.name == prompt.name).map(|it| it.params);
                    view! { <PromptForm it prompt begun/> }
                }}
            </Live>
            <LatestAnswer it n/>
        </Card>
    }
}

#[component]
fn PromptForm(it: Inspected, prompt: InspectedPrompt, begun: Option<String>) -> impl IntoView {
    let t = &use_messages().inspector;
    let send = ServerAction::<SendRequest>::new();
    let values = begun.as_deref().and_then(|text| Json::parse(text).ok());
    let values = RwSignal::new(values.unwrap_or_else(|| Json::Object(Vec::new())));
    let is_alive = use_hydrated();
    let reference = Reference {
        id: it.id,
        kind: CompletionKind::Prompt,
        name: prompt.name.clone(),
        completes: it.view.with_untracked(|view| view.offers.completions),
    };
    let arguments: Vec<_> = prompt
        .arguments
        .iter()
        .map(|argument| Argument {
            name: argument.name.clone(),
            about: argument.description.clone(),
            is_required: argument.required,
        })
        .collect();
    let text = begun.unwrap_or_else(|| to_fill(&arguments));
    let fields = move || {
        if is_alive.get() {
            view! {
                <input type="hidden" name="input[params]" prop:value=move || values.with(ToString::to_string)/>
                <ArgumentFields reference=reference.clone() arguments=arguments.clone() values/>
            }
            .into_any()
        } else {
            view! { <TextArea name="params" label=t.arguments value=text.clone() hint=t.arguments_hint rows=6/> }
                .into_any()
        }
    };
    view! {
        <Form action=send check=|send: &SendRequest| send.input.validate()>
            <Hidden name="id" value=it.id.to_string()/>
            <Hidden name="input[method]" value=METHOD/>
            <Hidden name="input[name]" value=prompt.name/>
            {fields}
            <SubmitButton look=Look::Primary>{t.get_prompt}</SubmitButton>
        </Form>
    }
}

/// An object with these names and empty texts.
fn to_fill(arguments: &[Argument]) -> String {
    let members = arguments
        .iter()
        .map(|argument| (argument.name.clone(), Json::Text(String::new())));
    Json::Object(members.collect()).indented()
}

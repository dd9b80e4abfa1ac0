//! What servers want to know of the person, and what they are told to work with.

use leptos::prelude::*;
use model::{QuestionKind, QuestionView, RootsInput};

use super::{blocks::Messages, form::SchemaField, inspected::Inspected};
use crate::{
    api::inspector::{AnswerQuestion, SetInspectionRoots},
    components::*,
    i18n::use_messages,
};

#[component]
pub(super) fn QuestionsTab(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let questions = Memo::new(move |_| it.view.with(|view| view.questions.clone()));
    view! {
        <Show when=move || questions.with(Vec::is_empty)>
            <Card><EmptyState title=t.no_questions_title text=t.no_questions_text/></Card>
        </Show>
        <For each=move || questions.get() key=|it| it.n let:question>
            <Question it question/>
        </For>
        <Roots it/>
    }
}

#[component]
fn Question(it: Inspected, question: QuestionView) -> impl IntoView {
    let t = &use_messages().inspector;
    let (id, n) = (it.id, question.n);
    let answer = ServerAction::<AnswerQuestion>::new();
    let title = match question.kind {
        QuestionKind::Sampling => t.asks_model,
        QuestionKind::Form => t.asks_form,
        QuestionKind::Url => t.asks_page,
    };
    let refusals = [("decline", t.decline), ("cancel", t.say_nothing)].map(|(act, words)| {
        view! {
            <Form action=answer quiet=true>
                <Hidden name="id" value=id.to_string()/>
                <Hidden name="n" value=n.to_string()/>
                <Hidden name="input[act]" value=act/>
                <SubmitButton>{words}</SubmitButton>
            </Form>
        }
    });
    let refusals = refusals.collect_view();
    let wanted = wanted(it, &question);
    let message = question.message.clone();
    let (params, method) = (question.params.clone(), question.method.clone());
    view! {
        <Card title aside=move || view! { <code class="code">{method}</code> }>
            <div class="stack">
                <p class="prose">{message}</p>
                {wanted}
                <Form action=answer scope=format!("-{n}") check=|answer: &AnswerQuestion| answer.input.validate()>
                    <Hidden name="id" value=id.to_string()/>
                    <Hidden name="n" value=n.to_string()/>
                    <Hidden name="input[act]" value="accept"/>
                    {content(&question)}
                    <SubmitButton look=Look::Primary>{t.accept}</SubmitButton>
                </Form>
                <div class="row">{refusals}</div>
                <details class="fold">
                    <summary>{t.params}</summary>
                    <CodeBlock text=params label=t.params/>
                </details>
            </div>
        </Card>
    }
}

/// What is asked for besides words: a page to open, or messages for a model.
fn wanted(it: Inspected, question: &QuestionView) -> AnyView {
    let t = &use_messages().inspector;
    if let Some(url) = question.url.clone() {
        // Nothing is opened by itself, and whose page it is stands before it.
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        let host = question.host.clone().unwrap_or_default();
        let open = is_web.then(|| {
            view! {
                <p>
                    <a class="btn" href=url.clone() target="_blank" rel="noopener noreferrer">
                        {(t.open_page)(&host)}
                    </a>
                </p>
            }
        });
        return view! {
            <p>{t.asks_to_open} " " <strong>{host}</strong></p>
            <p><Code text=url/></p>
            {open}
        }
        .into_any();
    }
    let said = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let system = said(&question.system_prompt)
        .map(|text| view! { <Fact term=t.system_prompt><span class="prose">{text}</span></Fact> });
    let preferences = said(&question.preferences).map(|text| {
        view! { <Fact term=t.preferences><CodeBlock text label=t.preferences/></Fact> }
    });
    let longest = question
        .max_tokens
        .map(|tokens| view! { <Fact term=t.max_tokens>{tokens}</Fact> });
    let has_facts = system.is_some() || preferences.is_some() || longest.is_some();
    let facts = has_facts.then(|| view! { <Facts>{system} {longest} {preferences}</Facts> });
    view! {
        <Messages it messages=question.messages.clone()/>
        {facts}
    }
    .into_any()
}

/// What the answer holds.
fn content(question: &QuestionView) -> AnyView {
    let t = &use_messages().inspector;
    match question.kind {
        QuestionKind::Url => ().into_any(),
        QuestionKind::Sampling => {
            view! { <TextArea name="content" label=t.answer hint=t.sampling_hint rows=4 required=true/> }
                .into_any()
        }
        QuestionKind::Form => view! {
            <SchemaField
                name="content"
                scope=format!("question-{}", question.n)
                label=t.answer
                schema=question.schema.clone()
                value=None
                to_fill=question.to_fill.clone()
            />
        }
        .into_any(),
    }
}

/// What servers are told when they ask for roots.
#[component]
fn Roots(it: Inspected) -> impl IntoView {
    let t = &use_messages().inspector;
    let action = ServerAction::<SetInspectionRoots>::new();
    let now = it.view.with_untracked(|view| RootsInput::of(&view.roots));
    let is_set = move || action.value().with(|value| matches!(value, Some(Ok(()))));
    view! {
        <Card title=t.roots>
            <Form action check=|set: &SetInspectionRoots| set.input.validate()>
                <Hidden name="id" value=it.id.to_string()/>
                <TextArea name="roots" label=t.roots value=now.roots hint=t.roots_hint rows=3
                    placeholder="file:///srv/data data"/>
                <div class="row">
                    <SubmitButton>{t.tell}</SubmitButton>
                    <span role="status"><Show when=is_set><Mark tone=Tone::Ok>{t.told}</Mark></Show></span>
                </div>
            </Form>
        </Card>
    }
}

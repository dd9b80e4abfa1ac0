//! What servers want to know of the person.

use leptos::prelude::*;
use model::{InspectionId, InspectionView, QuestionView};

use crate::{api::inspector::AnswerQuestion, components::*, i18n::use_messages};

#[component]
pub(super) fn QuestionsCard(view: Memo<InspectionView>) -> impl IntoView {
    let t = &use_messages().inspector;
    let id = view.with_untracked(|view| view.id);
    let questions = Memo::new(move |_| view.with(|view| view.questions.clone()));
    let answer = ServerAction::<AnswerQuestion>::new();
    view! {
        <div role="status">
            <For each=move || questions.get() key=|it| it.n let:it>
                <Card title=t.question>
                    <Question id question=it answer/>
                </Card>
            </For>
        </div>
    }
}

#[component]
fn Question(id: InspectionId, question: QuestionView, answer: ServerAction<AnswerQuestion>) -> impl IntoView {
    let t = &use_messages().inspector;
    let n = question.n;
    let is_sampling = question.method == "sampling/createMessage";
    // Nothing is opened by itself, and the whole address is shown first.
    let url = question.url.map(|url| {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        view! {
            <p>{t.asks_to_open} " " <Code text=url.clone()/></p>
            {is_web
                .then(|| {
                    view! {
                        <p>
                            <a href=url target="_blank" rel="noopener noreferrer">{t.open_page}</a>
                        </p>
                    }
                })}
        }
    });
    let content = (is_sampling || !question.to_fill.is_empty()).then(|| {
        view! { <TextArea name="content" label=t.answer value=question.to_fill rows=4/> }
    });
    let refusals = [("decline", t.decline), ("cancel", t.say_nothing)];
    let refusals = refusals.map(|(act, words)| {
        view! {
            <Form action=answer quiet=true>
                <Hidden name="id" value=id.to_string()/>
                <Hidden name="n" value=n.to_string()/>
                <Hidden name="input[act]" value=act/>
                <SubmitButton>{words}</SubmitButton>
            </Form>
        }
    });
    view! {
        <p><code class="code">{question.method}</code></p>
        <p class="prose">{question.message}</p>
        {url}
        <details class="fold" open=is_sampling>
            <summary>{t.params}</summary>
            <CodeBlock text=question.params label=t.params/>
        </details>
        <Form action=answer>
            <Hidden name="id" value=id.to_string()/>
            <Hidden name="n" value=n.to_string()/>
            <Hidden name="input[act]" value="accept"/>
            {content}
            <SubmitButton look=Look::Primary>{t.accept}</SubmitButton>
        </Form>
        <div class="row">{refusals.into_iter().collect_view()}</div>
    }
}

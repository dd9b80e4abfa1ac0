//! The question whether a client may act for a person: `?request=…`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::ConsentView;

use crate::{
    api::oauth::get_question, components::*, i18n::use_messages, layout::PlainFrame, pages::live::Live,
};

/// Who asks for what, and where the answer goes. The form is a plain one: its answer leads to the client, out of here.
#[component]
pub fn ConsentPage() -> impl IntoView {
    let t = use_messages();
    let request = use_query_map().with_untracked(|query| query.get("request").unwrap_or_default());
    let asked = request.clone();
    let question = Resource::new(move || asked.clone(), get_question);
    let request = StoredValue::new(request);
    view! {
        <PlainFrame title=t.endpoints.connect>
            <Live resource=question let:question>
                {move || view! { <Question question=question.get() request=request.get_value()/> }}
            </Live>
        </PlainFrame>
    }
    .into_any()
}

#[component]
fn Question(question: ConsentView, request: String) -> impl IntoView {
    let t = use_messages();
    let name_note = match &question.client_host {
        Some(host) => (t.oauth.vouched)(host),
        None => t.oauth.not_vouched.to_owned(),
    };
    let may: Vec<_> = question
        .scopes
        .iter()
        .map(|scope| view! { <li>{t.oauth.scope(*scope)}</li> })
        .collect();
    let answer_to = if question.is_local {
        t.oauth.own_machine.to_owned()
    } else {
        question.answer_to
    };
    view! {
        <Card title=(t.oauth.consent_title)(&question.client)>
            <div class="stack">
                <p>{t.oauth.consent_lead}</p>
                <p class="muted">{name_note}</p>
                <Facts>
                    <Fact term=t.oauth.endpoint>
                        <strong>{question.endpoint}</strong>
                        <p class="muted">{question.description}</p>
                        <Code text=question.url/>
                    </Fact>
                    <Fact term=t.oauth.may><ul>{may}</ul></Fact>
                    <Fact term=t.oauth.as_whom>
                        {question.name} <p class="muted">{question.email}</p>
                    </Fact>
                    <Fact term=t.oauth.answer_to>
                        {answer_to}
                        {question
                            .is_local
                            .then(|| view! { <p class="muted">{t.oauth.own_machine_text}</p> })}
                    </Fact>
                </Facts>
                <form method="post" action="/oauth/decision">
                    <input type="hidden" name="request" value=request/>
                    <div class="actions">
                        <button class="btn btn-primary" type="submit" name="decision" value="allow">
                            {t.oauth.allow}
                        </button>
                        <button class="btn" type="submit" name="decision" value="deny">
                            {t.oauth.deny}
                        </button>
                    </div>
                </form>
                <p class="muted">{t.oauth.take_back}</p>
            </div>
        </Card>
    }
}

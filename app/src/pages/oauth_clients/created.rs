//! A client that was just registered, the only time that its secret is shown.

use leptos::prelude::*;
use model::CreatedOauthClient;

use super::PATH;
use crate::{components::*, error::AppError, i18n::use_messages, pages::live::Live};

#[component]
pub(super) fn CreatedNote(
    created: Resource<Result<Option<CreatedOauthClient>, AppError>>,
    token: Memo<String>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Live resource=created let:created>
            {move || match created.get() {
                Some(client) => view! { <Created client/> }.into_any(),
                None if token.with(String::is_empty) => ().into_any(),
                None => view! { <p class="note note-warn">{t.oauth.shown_before}</p> }.into_any(),
            }}
        </Live>
    }
}

#[component]
fn Created(client: CreatedOauthClient) -> impl IntoView {
    let t = use_messages();
    let (text, done) = match client.secret {
        Some(_) => (t.oauth.created_text, t.oauth.copied_secret),
        None => (t.oauth.created_public_text, t.oauth.copied_id),
    };
    view! {
        <section class="note note-ok stack" aria-labelledby="created-title">
            <h2 class="note-title" id="created-title">{(t.oauth.created_title)(&client.name)}</h2>
            <p>{text}</p>
            <CodeBlock text=client.client_id label="client_id"/>
            {client.secret.map(|secret| view! { <CodeBlock text=secret label="client_secret"/> })}
            <div class="actions">
                <LinkButton href=PATH>{done}</LinkButton>
            </div>
        </section>
    }
}

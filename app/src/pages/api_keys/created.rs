//! A new key, the only time it is shown.

use leptos::prelude::*;
use model::CreatedApiKey;

use crate::{components::*, error::AppError, i18n::use_messages, pages::live::Live};

#[component]
pub(super) fn CreatedNote(
    created: Resource<Result<Option<CreatedApiKey>, AppError>>,
    token: Memo<String>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Live resource=created let:created>
            {move || match created.get() {
                Some(created) => {
                    view! {
                        <section class="note note-ok stack" aria-labelledby="created-title">
                            <h2 class="note-title" id="created-title">
                                {(t.api_keys.created_title)(&created.view.name)}
                            </h2>
                            <p>{t.api_keys.created_text}</p>
                            <CodeBlock text=created.key label=t.api_keys.one/>
                            <div class="actions">
                                <LinkButton href="/api-keys">{t.api_keys.created_done}</LinkButton>
                            </div>
                        </section>
                    }
                        .into_any()
                }
                None if token.with(String::is_empty) => ().into_any(),
                None => view! { <p class="note note-warn">{t.api_keys.shown_before}</p> }.into_any(),
            }}
        </Live>
    }
}

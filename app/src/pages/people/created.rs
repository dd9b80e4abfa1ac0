//! A new link, the only time it is shown.

use leptos::prelude::*;
use model::CreatedLink;

use crate::{components::*, error::AppError, i18n::use_messages, pages::live::Live};

#[component]
pub(super) fn CreatedNote(
    created: Resource<Result<Option<CreatedLink>, AppError>>,
    token: Memo<String>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Live resource=created let:created>
            {move || match created.get() {
                Some(link) => {
                    view! {
                        <section class="note note-ok stack" aria-labelledby="created-title">
                            <h2 class="note-title" id="created-title">
                                {(t.people.created_title)(link.kind, &link.email)}
                            </h2>
                            <p>{(t.people.created_text)(link.kind)}</p>
                            <CodeBlock text=link.url label=t.people.link/>
                            <div class="actions">
                                <LinkButton href="/people">{t.people.created_done}</LinkButton>
                            </div>
                        </section>
                    }
                        .into_any()
                }
                None if token.with(String::is_empty) => ().into_any(),
                None => view! { <p class="note note-warn">{t.people.shown_before}</p> }.into_any(),
            }}
        </Live>
    }
}

//! Why somebody who came back from a provider is not signed in: `?problem=…`.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::SignInProblem;

use crate::i18n::use_messages;

/// The reason in the URL of this page, with what to do about it.
#[component]
pub(crate) fn SignInProblemNote() -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let problem =
        Memo::new(move |_| query.with(|query| query.get_str("problem")?.parse::<SignInProblem>().ok()));
    view! {
        <div role="alert">
            {move || {
                problem
                    .get()
                    .map(|problem| {
                        let (title, text) = (t.sign_in.problem)(problem);
                        let class = match problem {
                            SignInProblem::Waiting => "note note-ok",
                            _ => "note note-bad",
                        };
                        view! {
                            <div class=class>
                                <p class="note-title">{title}</p>
                                <p>{text}</p>
                            </div>
                        }
                    })
            }}
        </div>
    }
}

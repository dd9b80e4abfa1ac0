//! What the tools of a server said before they changed.

mod change;
mod pager;

use leptos::prelude::*;
use model::{ServerId, ServerKind, ToolHistory};

use self::{change::ToolChange, pager::Pager};
use crate::{
    api::servers::server_tool_history,
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        query::{use_id, use_page},
    },
};

/// The path of the history of a server.
pub(super) fn path(id: ServerId) -> String {
    format!("/servers/{id}/history")
}

/// How the tools of a server changed, page by page.
#[component]
pub fn ToolHistoryPage() -> impl IntoView {
    let t = use_messages();
    let (id, page) = (use_id::<ServerId>(), use_page());
    let changes = use_changes(Noun::Servers);
    let history = Resource::new(
        move || (id.get(), page.get(), changes.get()),
        |(id, page, _)| load(id, page),
    );
    view! {
        <LivePage
            resource=history
            title=t.history.title
            home=Crumb::new("/servers", t.servers.title)
            let:history
        >
            {
                let server = Memo::new(move |_| {
                    history.with(|it| (it.server_id, it.server_name.clone(), it.server_kind))
                });
                move || {
                    let (id, name, kind) = server.get();
                    view! { <Loaded id name kind history/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<ServerId>, page: u32) -> Result<ToolHistory, AppError> {
    server_tool_history(id.ok_or(AppError::NotFound)?, page).await
}

#[component]
fn Loaded(id: ServerId, name: String, kind: ServerKind, history: Signal<ToolHistory>) -> impl IntoView {
    let t = use_messages();
    let is_empty = Memo::new(move |_| history.with(|history| history.changes.is_empty()));
    let place = Memo::new(move |_| history.with(|history| (history.page, history.pages)));
    let parents = vec![
        Crumb::new("/servers", t.servers.title),
        Crumb::new(format!("/servers/{id}"), name),
    ];
    view! {
        <Page title=t.history.title parents lead=move || t.history.lead>
            <Card flush=true>
                <Show when=move || !is_empty.get() fallback=move || view! { <NoChanges kind/> }>
                    <ol class="history" aria-label=t.history.title>
                        <For each=move || history.get().changes key=|change| change.id let:change>
                            <ToolChange change/>
                        </For>
                    </ol>
                </Show>
            </Card>
            {move || {
                let (page, pages) = place.get();
                view! { <Pager path=path(id) page pages/> }
            }}
        </Page>
    }
}

#[component]
fn NoChanges(kind: ServerKind) -> impl IntoView {
    let t = use_messages();
    let (title, text) = match kind {
        ServerKind::Namespace => (t.history.nested_title, t.history.nested_text),
        ServerKind::Stdio | ServerKind::Sse | ServerKind::StreamableHttp => {
            (t.history.empty_title, t.history.empty_text)
        }
    };
    view! { <EmptyState title text/> }
}

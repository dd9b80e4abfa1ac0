//! What a namespace does with requests and answers: the chain in its order, and what can be added to it.

mod add;
mod edit;
mod fields;
mod fixed;
mod row;
mod turns;

use leptos::{form::ActionForm, prelude::*};
use model::{NamespaceId, middleware::ChainView};

pub use self::edit::MiddlewareEditPage;
use self::{add::AddCard, fixed::FixedRows, row::LinkRow, turns::Turns};
use crate::{
    api::middleware::{AddMiddleware, UndoMiddleware, get_middleware},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, query::use_id},
};

/// The page of a namespace's chain.
pub(super) fn path(namespace: NamespaceId) -> String {
    format!("/namespaces/{namespace}/middleware")
}

/// The chain of a namespace.
#[component]
pub fn MiddlewarePage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<NamespaceId>();
    let turns = Turns::new();
    let add = ServerAction::<AddMiddleware>::new();
    let undo = ServerAction::<UndoMiddleware>::new();
    let (namespaces, calls) = (use_changes(Noun::Namespaces), use_changes(Noun::Calls));
    let chain = Resource::new(
        move || {
            let changes = (namespaces.get(), calls.get(), undo.version().get());
            (id.get(), turns.version(), changes)
        },
        |(id, ..)| load(id),
    );
    view! {
        <LivePage
            resource=chain
            title=t.middleware.title
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:chain
        >
            {
                let identity = Memo::new(move |_| chain.with(|chain| chain.namespace.clone()));
                move || {
                    let namespace = identity.get();
                    view! { <Chain id=namespace.id name=namespace.name chain turns add undo/> }
                }
            }
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<NamespaceId>) -> Result<ChainView, AppError> {
    get_middleware(id.ok_or(AppError::NotFound)?).await
}

#[component]
fn Chain(
    id: NamespaceId,
    name: String,
    chain: Signal<ChainView>,
    turns: Turns,
    add: ServerAction<AddMiddleware>,
    undo: ServerAction<UndoMiddleware>,
) -> impl IntoView {
    let t = use_messages();
    let editable = Memo::new(move |_| chain.with(|chain| chain.editable));
    let links = move || chain.with(|chain| chain.links.iter().map(|it| it.link.id).collect::<Vec<_>>());
    let is_empty = Memo::new(move |_| chain.with(|chain| chain.links.is_empty()));
    view! {
        <Page
            title=t.middleware.title
            parents=vec![
                Crumb::new("/namespaces", t.namespaces.title),
                Crumb::new(format!("/namespaces/{id}"), name),
            ]
            lead=move || t.middleware.lead
        >
            {turns.errors()}
            <ActionError action=add/>
            <div class="grid-two">
                <Card title=t.middleware.chain flush=true>
                    {turns.forms(id, chain)}
                    <ol class="chain">
                        <FixedRows id/>
                        <For each=links key=|link| *link let:link>
                            <LinkRow link chain turns/>
                        </For>
                    </ol>
                    <Show when=move || is_empty.get()>
                        <p class="nothing-found">{t.middleware.empty}</p>
                    </Show>
                </Card>
                <Show when=move || editable.get()>
                    <div class="stack">
                        <AddCard id chain add/>
                        <UndoCard id chain undo/>
                    </div>
                </Show>
            </div>
        </Page>
    }
}

/// Where there is something to undo.
#[component]
fn UndoCard(id: NamespaceId, chain: Signal<ChainView>, undo: ServerAction<UndoMiddleware>) -> impl IntoView {
    let t = use_messages();
    let undoable = Memo::new(move |_| {
        chain.with(|chain| {
            let before = chain.before.as_ref();
            before.is_some_and(|before| *before != chain.chain())
        })
    });
    view! {
        <Show when=move || undoable.get()>
            <Card title=t.middleware.undo>
                <p class="field-lead">{t.middleware.undo_lead}</p>
                <ActionError action=undo/>
                <ActionForm action=undo>
                    <ChainIds id chain/>
                    <button class="btn" type="submit">{t.middleware.undo}</button>
                </ActionForm>
            </Card>
        </Show>
    }
}

/// Which chain a form is about, and which version of it was seen.
#[component]
fn ChainIds(id: NamespaceId, chain: Signal<ChainView>) -> impl IntoView {
    let version = Signal::derive(move || chain.with(|chain| chain.version.to_string()));
    view! {
        <Hidden name="namespace" value=id.to_string()/>
        <Hidden name="version" value=version/>
    }
}

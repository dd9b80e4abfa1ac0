//! API keys: made, shown once, limited, given another text, switched off, deleted.

mod confirm;
mod create;
mod created;
mod detail;
mod fields;
mod list;
mod state;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::ApiKeyView;

pub use self::detail::ApiKeyPage;
use self::{
    confirm::ConfirmDeletion,
    create::CreateCard,
    created::CreatedNote,
    fields::{Places, load_places},
    list::KeysCard,
};
use crate::{
    api::api_keys::{CreateApiKey, SetApiKeyActive, list_api_keys, reveal_api_key},
    components::*,
    contexts::{Noun, use_changes},
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, permitted::may_keep},
};

/// All keys. `?created=` shows a new one, once.
#[component]
pub fn ApiKeysPage() -> impl IntoView {
    let t = use_messages();
    let set_active = ServerAction::<SetApiKeyActive>::new();
    let create = ServerAction::<CreateApiKey>::new();
    let changes = use_changes(Noun::ApiKeys);
    let keys = Resource::new(
        move || (changes.get(), set_active.version().get(), create.version().get()),
        |_| load(),
    );
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("created").unwrap_or_default()));
    // Not fed by the event stream: a second look at the token would find nothing.
    let created = Resource::new(
        move || token.get(),
        |token| async move {
            if token.is_empty() {
                Ok(None)
            } else {
                reveal_api_key(token).await
            }
        },
    );
    view! {
        <LivePage resource=keys title=t.api_keys.title let:data>
            {
            let keys = Signal::derive(move || data.with(|(keys, _)| keys.clone()));
            let places = move || data.with_untracked(|(_, places)| places.clone());
            view! {
            <Page title=t.api_keys.title lead=move || t.api_keys.lead>
                <CreatedNote created token/>
                <ConfirmDeletion keys/>
                <ActionError action=set_active/>
                <div class=if may_keep() { "grid-two" } else { "" }>
                    {
                        let any = Memo::new(move |_| keys.with(|keys: &Vec<ApiKeyView>| !keys.is_empty()));
                        move || {
                            if any.get() {
                                view! { <KeysCard keys set_active/> }.into_any()
                            } else {
                                view! { <NoKeys/> }.into_any()
                            }
                        }
                    }
                    <Show when=may_keep>
                        // A new form after each key: what was typed belongs to the one that was made.
                        <For each=move || [token.get()] key=|token| token.clone() let:_token>
                            <CreateCard create places=places()/>
                        </For>
                    </Show>
                </div>
            </Page>
            }
            }
        </LivePage>
    }
    .into_any()
}

async fn load() -> Result<(Vec<ApiKeyView>, Places), AppError> {
    Ok((list_api_keys().await?, load_places().await?))
}

#[component]
fn NoKeys() -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <EmptyState title=t.api_keys.empty_title text=t.api_keys.empty_text/>
        </Card>
    }
}

//! What to paste into which client.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{CLIENTS, EndpointAuth, EndpointView, SnippetClient, snippet};

use crate::{components::*, i18n::use_messages, pages::query::href};

/// Stands where the key goes: keys are shown once, when they are made.
pub(super) const KEY_PLACEHOLDER: &str = "sk_mt_…";

#[component]
pub(super) fn ConnectCard(endpoint: Memo<EndpointView>) -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let client = Memo::new(move |_| query.with(|query| find(query.get_str("client"))).slug);
    let page = endpoint.with_untracked(|endpoint| format!("/endpoints/{}", endpoint.id));
    let tabs = CLIENTS
        .map(|each| {
            let href = href(&page, &[("client", each.slug)]);
            view! {
                <TabLink href current=Signal::derive(move || client.get() == each.slug)>
                    {each.name}
                </TabLink>
            }
        })
        .collect_view();
    view! {
        <Card title=t.endpoints.connect>
            <Tabs label=t.endpoints.connect>{tabs}</Tabs>
            {move || {
                let client = find(Some(client.get()));
                let (url, auth) = endpoint.with(|endpoint| (endpoint.url.clone(), endpoint.auth));
                let key = (auth != EndpointAuth::None).then_some(KEY_PLACEHOLDER);
                let name = endpoint.with(|endpoint| endpoint.name.clone());
                view! {
                    <div class="stack">
                        <p class="muted">{t.quick.goes_to} " " <span class="code">{client.place}</span></p>
                        <CodeBlock text=snippet(client, &name, &url, key) label=client.name/>
                        <KeyNote auth/>
                    </div>
                }
            }}
        </Card>
    }
}

/// The client with this word; the first one when there is none.
fn find(slug: Option<&str>) -> SnippetClient {
    CLIENTS
        .into_iter()
        .find(|client| Some(client.slug) == slug)
        .unwrap_or(CLIENTS[0])
}

#[component]
fn KeyNote(auth: EndpointAuth) -> impl IntoView {
    let t = use_messages();
    match auth {
        EndpointAuth::None => view! { <p class="note note-warn">{t.endpoints.open_note}</p> }.into_any(),
        EndpointAuth::ApiKey | EndpointAuth::ApiKeyOrQuery => view! {
            <p class="muted">
                {(t.endpoints.key_note)(KEY_PLACEHOLDER)} " "
                <a href="/api-keys">{t.endpoints.make_key}</a>
            </p>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use model::CLIENTS;

    use super::find;

    #[test]
    fn an_unknown_client_shows_the_first_one() {
        assert_eq!(find(Some("zed")).name, "Zed");
        assert_eq!(find(Some("netscape")), CLIENTS[0]);
        assert_eq!(find(None), CLIENTS[0]);
    }
}

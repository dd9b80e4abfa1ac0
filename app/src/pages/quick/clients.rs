//! What to paste into which client.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{CLIENTS, QuickCreated, SnippetClient, snippet};

use crate::{components::*, i18n::use_messages};

/// What the entry is called in clients.
const ENTRY: &str = "metamcp";

/// One tab for each client, the URL, and the key.
#[component]
pub(super) fn ConnectClient(created: QuickCreated) -> impl IntoView {
    let t = use_messages();
    let QuickCreated { endpoint, key, .. } = created;
    let url = endpoint.url;
    let query = use_query_map();
    let client = Memo::new(move |_| query.with(|query| chosen(query.get_str("client"))));
    let chips = CLIENTS
        .into_iter()
        .map(|one| {
            view! {
                <Chip href=format!("?client={}", one.slug) current=Signal::derive(move || client.get() == one)>
                    {one.name}
                </Chip>
            }
        })
        .collect_view();
    let text = {
        let (url, key) = (url.clone(), key.clone());
        move |client: SnippetClient| snippet(client, ENTRY, &url, Some(&key))
    };
    view! {
        <Card title=t.quick.put_in_client>
            <div class="stack">
                <nav class="chips" aria-label=t.quick.put_in_client>{chips}</nav>
                {move || {
                    let client = client.get();
                    view! {
                        <p class="muted">{t.quick.goes_to} " " <span class="code">{client.place}</span></p>
                        <CodeBlock text=text(client) label=client.name/>
                    }
                }}
                <Facts>
                    <Fact term=t.quick.endpoint_url><Code text=url/></Fact>
                    <Fact term=t.quick.api_key><Code text=key/></Fact>
                </Facts>
                <p class="muted">{t.quick.key_shown_once}</p>
            </div>
        </Card>
    }
}

fn chosen(slug: Option<&str>) -> SnippetClient {
    CLIENTS
        .into_iter()
        .find(|client| Some(client.slug) == slug)
        .unwrap_or(CLIENTS[0])
}

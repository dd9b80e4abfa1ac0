//! What to paste into which client, one client at a time.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{CLIENTS, SnippetClient, snippet};

use super::query::href;
use crate::{components::*, i18n::use_messages};

/// What a snippet says about the endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connection {
    /// What the entry is called in the client.
    pub(crate) name: String,
    pub(crate) url: String,
    /// The key, or what stands for it; `None` when none is asked for.
    pub(crate) key: Option<String>,
}

/// A chip for each client, and the snippet of the one in `?client=`.
#[component]
pub(crate) fn ClientSnippet(
    /// The path of the page it stands on.
    page: String,
    /// What the chips are for, for screen readers.
    label: &'static str,
    connection: Signal<Connection>,
) -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let client = Memo::new(move |_| query.with(|query| find(query.get_str("client"))).slug);
    let chips = CLIENTS
        .map(|each| {
            let href = href(&page, &[("client", each.slug)]);
            view! {
                <Chip href current=Signal::derive(move || client.get() == each.slug)>
                    {each.name}
                </Chip>
            }
        })
        .collect_view();
    view! {
        <nav class="chips" aria-label=label>{chips}</nav>
        {move || {
            let client = find(Some(client.get()));
            let text = connection.with(|to| snippet(client, &to.name, &to.url, to.key.as_deref()));
            view! {
                <div>
                    <p class="code-place">
                        {t.quick.goes_to} " " <span class="code">{client.place}</span>
                    </p>
                    <CodeBlock text label=client.name/>
                </div>
            }
        }}
    }
}

/// The client with this word; the first one when there is none.
fn find(slug: Option<&str>) -> SnippetClient {
    CLIENTS
        .into_iter()
        .find(|client| Some(client.slug) == slug)
        .unwrap_or(CLIENTS[0])
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

//! The step after publishing: what to paste into which client.

use leptos::prelude::*;

use super::draft::Made;
use crate::{
    components::*,
    i18n::use_messages,
    pages::clients::{ClientSnippet, Connection},
};

/// What the entry is called in clients.
const ENTRY: &str = "metamcp";

/// The snippets with the new key in them, the URL, and the key.
#[component]
pub(super) fn ConnectClient(made: Made) -> impl IntoView {
    let t = use_messages();
    let Made { draft, url, key, .. } = made;
    let connection = Connection {
        name: ENTRY.to_owned(),
        url: url.clone(),
        key: Some(key.clone()),
    };
    view! {
        <Card title=t.quick.put_in_client>
            <div class="stack">
                <ClientSnippet
                    page=format!("/quick-connect/{draft}")
                    label=t.quick.put_in_client
                    connection=Signal::stored(connection)
                />
                <Facts>
                    <Fact term=t.quick.endpoint_url><Code text=url/></Fact>
                    <Fact term=t.quick.api_key><Code text=key/></Fact>
                </Facts>
                <p class="muted">{t.quick.key_shown_once}</p>
            </div>
        </Card>
    }
}

//! What to paste into which client.

use leptos::prelude::*;
use model::{EndpointAuth, EndpointView};

use crate::{
    components::*,
    i18n::use_messages,
    pages::clients::{ClientSnippet, Connection},
};

/// Stands where the key goes: keys are shown once, when they are made.
pub(super) const KEY_PLACEHOLDER: &str = "sk_mt_…";

#[component]
pub(super) fn ConnectCard(endpoint: Memo<EndpointView>) -> impl IntoView {
    let t = use_messages();
    let page = endpoint.with_untracked(|endpoint| format!("/endpoints/{}", endpoint.id));
    let auth = Memo::new(move |_| endpoint.with(|endpoint| endpoint.auth));
    let connection = Memo::new(move |_| {
        endpoint.with(|endpoint| Connection {
            name: endpoint.name.clone(),
            url: endpoint.url.clone(),
            key: endpoint.auth.takes_keys().then(|| KEY_PLACEHOLDER.to_owned()),
        })
    });
    view! {
        <Card title=t.endpoints.connect>
            <div class="stack">
                <ClientSnippet page label=t.endpoints.connect connection=connection.into()/>
                {move || view! { <KeyNote auth=auth.get()/> }}
            </div>
        </Card>
    }
}

#[component]
fn KeyNote(auth: EndpointAuth) -> impl IntoView {
    let t = use_messages();
    if auth.is_open() {
        return view! { <p class="note note-warn">{t.endpoints.open_note}</p> }.into_any();
    }
    let oauth = auth.takes_oauth().then(|| {
        view! {
            <p class="muted">
                {if auth.is_sso_only() { t.endpoints.sso_note } else { t.endpoints.oauth_note }} " "
                <a href="/connected-clients">{t.endpoints.connected_clients}</a>
            </p>
        }
    });
    let key = auth.takes_keys().then(|| {
        view! {
            <p class="muted">
                {(t.endpoints.key_note)(KEY_PLACEHOLDER)} " "
                <a href="/api-keys">{t.endpoints.make_key}</a>
            </p>
        }
    });
    view! {
        {oauth}
        {key}
    }
    .into_any()
}

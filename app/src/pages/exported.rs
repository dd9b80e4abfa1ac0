//! What was exported: to read, to copy and to keep as a file.

use leptos::prelude::*;

use super::query::encoded;
use crate::{components::*, i18n::use_messages};

/// The link that downloads a document.
#[component]
pub(crate) fn DownloadLink(
    /// The file's name.
    #[prop(into)]
    name: String,
    json: Signal<String>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <a
            class="btn btn-primary"
            download=name
            // A link with the file in it needs neither JavaScript nor another route.
            href=move || json.with(|json| data_url(json))
        >
            {t.common.download}
        </a>
    }
}

/// The document itself.
#[component]
pub(crate) fn Exported(
    /// The file's name.
    #[prop(into)]
    name: String,
    json: Signal<String>,
) -> impl IntoView {
    view! { <div class="whole">{move || view! { <CodeBlock text=json.get() label=name.clone()/> }}</div> }
}

fn data_url(json: &str) -> String {
    format!("data:application/json;charset=utf-8,{}", encoded(json))
}

//! The servers as a file for other clients and installations.

use leptos::prelude::*;

use crate::{
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{live::LivePage, query::encoded},
};

const FILE_NAME: &str = "mcp-servers.json";

#[component]
pub(super) fn ExportView(json: Resource<Result<String, AppError>>) -> impl IntoView {
    let t = use_messages();
    let parents = || vec![Crumb::new("/servers", t.servers.title)];
    view! {
        <LivePage resource=json title=t.servers.export let:json>
            <Page
                title=t.servers.export
                parents=parents()
                lead=move || t.servers.export_lead
                actions=move || {
                    view! {
                        <a
                            class="btn btn-primary"
                            download=FILE_NAME
                            // A link with the file in it needs neither JavaScript nor another route.
                            href=move || json.with(|json| data_url(json))
                        >
                            {t.common.download}
                        </a>
                    }
                }
            >
                <div class="whole">{move || view! { <CodeBlock text=json.get() label=FILE_NAME/> }}</div>
            </Page>
        </LivePage>
    }
}

fn data_url(json: &str) -> String {
    format!("data:application/json;charset=utf-8,{}", encoded(json))
}

//! The servers as a file for other clients and installations.

use leptos::prelude::*;

use crate::{
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        exported::{DownloadLink, Exported},
        live::LivePage,
    },
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
                actions=move || view! { <DownloadLink name=FILE_NAME json/> }
            >
                <Exported name=FILE_NAME json/>
            </Page>
        </LivePage>
    }
}

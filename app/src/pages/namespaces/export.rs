//! A namespace as a document.

use leptos::prelude::*;
use model::{NamespaceDetail, NamespaceId};

use crate::{
    api::{copies::export_namespace, namespaces::get_namespace},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        exported::{DownloadLink, Exported},
        live::LivePage,
        query::use_id,
    },
};

/// The document of a namespace.
#[component]
pub fn NamespaceExportPage() -> impl IntoView {
    let t = use_messages();
    let id = use_id::<NamespaceId>();
    let data = Resource::new(move || id.get(), load);
    view! {
        <LivePage
            resource=data
            title=t.copies.export
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:data
        >
            {
                let name = data.with_untracked(|(detail, _)| detail.namespace.name.clone());
                let file = format!("{name}.json");
                let page = data.with_untracked(|(detail, _)| format!("/namespaces/{}", detail.namespace.id));
                let json = Signal::derive(move || data.with(|(_, json)| json.clone()));
                let file_to_keep = file.clone();
                view! {
                    <Page
                        title=(t.copies.export_title)(&name)
                        parents=vec![
                            Crumb::new("/namespaces", t.namespaces.title),
                            Crumb::new(page, name),
                        ]
                        lead=move || t.copies.export_lead
                        actions=move || view! { <DownloadLink name=file_to_keep json/> }
                    >
                        <Exported name=file json/>
                    </Page>
                }
            }
        </LivePage>
    }
    .into_any()
}

async fn load(id: Option<NamespaceId>) -> Result<(NamespaceDetail, String), AppError> {
    let id = id.ok_or(AppError::NotFound)?;
    Ok((get_namespace(id).await?, export_namespace(id).await?))
}

//! Importing a namespace: a document, what it would do, and then doing it.

mod plan;

use leptos::prelude::*;
use model::Visibility;

pub use plan::NamespaceImportDraftPage;

use crate::{
    api::copies::DraftNamespaceImport,
    components::*,
    i18n::use_messages,
    pages::{
        permitted::{Permitted, may_keep},
        visibility::VisibilityField,
    },
};

const ROWS: u32 = 14;

const EXAMPLE: &str = r#"{
  "namespaces": {
    "dev": { "servers": ["time", { "name": "git", "tools": { "push": false } }] }
  }
}"#;

/// The form that reads a document.
#[component]
pub fn NamespaceImportPage() -> impl IntoView {
    let t = use_messages();
    let read = ServerAction::<DraftNamespaceImport>::new();
    view! {
        <Page
            title=t.copies.import
            parents=vec![Crumb::new("/namespaces", t.namespaces.title)]
            lead=move || t.copies.import_lead
        >
            <Permitted may=may_keep()>
                <div class="narrow">
                    <Card>
                        <Form action=read check=|read: &DraftNamespaceImport| read.input.validate()>
                            <TextArea
                                name="text"
                                label=t.copies.document
                                hint=t.copies.document_hint
                                rows=ROWS
                                required=true
                                placeholder=EXAMPLE
                            />
                            <TextField
                                name="name"
                                label=t.common.name
                                value=String::new()
                                hint=t.copies.name_hint
                                kind=TextKind::Code
                            />
                            <VisibilityField value=Visibility::default()/>
                            <div class="actions">
                                <SubmitButton look=Look::Primary>{t.copies.look}</SubmitButton>
                                <LinkButton href="/namespaces">{t.common.cancel}</LinkButton>
                            </div>
                        </Form>
                    </Card>
                </div>
            </Permitted>
        </Page>
    }
    .into_any()
}

//! One tool of a namespace: what the namespace makes of it, beside what its server wrote.

mod arguments;
mod fields;

use leptos::prelude::*;
use model::{NamespaceId, NamespaceToolView, ToolId};

use self::{arguments::ArgumentFields, fields::ToolFields};
use super::verdicts;
use crate::{
    api::namespaces::{SetToolOverride, UndoToolOverride, get_namespace_tool},
    components::*,
    error::AppError,
    i18n::use_messages,
    pages::{
        live::LivePage,
        permitted::Permitted,
        query::{use_id, use_id_named},
    },
};

/// The page of a tool.
pub(super) fn path(namespace: NamespaceId, tool: ToolId) -> String {
    format!("/namespaces/{namespace}/tools/{tool}")
}

/// A tool of a namespace, with the forms that change it.
#[component]
pub fn NamespaceToolPage() -> impl IntoView {
    let t = use_messages();
    let (namespace, tool) = (use_id::<NamespaceId>(), use_id_named::<ToolId>("tool"));
    let update = ServerAction::<SetToolOverride>::new();
    let undo = ServerAction::<UndoToolOverride>::new();
    // Not fed by the event stream: what is being typed must not change under the person's hands.
    let detail = Resource::new(
        move || {
            let ids = (namespace.get(), tool.get());
            (ids, update.version().get(), undo.version().get())
        },
        |((namespace, tool), ..)| load(namespace, tool),
    );
    view! {
        <LivePage
            resource=detail
            title=t.overrides.edit
            home=Crumb::new("/namespaces", t.namespaces.title)
            let:detail
        >
            // Anew after each change: what was typed into a field stays in it, whatever its value is then.
            <For each=move || Some(detail.get()) key=|detail| (detail.tool.id, detail.version) let:detail>
                <Detail detail update undo/>
            </For>
        </LivePage>
    }
    .into_any()
}

async fn load(namespace: Option<NamespaceId>, tool: Option<ToolId>) -> Result<NamespaceToolView, AppError> {
    let (Some(namespace), Some(tool)) = (namespace, tool) else {
        return Err(AppError::NotFound);
    };
    get_namespace_tool(namespace, tool).await
}

#[component]
fn Detail(
    detail: NamespaceToolView,
    update: ServerAction<SetToolOverride>,
    undo: ServerAction<UndoToolOverride>,
) -> impl IntoView {
    let t = use_messages();
    let namespace = format!("/namespaces/{}", detail.namespace.id);
    let decisions = verdicts::path(detail.namespace.id, detail.tool.id);
    let lead = (t.overrides.lead)(&detail.server, &detail.tool.exposed_name);
    view! {
        <Page
            title=detail.tool.name.clone()
            parents=vec![
                Crumb::new("/namespaces", t.namespaces.title),
                Crumb::new(namespace.clone(), detail.namespace.name.clone()),
            ]
            lead=move || lead.clone()
            actions=move || view! { <LinkButton href=decisions.clone()>{t.changes.decisions}</LinkButton> }
        >
            <Permitted may=detail.editable>
                <div class="narrow stack">
                    <EditForm detail=detail.clone() back=namespace update/>
                    <WaysBack detail update undo/>
                </div>
            </Permitted>
        </Page>
    }
}

#[component]
fn EditForm(detail: NamespaceToolView, back: String, update: ServerAction<SetToolOverride>) -> impl IntoView {
    let t = use_messages();
    let input = detail.input();
    let (arguments, inputs) = (detail.arguments.clone(), input.arguments.clone());
    let (namespace, tool, version) = (detail.namespace.id, detail.tool.id, detail.version);
    view! {
        <Form action=update check=|update: &SetToolOverride| update.input.validate()>
            <Ids namespace tool/>
            <Hidden name="input[version]" value=version.to_string()/>
            <div class="stack">
                <Card title=t.overrides.words>
                    <ToolFields detail input/>
                </Card>
                <Card title=t.overrides.arguments>
                    <ArgumentFields arguments inputs/>
                </Card>
                <div class="actions">
                    <SubmitButton look=Look::Primary>{t.common.save}</SubmitButton>
                    <LinkButton href=back>{t.overrides.back}</LinkButton>
                </div>
            </div>
        </Form>
    }
}

/// Undoing, and taking back everything: each where there is something to take back.
#[component]
fn WaysBack(
    detail: NamespaceToolView,
    update: ServerAction<SetToolOverride>,
    undo: ServerAction<UndoToolOverride>,
) -> impl IntoView {
    let t = use_messages();
    let (namespace, tool, version) = (detail.namespace.id, detail.tool.id, detail.version);
    let undoable = detail
        .before
        .as_ref()
        .is_some_and(|before| *before != detail.overrides);
    let undoing = undoable.then(|| {
        view! {
            <Card title=t.overrides.undo>
                <p class="field-lead">{t.overrides.undo_lead}</p>
                <Form action=undo>
                    <Ids namespace tool/>
                    <Hidden name="version" value=version.to_string()/>
                    <SubmitButton>{t.overrides.undo}</SubmitButton>
                </Form>
            </Card>
        }
    });
    let resetting = (!detail.overrides.is_empty()).then(|| {
        view! {
            <Card title=t.overrides.reset>
                <p class="field-lead">{t.overrides.reset_lead}</p>
                <Form action=update check=|update: &SetToolOverride| update.input.validate()>
                    <Ids namespace tool/>
                    <Hidden name="input[version]" value=version.to_string()/>
                    <SubmitButton>{t.overrides.reset}</SubmitButton>
                </Form>
            </Card>
        }
    });
    view! {
        {undoing}
        {resetting}
    }
}

#[component]
fn Ids(namespace: NamespaceId, tool: ToolId) -> impl IntoView {
    view! {
        <Hidden name="namespace" value=namespace.to_string()/>
        <Hidden name="tool" value=tool.to_string()/>
    }
}

//! All requests that somebody keeps, on the page where targets are chosen.

use leptos::prelude::*;
use model::{SavedRequestNameInput, SavedRequestView};

use super::PATH;
use crate::{
    api::inspector::{DeleteSavedRequest, RenameSavedRequest, list_saved_requests},
    components::*,
    contexts::{Noun, use_changes},
    i18n::use_messages,
    pages::{live::Live, query::href, visibility::owner_text},
};

/// Saved requests, by name.
#[component]
pub(super) fn SavedCard() -> impl IntoView {
    let t = &use_messages().inspector;
    let changes = use_changes(Noun::Inspections);
    let (rename, delete) = (
        ServerAction::<RenameSavedRequest>::new(),
        ServerAction::<DeleteSavedRequest>::new(),
    );
    let saved = Resource::new(
        move || (changes.get(), rename.version().get(), delete.version().get()),
        |_| list_saved_requests(),
    );
    view! {
        <Card title=t.saved flush=true>
            <ActionError action=delete/>
            <Live resource=saved let:saved>
                <Show
                    when=move || saved.with(|saved| !saved.is_empty())
                    fallback=move || view! { <p class="nothing-found">{t.none_saved}</p> }
                >
                    <Table label=t.saved columns=columns()>
                        <For each=move || saved.get() key=|it| (it.id, it.version) let:request>
                            <Row request rename delete/>
                        </For>
                    </Table>
                </Show>
            </Live>
        </Card>
    }
}

fn columns() -> Vec<Column> {
    let t = use_messages();
    vec![
        Column::new(t.inspector.name),
        Column::new(t.inspector.target),
        Column::new(t.inspector.request),
        Column::new(t.common.visibility).hide_small(),
        Column::blank(t.inspector.acts),
    ]
}

#[component]
fn Row(
    request: SavedRequestView,
    rename: ServerAction<RenameSavedRequest>,
    delete: ServerAction<DeleteSavedRequest>,
) -> impl IntoView {
    let t = use_messages();
    let value = request.target.value();
    let id = value
        .split_once(':')
        .map(|(_, id)| id.to_owned())
        .unwrap_or_default();
    let open = href(PATH, &[(request.target.noun(), &id)]);
    let target = request
        .target_name
        .clone()
        .unwrap_or_else(|| t.inspector.target_gone.to_owned());
    let may_open = request.target_name.is_some();
    let name = request.name.clone();
    let title = if may_open {
        view! { <a href=open>{name}</a> }.into_any()
    } else {
        name.into_any()
    };
    let owner = owner_text(request.visibility, request.owner.as_deref());
    let acts = request
        .may_change
        .then(|| view! { <Acts request=request.clone() rename delete/> });
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">{title}</td>
            <td role="cell" data-label=t.inspector.target>{t.inspector.noun(request.target)} " " {target}</td>
            <td role="cell" data-label=t.inspector.request>
                <code class="code">{request.method} " " {request.request_name}</code>
            </td>
            <td role="cell" class="hide-small">{owner}</td>
            <td role="cell" class="cell-actions">{acts}</td>
        </tr>
    }
}

#[component]
fn Acts(
    request: SavedRequestView,
    rename: ServerAction<RenameSavedRequest>,
    delete: ServerAction<DeleteSavedRequest>,
) -> impl IntoView {
    let t = &use_messages().inspector;
    let label = (t.change)(&request.name);
    view! {
        <details class="fold">
            <summary aria-label=label>{t.edit_saved}</summary>
            <div class="stack">
                <Form action=rename scope=format!("-{}", request.id) check=|rename: &RenameSavedRequest| SavedRequestNameInput::validate(&rename.input)>
                    <Hidden name="id" value=request.id.to_string()/>
                    <Hidden name="input[version]" value=request.version.to_string()/>
                    <TextField name="name" label=t.name value=request.name required=true/>
                    <SubmitButton small=true>{t.rename}</SubmitButton>
                </Form>
                <Form action=delete quiet=true>
                    <Hidden name="id" value=request.id.to_string()/>
                    <SubmitButton small=true look=Look::Danger>{t.delete}</SubmitButton>
                </Form>
            </div>
        </details>
    }
}

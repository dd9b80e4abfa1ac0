//! The tools of a server with their parameters.

mod parameters;

use leptos::prelude::*;
use model::{ServerId, ToolHints, ToolView};

use self::parameters::{Parameter, parameters};
use super::{detail::Doings, history};
use crate::{components::*, i18n::use_messages, pages::permitted::may_keep};

#[component]
pub(super) fn ToolsCard(id: ServerId, tools: Memo<Vec<ToolView>>, doings: Doings) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card
            title=t.servers.tools
            flush=true
            aside=move || {
                view! {
                    <span class="muted">{move || tools.with(Vec::len)}</span>
                    <LinkButton href=history::path(id) look=Look::Quiet small=true>
                        {t.history.title}
                    </LinkButton>
                    {may_keep().then(|| view! { <RefreshButton id doings/> })}
                }
            }
        >
            <For each=move || tools.get() key=|tool| (tool.id, tool.updated_at, tool.gone) let:tool>
                <ToolDetails tool/>
            </For>
            <Show when=move || tools.with(Vec::is_empty)>
                <EmptyState title=t.servers.no_tools_title text=t.servers.no_tools_text/>
            </Show>
        </Card>
    }
}

#[component]
fn RefreshButton(id: ServerId, doings: Doings) -> impl IntoView {
    let t = use_messages();
    view! {
        <Form action=doings.refresh quiet=true>
            <Hidden name="id" value=id.to_string()/>
            <SubmitButton small=true>{t.servers.refresh_tools}</SubmitButton>
        </Form>
    }
}

/// One tool: a line that opens to its description, parameters and schema.
#[component]
pub(crate) fn ToolDetails(tool: ToolView) -> impl IntoView {
    let first_line = tool.first_line().to_owned();
    view! {
        <details class="tool">
            <summary>
                <code class="code">{tool.name.clone()}</code>
                <ToolTags hints=tool.hints gone=tool.gone/>
                <span class="tool-line">{first_line}</span>
            </summary>
            <ToolBody tool/>
        </details>
    }
}

/// Description, parameters and schema of a tool.
#[component]
pub(crate) fn ToolBody(tool: ToolView) -> impl IntoView {
    let t = use_messages();
    let parameters = parameters(&tool.input_schema);
    view! {
        <div class="tool-body">
            {(!tool.title.is_empty()).then(|| view! { <p><strong>{tool.title}</strong></p> })}
            {(!tool.description.is_empty()).then(|| view! { <p class="prose">{tool.description}</p> })}
            {if parameters.is_empty() {
                view! { <p class="muted">{t.servers.no_parameters}</p> }.into_any()
            } else {
                view! { <ParametersTable parameters/> }.into_any()
            }}
            <details class="fold">
                <summary>{t.servers.schema}</summary>
                <CodeBlock text=tool.input_schema label=t.servers.schema/>
            </details>
        </div>
    }
}

/// What the server says about a tool's behaviour.
#[component]
pub(crate) fn ToolTags(hints: ToolHints, gone: bool) -> impl IntoView {
    let t = use_messages();
    let destructive = hints.destructive == Some(true) && hints.read_only != Some(true);
    view! {
        {gone.then(|| view! { <Tag tone=Tone::Warn>{t.servers.gone}</Tag> })}
        {(hints.read_only == Some(true)).then(|| view! { <Tag>{t.servers.read_only}</Tag> })}
        {destructive.then(|| view! { <Tag tone=Tone::Bad>{t.servers.destructive}</Tag> })}
    }
}

#[component]
fn ParametersTable(parameters: Vec<Parameter>) -> impl IntoView {
    let t = use_messages();
    let columns = vec![
        Column::new(t.servers.parameter),
        Column::new(t.servers.kind),
        Column::new(t.common.description),
    ];
    view! {
        <Table label=t.servers.parameters columns>
            {parameters
                .into_iter()
                .map(|parameter| {
                    view! {
                        <tr role="row">
                            <td role="cell" class="cell-title">
                                <code class="code">{parameter.name}</code>
                                {parameter
                                    .required
                                    .then(|| view! { " " <Tag>{t.servers.required_parameter}</Tag> })}
                            </td>
                            <td role="cell" class="cell-side code muted">{parameter.kind}</td>
                            <td role="cell" class="prose">{parameter.description}</td>
                        </tr>
                    }
                })
                .collect_view()}
        </Table>
    }
}

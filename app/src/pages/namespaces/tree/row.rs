//! The rows of the tree.

use leptos::prelude::*;
use model::{ServerId, ToolId, ToolView};

use super::{
    super::{changes::path as changes_path, cost::grouped, tool::path as tool_path},
    Tree,
    bar::BULK_FORM,
};
use crate::{components::*, i18n::use_messages, pages::servers::ToolTags};

#[component]
pub(super) fn ServerRow(id: ServerId, tree: Tree) -> impl IntoView {
    let server = Memo::new(move |_| tree.server(id));
    let name = move || server.with(|server| server.as_ref().map(|s| s.name.clone()).unwrap_or_default());
    let on = Signal::derive(move || {
        let stored = server.with(|server| server.as_ref().is_some_and(|server| server.enabled));
        tree.switches.server_is_on(id, stored)
    });
    let last_known = move || {
        server.with(|server| {
            let server = server.as_ref();
            server.is_some_and(|server| server.status.failure.is_some() && !server.tools.is_empty())
        })
    };
    let t = use_messages();
    view! {
        <tr role="row" class="row-group">
            <td role="cell" class="hide-small"></td>
            <td role="cell" class="cell-side">
                <TreeSwitch
                    id=id.to_string()
                    label=Signal::derive(name)
                    on
                    editable=tree.editable
                    forms=("server", "servers-on", "servers-off")
                />
            </td>
            <td role="cell" class="cell-title">
                <a href=format!("/servers/{id}")>{name}</a>
            </td>
            <td role="cell" class="cell-state">
                {move || server.get().map(|server| view! { <StateMark status=server.status/> })}
                {move || tree.tokens_of_server(id).map(|tokens| view! { <Tokens tokens/> })}
                <Show when=last_known>
                    " "
                    <Tag>{t.servers.last_known}</Tag>
                </Show>
            </td>
        </tr>
    }
}

#[component]
pub(super) fn ToolRow(tool: ToolView, tree: Tree) -> impl IntoView {
    let t = use_messages();
    let id = tool.id;
    // The tool as it is now: its row stays when it changes, so that the focus stays too.
    let tool = Memo::new(move |last: Option<&ToolView>| {
        let now = tree.detail.with(|detail| {
            let mut tools = detail.servers.iter().flat_map(|server| &server.tools);
            tools.find(|tool| tool.id == id).cloned()
        });
        now.or_else(|| last.cloned()).unwrap_or_else(|| tool.clone())
    });
    let name = move || tool.with(|tool| tool.name.clone());
    let on = Signal::derive(move || tool.with(|tool| tree.switches.tool_is_on(id, tool.enabled)));
    let hidden = Memo::new(move |_| tool.with(|tool| !tree.shows(tool)));
    view! {
        <tr role="row" class="tree-tool" hidden=move || hidden.get()>
            <td role="cell" class="hide-small">
                <Show when=move || tree.editable.get()>
                    <ToolBox id name=Signal::derive(name) hidden tree/>
                </Show>
            </td>
            <td role="cell" class="cell-side">
                <TreeSwitch
                    id=id.to_string()
                    label=Signal::derive(name)
                    on
                    editable=tree.editable
                    forms=("tools[]", "tools-on", "tools-off")
                />
            </td>
            <td role="cell" class="cell-title">
                <code class="code" class:struck=move || !on.get()>{name}</code>
                " "
                {move || {
                    let (hints, gone) = tool.with(|tool| (tool.hints, tool.gone));
                    view! { <ToolTags hints gone/> }
                }}
                <Show when=move || tool.with(|tool| tool.held)>
                    " "
                    <a href=move || changes_path(tree.namespace())>
                        <Tag tone=Tone::Warn>{t.changes.held}</Tag>
                    </a>
                </Show>
                <Show when=move || tool.with(|tool| tool.overridden)>
                    " "
                    <Tag tone=Tone::Accent>{t.overrides.changed}</Tag>
                </Show>
                <small>{move || tool.with(|tool| first_line(&tool.description).to_owned())}</small>
            </td>
            <td role="cell" class="cell-state">
                {move || {
                    if on.get() {
                        view! { <code class="code">{tool.with(|tool| tool.exposed_name.clone())}</code> }
                            .into_any()
                    } else {
                        view! { <span class="muted">{t.namespaces.hidden}</span> }.into_any()
                    }
                }}
                {move || tree.tokens_of(id).map(|tokens| view! { <Tokens tokens/> })}
                <Show when=move || tree.editable.get()>
                    " "
                    <a
                        href=move || tool_path(tree.namespace(), id)
                        aria-label=move || (t.overrides.edit_tool)(&name())
                    >
                        {t.overrides.edit}
                    </a>
                </Show>
            </td>
        </tr>
    }
}

/// What is listed of something, by the encoding of most models.
#[component]
fn Tokens(tokens: u64) -> impl IntoView {
    let t = use_messages();
    view! { " " <span class="muted number">{(t.costs.tokens)(&grouped(tokens))}</span> }
}

/// The box that ticks a tool for a bulk act. One that is hidden is disabled, so that it is not sent.
#[component]
fn ToolBox(id: ToolId, name: Signal<String>, hidden: Memo<bool>, tree: Tree) -> impl IntoView {
    let t = use_messages();
    let tick = move |event| {
        tree.selected.update(|selected| {
            if event_target_checked(&event) {
                selected.insert(id);
            } else {
                selected.remove(&id);
            }
        });
    };
    view! {
        <input
            type="checkbox"
            form=BULK_FORM
            name="tools[]"
            value=id.to_string()
            aria-label=move || (t.namespaces.select_tool)(&name.get())
            disabled=move || hidden.get()
            prop:checked=move || tree.selected.with(|selected| selected.contains(&id))
            on:change=tick
        />
    }
}

fn first_line(text: &str) -> &str {
    text.trim().lines().next().unwrap_or_default()
}

/// A switch that sends one of two forms elsewhere on the page; for those who may not change it, its state.
#[component]
fn TreeSwitch(
    id: String,
    label: Signal<String>,
    on: Signal<bool>,
    editable: Memo<bool>,
    /// The parameter, and the forms that turn on and off.
    forms: (&'static str, &'static str, &'static str),
) -> impl IntoView {
    let t = use_messages();
    let (name, turn_on, turn_off) = forms;
    move || {
        if !editable.get() {
            let state = move || if on.get() { t.common.on } else { t.common.off };
            return view! { <Tag>{state}</Tag> }.into_any();
        }
        view! {
            <button
                class="switch"
                type="submit"
                role="switch"
                form=move || if on.get() { turn_off } else { turn_on }
                name=name
                value=id.clone()
                aria-checked=move || on.get().to_string()
                aria-label=label
            >
                <span class="switch-knob"></span>
            </button>
        }
        .into_any()
    }
}

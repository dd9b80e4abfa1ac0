//! The fields of a server, for adding and for changing one.

use leptos::prelude::*;
use model::{NamespaceView, Permission, RunSettings, ServerInput, ServerKind};

use super::{caller_fields::CallerFields, run_fields::RunFields, sign_in_fields::SignInFields};
use crate::{
    components::*,
    contexts::use_me,
    i18n::use_messages,
    pages::{namespaces::namespace_choices, visibility::VisibilityField},
};

#[component]
pub(super) fn ServerFields(
    server: ServerInput,
    /// What it may stand for.
    namespaces: Vec<NamespaceView>,
    /// How it is run where nothing is said.
    defaults: RunSettings,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Hidden name="input[version]" value=server.version.to_string()/>
        <TextField
            name="name"
            label=t.common.name
            value=server.name.clone()
            hint=t.servers.name_hint
            kind=TextKind::Code
            required=true
        />
        <ChoiceField
            name="kind"
            label=t.servers.kind
            options=kinds(server.kind)
            value=server.kind.as_str()
        />
        <StdioFields server=server.clone()/>
        <RemoteFields server=server.clone()/>
        <NamespaceField chosen=server.namespace_id namespaces/>
        <TextField name="description" label=t.common.description value=server.description/>
        <VisibilityField value=server.visibility/>
        <RunFields run=server.run defaults/>
    }
}

/// The kinds the person may choose; the present one always.
fn kinds(present: ServerKind) -> Vec<Choice> {
    let t = use_messages();
    let runs_commands = use_me().may(Permission::RunCommands);
    ServerKind::ALL
        .into_iter()
        .filter(|kind| *kind != ServerKind::Stdio || runs_commands || *kind == present)
        .map(|kind| {
            let hint = match kind {
                ServerKind::Stdio => t.servers.stdio_hint,
                ServerKind::StreamableHttp => t.servers.http_hint,
                ServerKind::Sse => t.servers.sse_hint,
                ServerKind::Namespace => t.servers.namespace_kind_hint,
            };
            Choice::new(kind.as_str(), t.kind(kind)).hint(hint)
        })
        .collect()
}

#[component]
fn StdioFields(server: ServerInput) -> impl IntoView {
    let t = use_messages();
    let env_hint = with_stored(t.servers.env_hint, &server);
    view! {
        <div class="when-stdio">
            <TextField
                name="command_line"
                label=t.servers.command_line
                value=server.command_line
                hint=t.servers.command_line_hint
                kind=TextKind::Code
                required=true
                placeholder="npx -y @modelcontextprotocol/server-everything"
            />
            <TextArea
                name="env"
                label=t.servers.env
                value=server.env
                hint=env_hint
                rows=3
                placeholder="GITHUB_TOKEN=${GITHUB_TOKEN}"
            />
            <TextField
                name="cwd"
                label=t.servers.cwd
                value=server.cwd
                hint=t.servers.cwd_hint
                kind=TextKind::Code
            />
        </div>
    }
}

#[component]
fn RemoteFields(server: ServerInput) -> impl IntoView {
    let t = use_messages();
    let token_hint = with_stored(t.servers.bearer_token_hint, &server);
    let headers_hint = with_stored(t.servers.headers_hint, &server);
    let secret_hint = with_stored("", &server).trim().to_owned();
    view! {
        <div class="when-remote">
            <TextField
                name="url"
                label="URL"
                value=server.url
                hint=t.servers.url_hint
                kind=TextKind::Url
                required=true
                placeholder="https://example.com/mcp"
            />
            <TextField
                name="bearer_token"
                label=t.servers.bearer_token
                value=server.bearer_token
                hint=token_hint
                kind=TextKind::Secret
            />
            <TextArea
                name="headers"
                label=t.servers.headers
                value=server.headers
                hint=headers_hint
                rows=3
                placeholder="X-Api-Key: ${API_KEY}"
            />
            <SignInFields oauth=server.oauth stored_hint=secret_hint/>
            <CallerFields caller=server.caller/>
        </div>
    }
}

#[component]
fn NamespaceField(chosen: String, namespaces: Vec<NamespaceView>) -> impl IntoView {
    let t = use_messages();
    let field = if namespaces.is_empty() {
        view! {
            <p class="field muted">
                {t.servers.no_namespaces} " " <a href="/namespaces/new">{t.namespaces.create}</a>
            </p>
        }
        .into_any()
    } else {
        view! {
            <SelectField
                name="namespace_id"
                label=t.namespaces.one
                options=namespace_choices(&namespaces)
                value=chosen
                hint=t.servers.namespace_hint
            />
        }
        .into_any()
    };
    view! { <div class="when-namespace">{field}</div> }
}

/// The hint of a field with secrets. A new server has none stored.
fn with_stored(hint: &str, server: &ServerInput) -> String {
    if server.version == 0 {
        hint.to_owned()
    } else {
        format!("{hint} {}", use_messages().servers.stored_hint)
    }
}

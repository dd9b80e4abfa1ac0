//! From what is stored to what people see.

use model::{Reference, ServerView, UpstreamState, UpstreamStatus, join_command_line};
use store::ServerRecord;

use super::sealed;
use crate::{
    Caller,
    installation::Installation,
    secrets,
    services::Inner,
    visibility::{may_change, may_see},
};

/// A server as this caller sees it, secrets masked.
pub(super) fn of(
    inner: &Inner,
    caller: &Caller,
    installation: &Installation,
    server: &ServerRecord,
) -> ServerView {
    let (secrets, status) = match secrets::open(&inner.parts.sealer, server.id, &server.secrets) {
        Ok(secrets) => (secrets, status(inner, server)),
        Err(_) => (secrets::Secrets::default(), left_out(server)),
    };
    let namespaces = installation
        .namespaces_with(server.id)
        .filter(|namespace| may_see(caller, *namespace));
    ServerView {
        id: server.id,
        name: server.name.clone(),
        description: server.description.clone(),
        kind: server.kind,
        command_line: command_line(server),
        env: secrets.masked_env(),
        cwd: server.cwd.clone().unwrap_or_default(),
        url: server.url.clone().unwrap_or_default(),
        has_bearer_token: secrets.bearer_token.is_some(),
        headers: secrets.masked_headers(),
        namespace: server
            .namespace_id
            .and_then(|id| installation.namespace(id))
            .map(|namespace| Reference {
                id: namespace.id,
                name: namespace.name.clone(),
            }),
        oauth: server.oauth.clone(),
        has_client_secret: secrets.client_secret.is_some(),
        caller: server.caller.clone(),
        run: server.run.clone(),
        visibility: server.owner.visibility(),
        owner: installation.owner_name(caller, server.owner),
        editable: may_change(caller, server),
        namespaces: namespaces.map(|namespace| namespace.name.clone()).collect(),
        tool_count: installation.present_tools(server.id).count(),
        status,
        created_at: server.created_at,
        updated_at: server.updated_at,
        version: server.version,
    }
}

fn command_line(server: &ServerRecord) -> String {
    let words: Vec<&str> = server
        .command
        .iter()
        .chain(&server.args)
        .map(String::as_str)
        .collect();
    join_command_line(&words)
}

fn status(inner: &Inner, server: &ServerRecord) -> UpstreamStatus {
    let status = inner.parts.gateway.status(server.id);
    if server.namespace_id.is_none() {
        return status;
    }
    // What fails behind a namespace is explained where it fails, once.
    UpstreamStatus {
        failure: None,
        attempts: 0,
        next_probe_at: None,
        ..status
    }
}

/// The gateway does not know a server whose secrets do not open.
fn left_out(server: &ServerRecord) -> UpstreamStatus {
    UpstreamStatus {
        state: UpstreamState::Backoff,
        failure: Some(sealed(server.updated_at)),
        ..UpstreamStatus::default()
    }
}

//! Inputs as forms write them.

use model::{
    EndpointAuth, EndpointInput, NamespaceId, NamespaceInput, ServerId, ServerInput, ServerKind, Visibility,
};

/// A remote server that nobody runs: port 9 discards, if anything.
pub(crate) fn remote(name: &str, visibility: Visibility) -> ServerInput {
    ServerInput {
        name: name.to_owned(),
        kind: ServerKind::StreamableHttp,
        url: "http://127.0.0.1:9/mcp".to_owned(),
        visibility,
        ..ServerInput::default()
    }
}

/// A command.
pub(crate) fn stdio(name: &str, command_line: &str, visibility: Visibility) -> ServerInput {
    ServerInput {
        name: name.to_owned(),
        command_line: command_line.to_owned(),
        visibility,
        ..ServerInput::default()
    }
}

/// A namespace of these servers.
pub(crate) fn namespace(name: &str, servers: &[ServerId], visibility: Visibility) -> NamespaceInput {
    NamespaceInput {
        name: name.to_owned(),
        servers: servers.to_vec(),
        visibility,
        ..NamespaceInput::default()
    }
}

/// An endpoint over a namespace.
pub(crate) fn endpoint(name: &str, namespace_id: NamespaceId, visibility: Visibility) -> EndpointInput {
    EndpointInput {
        name: name.to_owned(),
        description: String::new(),
        namespace_id,
        auth: EndpointAuth::ApiKey,
        visibility,
        version: 0,
    }
}

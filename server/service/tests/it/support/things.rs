//! Inputs as forms write them, and what servers list.

use model::{
    EndpointAuth, EndpointInput, NamespaceId, NamespaceInput, ServerId, ServerInput, ServerKind,
    SessionTimesInput, SsoAccessInput, ToolListingInput, Visibility,
};
use store::ToolDefinition;
use uuid::Uuid;

use super::{Installation, START};

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
        sso: SsoAccessInput::default(),
        session: SessionTimesInput::default(),
        listing: ToolListingInput::default(),
        visibility,
        version: 0,
    }
}

impl Installation {
    /// Stores tools as if the server had listed them.
    pub(crate) async fn store_tools(&self, server: ServerId, names: &[&str]) {
        let definition = |name: &&str| ToolDefinition {
            name: (*name).to_owned(),
            definition: format!(r#"{{"name":"{name}"}}"#),
        };
        let tools: Vec<_> = names.iter().map(definition).collect();
        let tx = self.database.begin().await.expect("begins");
        tx.tools()
            .sync(server, &tools, START, || Uuid::from_u128(rand::random()).into())
            .await
            .expect("stored");
        tx.bump_revision().await.expect("counts");
        tx.commit().await.expect("commits");
    }
}

//! A server to test with.

use model::{
    CallerSettings, MASK, NamespaceId, Pair, Reference, RunSettings, ServerId, ServerKind, ServerView,
    Timestamp, UpstreamStatus, Visibility,
};

/// A server of this name and kind, in the namespace `dev`, with secrets.
pub(crate) fn server(name: &str, kind: ServerKind) -> ServerView {
    let (remote, stdio) = (kind.is_remote(), kind == ServerKind::Stdio);
    let secret = Pair {
        name: "API_KEY".to_owned(),
        value: MASK.to_owned(),
    };
    ServerView {
        id: ServerId::from_uuid(uuid::Uuid::nil()),
        name: name.to_owned(),
        description: String::new(),
        kind,
        command_line: if stdio { "npx -y 'a b'" } else { "" }.to_owned(),
        env: if stdio { vec![secret] } else { Vec::new() },
        cwd: String::new(),
        url: if remote { "https://example.com/mcp" } else { "" }.to_owned(),
        has_bearer_token: remote,
        headers: Vec::new(),
        namespace: (kind == ServerKind::Namespace).then(|| Reference {
            id: NamespaceId::from_uuid(uuid::Uuid::nil()),
            name: "team tools".to_owned(),
        }),
        oauth: None,
        has_client_secret: false,
        caller: CallerSettings::default(),
        run: RunSettings::default(),
        visibility: Visibility::Private,
        owner: None,
        editable: true,
        namespaces: vec!["dev".to_owned()],
        tool_count: 2,
        status: UpstreamStatus::default(),
        created_at: Timestamp::from_millis(0),
        updated_at: Timestamp::from_millis(0),
        version: 1,
    }
}

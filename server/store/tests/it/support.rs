//! Records to store: ids from numbers, times from numbers.

use model::{
    ChangePolicy, EndpointAuth, KeyLimits, NamespaceId, NamingPolicy, Owner, Role, RunSettings, ServerId,
    ServerKind, SessionTimes, Timestamp, ToolId, ToolListing, UserId, middleware::Chain,
};
use sea_orm::{ConnectionTrait, Database};
use store::{
    ApiKeyRecord, EndpointRecord, IdentityAccount, IdentityKind, IdentityRecord, NamespaceRecord,
    ServerRecord, Store, TeamRecord, ToolDefinition, ToolSync, UserRecord, testing::TestDatabase,
};
use uuid::Uuid;

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

pub(crate) fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

pub(crate) fn user(number: u128, email: &str) -> UserRecord {
    UserRecord {
        id: id(number),
        name: format!("Person {number}"),
        email: email.to_owned(),
        role: Role::Member,
        runs_commands: false,
        created_at: at(1_795_257_000_123),
        updated_at: at(1_795_257_000_456),
        version: 1,
    }
}

pub(crate) fn team(number: u128, name: &str) -> TeamRecord {
    TeamRecord {
        id: id(number),
        name: name.to_owned(),
        description: "keeps the lab".to_owned(),
        created_at: at(10),
        updated_at: at(11),
        version: 1,
    }
}

pub(crate) fn password(number: u128, user_id: UserId) -> IdentityRecord {
    IdentityRecord {
        id: id(number),
        user_id,
        kind: IdentityKind::Password {
            hash: "$argon2id$…".to_owned(),
        },
        created_at: at(1),
        updated_at: at(2),
    }
}

pub(crate) fn account(number: u128, user_id: UserId, subject: &str) -> IdentityRecord {
    IdentityRecord {
        id: id(number),
        user_id,
        kind: IdentityKind::Oidc {
            issuer: "https://id.example".to_owned(),
            subject: subject.to_owned(),
            account: IdentityAccount {
                provider_id: Some(id(7)),
                email: "Ada@x.org".to_owned(),
                groups: vec!["ops".to_owned(), "cn=a,b".to_owned()],
                used_at: Some(at(3)),
            },
        },
        created_at: at(1),
        updated_at: at(2),
    }
}

pub(crate) fn server(number: u128, name: &str) -> ServerRecord {
    ServerRecord {
        id: id(number),
        name: name.to_owned(),
        description: "tells the time".to_owned(),
        kind: ServerKind::Stdio,
        command: Some("uvx".to_owned()),
        args: vec![
            "mcp-server-time".to_owned(),
            "--local-timezone=Asia/Tokyo".to_owned(),
            String::new(),
        ],
        cwd: None,
        url: None,
        namespace_id: None,
        oauth: None,
        caller: model::CallerSettings::default(),
        run: RunSettings::default(),
        secrets: vec![0, 1, 2, 255],
        owner: Owner::Public,
        created_at: at(3),
        updated_at: at(4),
        version: 1,
    }
}

pub(crate) fn namespace(number: u128, name: &str) -> NamespaceRecord {
    NamespaceRecord {
        id: id(number),
        name: name.to_owned(),
        description: String::new(),
        naming: NamingPolicy::Always,
        changes: ChangePolicy::Accept,
        owner: Owner::Public,
        created_at: at(5),
        updated_at: at(6),
        version: 1,
        chain: Chain::default(),
        chain_before: None,
        chain_version: 0,
    }
}

pub(crate) fn endpoint(number: u128, name: &str, namespace_id: NamespaceId) -> EndpointRecord {
    EndpointRecord {
        id: id(number),
        name: name.to_owned(),
        description: String::new(),
        namespace_id,
        auth: EndpointAuth::ApiKey,
        sso: None,
        session: SessionTimes::default(),
        listing: ToolListing::Full,
        owner: Owner::Public,
        created_at: at(7),
        updated_at: at(8),
        version: 1,
    }
}

pub(crate) fn api_key(number: u8, name: &str) -> ApiKeyRecord {
    ApiKeyRecord {
        id: id(number.into()),
        name: name.to_owned(),
        hash: [number; 32],
        hint: "sk_mt_ab12".to_owned(),
        previous: None,
        owner: Owner::Public,
        limits: KeyLimits::default(),
        expires_at: None,
        active: true,
        created_at: at(9),
        last_used_at: None,
    }
}

pub(crate) fn tool(name: &str, definition: &str) -> ToolDefinition {
    ToolDefinition {
        name: name.to_owned(),
        definition: definition.to_owned(),
    }
}

/// Stores servers in one transaction.
pub(crate) async fn add_servers(store: &Store, servers: &[ServerRecord]) {
    let tx = store.begin().await.unwrap();
    for server in servers {
        tx.servers().insert(server).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// Lets a server list these tools. The nth tool never seen before gets the id `first_id` + n.
pub(crate) async fn list_tools(
    store: &Store,
    server: ServerId,
    listed: &[ToolDefinition],
    first_id: u128,
    now: Timestamp,
) -> ToolSync {
    let mut next = first_id..;
    let mint = || id::<ToolId>(next.next().expect("numbers do not end"));
    let tx = store.begin().await.unwrap();
    let changes = tx.tools().sync(server, listed, now, mint).await.unwrap();
    tx.commit().await.unwrap();
    changes
}

/// A namespace with these servers.
pub(crate) async fn add_namespace(store: &Store, namespace: &NamespaceRecord, servers: &[ServerId]) {
    let tx = store.begin().await.unwrap();
    tx.namespaces().insert(namespace).await.unwrap();
    tx.namespaces()
        .set_servers(namespace.id, servers, at(50))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

/// Does to the database what no repository does.
pub(crate) async fn execute(db: &TestDatabase, sql: &str) {
    execute_at(db.url(), sql).await;
}

/// Does to a database what no repository does.
pub(crate) async fn execute_at(url: &str, sql: &str) {
    let connection = Database::connect(url).await.unwrap();
    connection.execute_unprepared(sql).await.unwrap();
    connection.close().await.unwrap();
}

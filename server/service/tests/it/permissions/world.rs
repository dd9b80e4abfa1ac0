//! One of everything, for one attempt.

use std::sync::atomic::{AtomicU64, Ordering};

use model::{
    ApiKeyId, ClientAuth, ClientKind, EndpointAuth, EndpointId, KeyLimits, NamespaceId, NamingPolicy,
    OauthClientId, PersonLinkId, Role, RunSettings, ServerId, ServerKind, SessionTimes, Timestamp, ToolId,
    UserId, Visibility,
};
use service::{Caller, SessionKey};
use store::{
    ApiKeyRecord, EndpointRecord, LinkPurpose, NamespaceRecord, OauthClientRecord, PersonLinkRecord,
    ServerRecord, ToolDefinition,
};
use uuid::Uuid;

use crate::support::{Installation, START};

/// Whose a thing is, from the caller's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Everybodys,
    Ones,
    Anothers,
}

impl Whose {
    pub(super) const ALL: [Self; 3] = [Self::Everybodys, Self::Ones, Self::Anothers];
}

/// A caller, and a server in a namespace under an endpoint, with a key, all of one owner.
pub(super) struct World {
    pub(super) caller: Caller,
    pub(super) visibility: Visibility,
    /// Belongs to no other attempt.
    pub(super) name: String,
    pub(super) server: ServerId,
    pub(super) tool: ToolId,
    pub(super) namespace: NamespaceId,
    pub(super) unpublished: NamespaceId,
    pub(super) endpoint: EndpointId,
    pub(super) key: ApiKeyId,
    pub(super) client: OauthClientId,
    /// Owns nothing.
    pub(super) person: UserId,
    /// Waits for somebody.
    pub(super) link: PersonLinkId,
    /// The caller is signed in with it.
    pub(super) session: SessionKey,
}

impl World {
    pub(super) async fn new(installation: &Installation, role: Role, whose: Whose) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("w{}", COUNT.fetch_add(1, Ordering::Relaxed));
        let caller = installation.person(&name, role).await;
        let owner = match whose {
            Whose::Everybodys => None,
            Whose::Ones => Some(caller.user_id),
            Whose::Anothers => Some(
                installation
                    .person(&format!("{name}-other"), Role::Member)
                    .await
                    .user_id,
            ),
        };
        let session = installation.sign_in(&caller).await;
        let person = installation.person(&format!("{name}-person"), Role::Viewer).await;
        let world = Self {
            caller,
            visibility: if owner.is_none() {
                Visibility::Public
            } else {
                Visibility::Private
            },
            name,
            server: id(),
            tool: id(),
            namespace: id(),
            unpublished: id(),
            endpoint: id(),
            key: id(),
            client: id(),
            person: person.user_id,
            link: id(),
            session,
        };
        world.store(installation, owner).await;
        world
    }

    async fn store(&self, installation: &Installation, owner: Option<UserId>) {
        let tx = installation.database.begin().await.expect("begins");
        tx.servers().insert(&self.server(owner)).await.expect("new");
        let tool = ToolDefinition {
            name: "t".to_owned(),
            definition: r#"{"name":"t"}"#.to_owned(),
        };
        tx.tools()
            .sync(self.server, &[tool], START, || self.tool)
            .await
            .expect("stored");
        for (id, name) in [
            (self.namespace, self.name.clone()),
            (self.unpublished, format!("{}-free", self.name)),
        ] {
            tx.namespaces()
                .insert(&namespace(id, name, owner))
                .await
                .expect("new");
            tx.namespaces()
                .set_servers(id, &[self.server], START)
                .await
                .expect("there");
        }
        tx.endpoints().insert(&self.endpoint(owner)).await.expect("new");
        tx.api_keys().insert(&self.key(owner)).await.expect("new");
        tx.oauth_clients().insert(&self.client()).await.expect("new");
        tx.person_links().insert(&self.link()).await.expect("new");
        tx.bump_revision().await.expect("counts");
        tx.commit().await.expect("commits");
    }

    fn server(&self, owner: Option<UserId>) -> ServerRecord {
        ServerRecord {
            id: self.server,
            name: self.name.clone(),
            description: String::new(),
            kind: ServerKind::StreamableHttp,
            command: None,
            args: Vec::new(),
            cwd: None,
            url: Some("http://127.0.0.1:9/mcp".to_owned()),
            namespace_id: None,
            run: RunSettings::default(),
            secrets: Vec::new(),
            owner,
            created_at: START,
            updated_at: START,
            version: 1,
        }
    }

    fn endpoint(&self, owner: Option<UserId>) -> EndpointRecord {
        EndpointRecord {
            id: self.endpoint,
            name: self.name.clone(),
            description: String::new(),
            namespace_id: self.namespace,
            auth: EndpointAuth::ApiKey,
            session: SessionTimes::default(),
            owner,
            created_at: START,
            updated_at: START,
            version: 1,
        }
    }

    fn client(&self) -> OauthClientRecord {
        OauthClientRecord {
            id: self.client,
            client_id: self.name.clone(),
            kind: ClientKind::Dynamic,
            name: self.name.clone(),
            secret_hash: None,
            auth: ClientAuth::None,
            redirect_uris: Vec::new(),
            approved: false,
            created_at: START,
        }
    }

    fn link(&self) -> PersonLinkRecord {
        PersonLinkRecord {
            id: self.link,
            token_hash: rand::random(),
            purpose: LinkPurpose::Reset { user_id: self.person },
            created_by: None,
            created_at: START,
            expires_at: Timestamp::from_millis(START.as_millis() + 1),
        }
    }

    fn key(&self, owner: Option<UserId>) -> ApiKeyRecord {
        ApiKeyRecord {
            id: self.key,
            name: self.name.clone(),
            hash: rand::random(),
            hint: "sk_mt_test".to_owned(),
            previous: None,
            owner,
            limits: KeyLimits::default(),
            expires_at: None,
            active: true,
            created_at: START,
            last_used_at: None,
        }
    }
}

fn namespace(id: NamespaceId, name: String, owner: Option<UserId>) -> NamespaceRecord {
    NamespaceRecord {
        naming: NamingPolicy::Always,
        id,
        name,
        description: String::new(),
        owner,
        created_at: START,
        updated_at: START,
        version: 1,
    }
}

fn id<T: From<Uuid>>() -> T {
    Uuid::from_u128(rand::random()).into()
}

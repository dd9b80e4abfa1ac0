//! One of everything, for one attempt.

use std::sync::atomic::{AtomicU64, Ordering};

use model::{
    ApiKeyId, ApprovalId, ApprovalState, Asker, ChangePolicy, ClientAuth, ClientKind, CreationPolicy,
    EndpointAuth, EndpointId, InspectorTarget, KeyLimits, NamespaceId, NamingPolicy, OauthClientId,
    OidcProviderId, Owner, PersonLinkId, Role, RunSettings, SavedRequestId, ServerId, ServerKind,
    SessionTimes, SignUpRequestId, TeamId, Timestamp, ToolId, ToolListing, UserId, Visibility,
    middleware::{Chain, Link, Middleware, MiddlewareKind},
};
use service::{Caller, SessionKey};
use store::{
    ApiKeyRecord, ApprovalRecord, EndpointRecord, LinkPurpose, NamespaceRecord, OauthClientRecord,
    OidcProviderRecord, PersonLinkRecord, SavedRequestRecord, ServerRecord, SignUpRequestRecord, TeamRecord,
    ToolDefinition, Tx,
};
use uuid::Uuid;

use crate::support::{Installation, START, add_person, join};

/// That of the arguments of each call that waits.
pub(super) const DIGEST: [u8; 32] = [7; 32];

/// The one link of the chain of each namespace.
pub(super) const LINK: u32 = 1;

/// Whose a thing is, from the caller's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    Everybodys,
    Ones,
    Anothers,
    /// Of a team that the caller is in.
    OnesTeams,
    /// Of a team that the caller manages.
    ManagedTeams,
    /// Of a team that the caller is not in, who manages another one.
    AnotherTeams,
}

impl Whose {
    pub(super) const ALL: [Self; 6] = [
        Self::Everybodys,
        Self::Ones,
        Self::Anothers,
        Self::OnesTeams,
        Self::ManagedTeams,
        Self::AnotherTeams,
    ];

    /// The caller has no part in it.
    pub(super) const fn is_others(self) -> bool {
        matches!(self, Self::Anothers | Self::AnotherTeams)
    }
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
    pub(super) approval: ApprovalId,
    pub(super) endpoint: EndpointId,
    pub(super) key: ApiKeyId,
    /// What no page makes: one that is everybody's, where the things are.
    pub(super) saved: SavedRequestId,
    pub(super) client: OauthClientId,
    /// Owns the things, where a team does. The caller is in it, or manages it, as the owner says.
    pub(super) team: TeamId,
    /// Owns nothing, and is in the team.
    pub(super) person: UserId,
    /// Waits for somebody.
    pub(super) link: PersonLinkId,
    pub(super) provider: OidcProviderId,
    /// Somebody who waits.
    pub(super) request: SignUpRequestId,
    /// The caller is signed in with it.
    pub(super) session: SessionKey,
}

impl World {
    pub(super) async fn new(installation: &Installation, role: Role, whose: Whose) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("w{}", COUNT.fetch_add(1, Ordering::Relaxed));
        // All in one transaction: there are thousands of worlds.
        let tx = installation.database.begin().await.expect("begins");
        let mut caller = add_person(&tx, &name, role).await;
        let mut person = add_person(&tx, &format!("{name}-person"), Role::Viewer).await;
        let [team, other_team] = [id(), id()];
        add_teams(&tx, &name, [team, other_team]).await;
        join(&tx, &mut person, team, false).await;
        let owner = match whose {
            Whose::Everybodys => Owner::Public,
            Whose::Ones => Owner::Person(caller.user_id),
            Whose::Anothers => {
                let other = format!("{name}-other");
                Owner::Person(add_person(&tx, &other, Role::Member).await.user_id)
            }
            Whose::OnesTeams | Whose::ManagedTeams | Whose::AnotherTeams => Owner::Team(team),
        };
        match whose {
            Whose::OnesTeams => join(&tx, &mut caller, team, false).await,
            Whose::ManagedTeams => join(&tx, &mut caller, team, true).await,
            Whose::AnotherTeams => join(&tx, &mut caller, other_team, true).await,
            Whose::Everybodys | Whose::Ones | Whose::Anothers => {}
        }
        let mut world = Self {
            caller,
            visibility: owner.visibility(),
            name,
            server: id(),
            tool: id(),
            namespace: id(),
            unpublished: id(),
            approval: id(),
            endpoint: id(),
            key: id(),
            saved: id(),
            client: id(),
            team,
            person: person.user_id,
            link: id(),
            provider: id(),
            request: id(),
            session: SessionKey::of_id(0),
        };
        world.store(&tx, owner).await;
        tx.bump_revision().await.expect("counts");
        tx.commit().await.expect("commits");
        world.session = installation.sign_in(&world.caller).await;
        world
    }

    async fn store(&self, tx: &Tx, owner: Owner) {
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
        tx.approvals().insert(&self.approval()).await.expect("new");
        tx.api_keys().insert(&self.key(owner)).await.expect("new");
        tx.saved_requests().insert(&self.saved(owner)).await.expect("new");
        tx.oauth_clients().insert(&self.client()).await.expect("new");
        tx.person_links().insert(&self.link()).await.expect("new");
        // All worlds together would have more of them than there may be.
        for earlier in tx.oidc_providers().list().await.expect("listed") {
            tx.oidc_providers().delete(earlier.id).await.expect("there");
        }
        tx.oidc_providers().insert(&self.provider()).await.expect("new");
        tx.sign_up_requests().insert(&self.request()).await.expect("new");
    }

    /// A call that waits.
    fn approval(&self) -> ApprovalRecord {
        ApprovalRecord {
            id: self.approval,
            namespace_id: self.namespace,
            server_id: self.server,
            endpoint: self.name.clone(),
            server: self.name.clone(),
            tool: "t".to_owned(),
            original_tool: "t".to_owned(),
            client: String::new(),
            asker: Asker::Anyone,
            arguments: Vec::new(),
            digest: DIGEST,
            state: ApprovalState::Waiting,
            decided_by: None,
            reason: String::new(),
            created_at: START,
            expires_at: Timestamp::from_millis(START.as_millis() + 60_000),
            decided_at: None,
        }
    }

    fn server(&self, owner: Owner) -> ServerRecord {
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
            oauth: None,
            caller: model::CallerSettings::default(),
            run: RunSettings::default(),
            secrets: Vec::new(),
            owner,
            created_at: START,
            updated_at: START,
            version: 1,
        }
    }

    fn endpoint(&self, owner: Owner) -> EndpointRecord {
        EndpointRecord {
            id: self.endpoint,
            name: self.name.clone(),
            description: String::new(),
            namespace_id: self.namespace,
            auth: EndpointAuth::ApiKey,
            sso: None,
            session: SessionTimes::default(),
            listing: ToolListing::Full,
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

    fn provider(&self) -> OidcProviderRecord {
        OidcProviderRecord {
            id: self.provider,
            name: self.name.clone(),
            slug: self.name.clone(),
            // Nobody listens there.
            issuer: "http://127.0.0.1:9".to_owned(),
            client_id: "metamcp".to_owned(),
            client_secret: None,
            scopes: "openid".to_owned(),
            authorization_url: None,
            allowed_domains: Vec::new(),
            groups_claim: String::new(),
            role_rules: Vec::new(),
            team_rules: Vec::new(),
            default_role: Role::Viewer,
            creation: CreationPolicy::Off,
            trust_unverified_email: false,
            enabled: false,
            declared: false,
            created_at: START,
            updated_at: START,
            version: 1,
        }
    }

    fn request(&self) -> SignUpRequestRecord {
        SignUpRequestRecord {
            id: self.request,
            provider_id: self.provider,
            issuer: "http://127.0.0.1:9".to_owned(),
            subject: self.name.clone(),
            email: format!("{}-waits@example.com", self.name),
            name: self.name.clone(),
            role: Role::Viewer,
            groups: Vec::new(),
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

    fn saved(&self, owner: Owner) -> SavedRequestRecord {
        SavedRequestRecord {
            id: self.saved,
            name: self.name.clone(),
            owner,
            target: InspectorTarget::Server(self.server),
            method: "ping".to_owned(),
            request_name: String::new(),
            params: Vec::new(),
            created_at: START,
            updated_at: START,
            version: 1,
        }
    }

    fn key(&self, owner: Owner) -> ApiKeyRecord {
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

fn namespace(id: NamespaceId, name: String, owner: Owner) -> NamespaceRecord {
    NamespaceRecord {
        naming: NamingPolicy::Always,
        changes: ChangePolicy::Accept,
        id,
        name,
        description: String::new(),
        owner,
        created_at: START,
        updated_at: START,
        version: 1,
        chain: Chain(vec![link()]),
        chain_before: Some(Chain::default()),
        chain_version: 0,
    }
}

/// What a namespace does.
fn link() -> Link {
    Link {
        id: LINK,
        enabled: true,
        middleware: Middleware::usual(MiddlewareKind::Filter),
    }
}

async fn add_teams(tx: &Tx, name: &str, teams: [TeamId; 2]) {
    for (number, id) in (1..).zip(teams) {
        let team = TeamRecord {
            id,
            name: format!("{name}-team{number}"),
            description: String::new(),
            created_at: START,
            updated_at: START,
            version: 1,
        };
        tx.teams().insert(&team).await.expect("new");
    }
}

fn id<T: From<Uuid>>() -> T {
    Uuid::from_u128(rand::random()).into()
}

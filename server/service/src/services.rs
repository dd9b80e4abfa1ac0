//! The entrance to all use cases.

use std::{
    future::Future,
    sync::{Arc, atomic::AtomicBool},
};

use gateway::Gateway;
use model::{
    CreatedApiKey, CreatedLink, CreatedOauthClient, Defaults, NamespaceImportInput, PublicUrls, Timestamp,
};
use store::Store;
use tokio::sync::{Semaphore, broadcast};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use crate::{
    AuditLog, ClientSessions, Clock, Journal, Recorder, Result, Sealer,
    account::{Account, seen::SeenLately},
    acts::Acts,
    api_keys::ApiKeys,
    approvals::{
        Approvals,
        desk::{Desk, DeskParts},
        upkeep,
    },
    audit::Audit,
    auth::Auth,
    calls::Calls,
    changes::{Changed, Changes},
    conformance::{self, Conformance},
    drafts::Drafts,
    endpoints::Endpoints,
    identities::{Identities, signer::SignerParts},
    inspector::{Inspector, inspections::Inspections, sign_in::PendingSignIns},
    links::Links,
    logs::Logs,
    namespaces::{Namespaces, finder::Finder},
    oauth::{Oauth, documents::Documents, pace::Pace, tokens::Tokens},
    overview::Overview,
    ownership::Ownership,
    passwords::Passwords,
    quick::{Quick, draft::Draft},
    registration,
    reveals::Reveals,
    saved_requests::SavedRequests,
    servers::Servers,
    setup::{Setup, SetupToken},
    sign_ins::{
        SignIns,
        keyring::{Keyring, KeyringParts},
    },
    sso::{Sso, discovery::Discoveries},
    sync::Keeper,
    teams::Teams,
    throttle::Throttle,
    token_counter::TokenCounter,
    transfer::Transfer,
    users::Users,
    watch,
    wires::{Wires, recordings::Recordings},
};

/// What the services are made of.
#[derive(Clone)]
pub struct Parts {
    /// The database, up to date.
    pub store: Store,
    /// What serves clients.
    pub gateway: Gateway,
    /// The same that the gateway was made with.
    pub recorder: Arc<Recorder>,
    /// What is written down. Where it is on, the same that the gateway was made with.
    pub audit: Arc<AuditLog>,
    /// The same that the gateway was made with.
    pub journal: Arc<Journal>,
    /// The same that the gateway was made with.
    pub client_sessions: Arc<ClientSessions>,
    /// Seals secrets.
    pub sealer: Sealer,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// What people and clients write before paths.
    pub public_urls: PublicUrls,
    /// What the gateway does where servers and endpoints say nothing.
    pub defaults: Defaults,
    /// Program and arguments of the built-in demo server.
    pub demo_command: Vec<String>,
    /// Where background work is counted.
    pub tasks: TaskTracker,
    /// Ends background work.
    pub cancel: CancellationToken,
}

/// All use cases. Cloning gives another handle.
#[derive(Clone)]
pub struct Services {
    inner: Arc<Inner>,
    /// The public URL that answers name and that clients are spoken to as.
    at: Arc<Url>,
}

/// What the handles share.
pub(crate) struct Inner {
    pub(crate) parts: Parts,
    pub(crate) keeper: Keeper,
    pub(crate) changes: Changes,
    pub(crate) acts: Acts,
    pub(crate) passwords: Passwords,
    pub(crate) throttle: Throttle,
    pub(crate) seen: SeenLately,
    pub(crate) setup_token: SetupToken,
    pub(crate) desk: Desk,
    pub(crate) key_reveals: Reveals<CreatedApiKey>,
    pub(crate) link_reveals: Reveals<CreatedLink>,
    pub(crate) client_reveals: Reveals<CreatedOauthClient>,
    pub(crate) drafts: Drafts<Draft>,
    pub(crate) namespace_imports: Drafts<NamespaceImportInput>,
    pub(crate) inspections: Inspections,
    /// Clients of the inspector on their way to a token.
    pub(crate) pending_sign_ins: PendingSignIns,
    pub(crate) recordings: Recordings,
    pub(crate) conformance_turns: Semaphore,
    pub(crate) token_counter: TokenCounter,
    pub(crate) finder: Finder,
    pub(crate) tokens: Tokens,
    pub(crate) oauth_pace: Pace,
    pub(crate) oauth_documents: Documents,
    pub(crate) sso_pace: Pace,
    pub(crate) registration_pace: Pace,
    pub(crate) sso_discoveries: Discoveries,
    /// Other processes over the same database tell what they do.
    pub(crate) hears_replicas: AtomicBool,
}

impl Services {
    /// The use cases over these parts. Nothing runs yet: that is enough for commands.
    pub fn new(parts: Parts) -> Self {
        let changes = Changes::new();
        let acts = Acts::new(parts.clock.clone(), parts.audit.is_on());
        let tokens = Tokens::new(parts.sealer.clone(), parts.clock.clone());
        let keyring = Keyring::new(KeyringParts {
            store: parts.store.clone(),
            gateway: parts.gateway.clone(),
            sealer: parts.sealer.clone(),
            clock: parts.clock.clone(),
            public_url: parts.public_urls.primary().clone(),
            tasks: parts.tasks.clone(),
            changes: changes.clone(),
        });
        let desk = Desk::new(DeskParts {
            store: parts.store.clone(),
            sealer: parts.sealer.clone(),
            clock: parts.clock.clone(),
            tasks: parts.tasks.clone(),
            changes: changes.clone(),
            acts: acts.clone(),
        });
        let keeper = Keeper::new(
            parts.store.clone(),
            parts.gateway.clone(),
            Arc::new(tokens.clone()),
            keyring,
            SignerParts {
                sealer: parts.sealer.clone(),
                clock: parts.clock.clone(),
                public_url: parts.public_urls.primary().clone(),
            },
            desk.clone(),
            changes.clone(),
            acts.clone(),
        );
        let at = Arc::new(parts.public_urls.primary().clone());
        let inner = Arc::new(Inner {
            keeper,
            changes,
            acts,
            passwords: Passwords::new(),
            throttle: Throttle::default(),
            seen: SeenLately::default(),
            setup_token: SetupToken::new(),
            desk,
            key_reveals: Reveals::default(),
            link_reveals: Reveals::default(),
            client_reveals: Reveals::default(),
            drafts: Drafts::default(),
            namespace_imports: Drafts::default(),
            inspections: Inspections::default(),
            pending_sign_ins: PendingSignIns::default(),
            recordings: Recordings::default(),
            conformance_turns: Semaphore::new(conformance::AT_ONCE),
            token_counter: TokenCounter::default(),
            finder: Finder::default(),
            tokens,
            oauth_pace: Pace::default(),
            oauth_documents: Documents::default(),
            sso_pace: Pace::default(),
            registration_pace: Pace::new(registration::MOST_ATTEMPTS, registration::WINDOW),
            sso_discoveries: Discoveries::default(),
            hears_replicas: AtomicBool::new(false),
            parts,
        });
        Self { inner, at }
    }

    /// The same use cases for somebody who came by this one of the public URLs: whatever they are sent to, told or asked
    /// names it. Without this it is the primary one.
    #[must_use]
    pub fn at(&self, address: Url) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            at: Arc::new(address),
        }
    }

    /// The public URL that answers name.
    pub fn address(&self) -> &Url {
        &self.at
    }

    /// Gives the gateway what is saved, and keeps both in step until the parts' token is cancelled.
    pub async fn start(&self) -> Result<()> {
        // Subscribed first, so that no event of the start is missed.
        let events = self.inner.parts.gateway.events();
        upkeep::tidy_up(&self.inner).await;
        self.inner.keeper.start().await?;
        watch::start(&self.inner, events);
        Ok(())
    }

    /// A configuration is loaded.
    pub fn is_ready(&self) -> bool {
        self.inner.keeper.is_loaded()
    }

    /// API keys that are switched on and whose time is over: clients that still use them are refused. For monitoring.
    pub async fn expired_keys(&self) -> Result<usize> {
        let installation = self.inner.keeper.current().await?;
        let now = self.inner.parts.clock.now();
        let is_over = |at: Timestamp| at <= now;
        let keys = installation.api_keys().iter();
        Ok(keys
            .filter(|key| key.active && key.expires_at.is_some_and(is_over))
            .count())
    }

    /// What changes from now on, for pages that are open.
    pub fn changes(&self) -> broadcast::Receiver<Changed> {
        self.inner.changes.subscribe()
    }

    /// The first administrator.
    pub fn setup(&self) -> Setup<'_> {
        Setup::new(&self.inner)
    }

    /// Sign-in.
    pub fn auth(&self) -> Auth<'_> {
        Auth::new(&self.inner)
    }

    /// One's own account.
    pub fn account(&self) -> Account<'_> {
        Account::new(&self.inner)
    }

    /// People.
    pub fn users(&self) -> Users<'_> {
        Users::new(&self.inner, &self.at)
    }

    /// Clients of the dashboard that people look through.
    pub fn inspector(&self) -> Inspector<'_> {
        Inspector::new(&self.inner, &self.at)
    }

    /// Requests of the inspector that people keep.
    pub fn saved_requests(&self) -> SavedRequests<'_> {
        SavedRequests::new(&self.inner)
    }

    /// What passes on the wires of endpoints.
    pub fn wires(&self) -> Wires<'_> {
        Wires::new(&self.inner)
    }

    /// People who keep things together.
    pub fn teams(&self) -> Teams<'_> {
        Teams::new(&self.inner)
    }

    /// Whose things are.
    pub fn ownership(&self) -> Ownership<'_> {
        Ownership::new(&self.inner)
    }

    /// People who cannot sign in yet.
    pub fn links(&self) -> Links<'_> {
        Links::new(&self.inner)
    }

    /// MCP servers.
    pub fn servers(&self) -> Servers<'_> {
        Servers::new(&self.inner)
    }

    /// Servers that want a sign-in.
    pub fn sign_ins(&self) -> SignIns<'_> {
        SignIns::new(&self.inner, &self.at)
    }

    /// Statements of who calls.
    pub fn identities(&self) -> Identities<'_> {
        Identities::new(&self.inner)
    }

    /// Namespaces.
    pub fn namespaces(&self) -> Namespaces<'_> {
        Namespaces::new(&self.inner)
    }

    /// Endpoints.
    pub fn endpoints(&self) -> Endpoints<'_> {
        Endpoints::new(&self.inner, &self.at)
    }

    /// Whether endpoints do what the specification asks for.
    pub fn conformance(&self) -> Conformance<'_> {
        Conformance::new(&self.inner, &self.at)
    }

    /// Calls that wait until a person allows them.
    pub fn approvals(&self) -> Approvals<'_> {
        Approvals::new(&self.inner)
    }

    /// Live logs.
    pub fn logs(&self) -> Logs<'_> {
        Logs::new(&self.inner)
    }

    /// API keys.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys::new(&self.inner)
    }

    /// Clients that act for people.
    pub fn oauth(&self) -> Oauth<'_> {
        Oauth::new(&self.inner, &self.at)
    }

    /// Sign-in by providers.
    pub fn sso(&self) -> Sso<'_> {
        Sso::new(&self.inner, &self.at)
    }

    /// From a pasted text to a published endpoint.
    pub fn quick(&self) -> Quick<'_> {
        Quick::new(&self.inner, &self.at)
    }

    /// What is written down.
    pub fn audit(&self) -> Audit<'_> {
        Audit::new(&self.inner)
    }

    /// The first page.
    pub fn overview(&self) -> Overview<'_> {
        Overview::new(&self.inner)
    }

    /// Calls that went through the gateway.
    pub fn calls(&self) -> Calls<'_> {
        Calls::new(&self.inner)
    }

    /// Configuration as code.
    pub fn transfer(&self) -> Transfer<'_> {
        Transfer::new(&self.inner)
    }
}

impl Inner {
    /// Waits for something; `None` when the services end first.
    pub(crate) async fn goes_on<T>(&self, event: impl Future<Output = T>) -> Option<T> {
        self.parts.cancel.run_until_cancelled(event).await
    }
}

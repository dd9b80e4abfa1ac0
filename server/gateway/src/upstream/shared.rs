//! What all servers share: settings, tasks, the HTTP client, and the bound of all connections.

use std::{collections::HashMap, sync::Arc, time::Duration};

use arc_swap::{ArcSwap, ArcSwapOption};
use model::ServerId;
use tokio::{
    sync::{broadcast, mpsc},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    caller::Signer,
    connection::{Connection, Surroundings},
    eras::Eras,
    http::{HttpClient, Reach, TokenSource},
    listener::Stray,
    nursery::Nursery,
    quota::{Bound, Permit, Quota},
    supervisor::Supervisor,
    wishes::Wishes,
};
use crate::{
    events::Event,
    spec::{GatewayOptions, PrincipalId},
    wires::Wires,
};

/// Places that are made for a new connection before it is refused: others may take them meanwhile.
const MAX_EVICTIONS: usize = 8;

/// From killing a process until it is gone.
const KILLED: Duration = Duration::from_secs(1);

/// Shared by all servers.
pub(super) struct Shared {
    /// Settings.
    pub(super) options: GatewayOptions,
    /// Every task runs here, but those of [`Self::sockets`].
    pub(super) tasks: TaskTracker,
    /// Cancelled when the gateway shuts down.
    pub(super) closing: CancellationToken,
    /// The tasks of the HTTP client's sockets.
    pub(super) sockets: TaskTracker,
    /// Cancelled last, since sessions at servers are ended over sockets.
    pub(super) network: CancellationToken,
    /// All servers.
    pub(super) supervisors: ArcSwap<HashMap<ServerId, Arc<Supervisor>>>,
    /// Where processes are started.
    pub(super) nursery: Nursery,
    events: broadcast::Sender<Event>,
    strays: mpsc::Sender<Stray>,
    /// The HTTP client.
    pub(super) http: HttpClient,
    /// Who has tokens for servers.
    pub(super) credentials: ArcSwapOption<TokenSource>,
    /// Signs who calls.
    pub(super) signer: Signer,
    /// Counts all connections.
    pub(super) quota: Arc<Quota>,
    /// What clients want to hear of.
    pub(super) wishes: Arc<dyn Wishes>,
    /// Who watches.
    wires: Arc<Wires>,
}

impl Shared {
    /// No servers yet.
    pub(super) fn new(
        options: GatewayOptions,
        events: broadcast::Sender<Event>,
        strays: mpsc::Sender<Stray>,
        wishes: Arc<dyn Wishes>,
        wires: Arc<Wires>,
    ) -> Self {
        let (sockets, network) = (TaskTracker::new(), CancellationToken::new());
        let reach = if options.allow_link_local {
            Reach::Anything
        } else {
            Reach::NotLinkLocal
        };
        let http = HttpClient::new(reach, &options.authorities, sockets.clone(), network.clone());
        Self {
            quota: Quota::new(&options),
            wishes,
            wires,
            nursery: Nursery::new(options.helper.clone(), options.stop_grace),
            options,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            sockets,
            network,
            supervisors: ArcSwap::default(),
            events,
            strays,
            http,
            credentials: ArcSwapOption::empty(),
            signer: Signer::default(),
        }
    }

    /// Tells whoever listens.
    pub(super) fn emit(&self, event: Event) {
        // Nobody needs to listen.
        let _ = self.events.send(event);
    }

    /// Who has tokens for servers.
    pub(super) fn credentials(&self) -> Option<Arc<TokenSource>> {
        self.credentials.load_full()
    }

    /// What a new connection needs.
    pub(super) fn surroundings(&self, eras: Arc<Eras>) -> Surroundings<'_> {
        Surroundings {
            eras,
            options: &self.options,
            http: &self.http,
            nursery: &self.nursery,
            tasks: &self.tasks,
            strays: &self.strays,
            credentials: self.credentials(),
            signer: &self.signer,
            wires: &self.wires,
        }
    }

    /// The right to one more connection to a server in the name of a principal. Where a bound is reached, the connection
    /// under it that is needed least is closed, a spare or else the one without calls for longest; the bound is given back when each is in use.
    pub(super) async fn permit(&self, server: &Supervisor, principal: PrincipalId) -> Result<Permit, Bound> {
        let owner = Some(principal).filter(|principal| *principal != PrincipalId::Gateway);
        for _ in 0..MAX_EVICTIONS {
            let bound = match server.take_place(owner) {
                Ok(permit) => return Ok(permit),
                Err(bound) => bound,
            };
            let under_it = match bound {
                Bound::Server(_) => server.connections(),
                Bound::Total(_) => self.connections(),
                Bound::Principal(_) => {
                    let mut all = self.connections();
                    all.retain(|connection| connection.core().principal() == owner);
                    all
                }
            };
            let victim = least_needed(under_it).ok_or(bound)?;
            // A call that has just begun may finish first; then another one makes room.
            victim.core().life.retire();
            let _ = timeout(self.options.stop_grace + KILLED, victim.core().life.ended()).await;
        }
        server.take_place(owner)
    }

    /// All connections that work.
    pub(super) fn connections(&self) -> Vec<Arc<Connection>> {
        self.supervisors
            .load()
            .values()
            .flat_map(|supervisor| supervisor.connections())
            .collect()
    }
}

fn least_needed(connections: Vec<Arc<Connection>>) -> Option<Arc<Connection>> {
    let idle = connections.into_iter().filter(|it| it.is_alive() && it.is_idle());
    // What nobody has is missed least.
    idle.min_by_key(|connection| (!connection.is_spare(), connection.last_used()))
}

//! What all servers share: settings, tasks, the HTTP client, and the bound of all connections.

use std::{collections::HashMap, sync::Arc, time::Duration};

use arc_swap::ArcSwap;
use model::ServerId;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, broadcast, mpsc},
    time::timeout,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    connection::{Connection, Surroundings},
    eras::Eras,
    http::{HttpClient, new_client},
    listener::Stray,
    supervisor::Supervisor,
};
use crate::{events::Event, spec::GatewayOptions};

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
    events: broadcast::Sender<Event>,
    strays: mpsc::Sender<Stray>,
    http: HttpClient,
    permits: Arc<Semaphore>,
}

impl Shared {
    /// No servers yet.
    pub(super) fn new(
        options: GatewayOptions,
        events: broadcast::Sender<Event>,
        strays: mpsc::Sender<Stray>,
    ) -> Self {
        let (sockets, network) = (TaskTracker::new(), CancellationToken::new());
        let http = new_client(options.allow_link_local, sockets.clone(), network.clone());
        let permits = Arc::new(Semaphore::new(
            options.max_connections.min(Semaphore::MAX_PERMITS),
        ));
        Self {
            options,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            sockets,
            network,
            supervisors: ArcSwap::default(),
            events,
            strays,
            http,
            permits,
        }
    }

    /// Tells whoever listens.
    pub(super) fn emit(&self, event: Event) {
        // Nobody needs to listen.
        let _ = self.events.send(event);
    }

    /// What a new connection needs.
    pub(super) fn surroundings(&self, eras: Arc<Eras>) -> Surroundings<'_> {
        Surroundings {
            eras,
            options: &self.options,
            http: &self.http,
            tasks: &self.tasks,
            strays: &self.strays,
        }
    }

    /// The right to one more connection. When all are taken, the one that has been without calls for longest is
    /// closed; `None` when each of them is in use.
    pub(super) async fn permit(&self) -> Option<OwnedSemaphorePermit> {
        for _ in 0..MAX_EVICTIONS {
            if let Ok(permit) = self.permits.clone().try_acquire_owned() {
                return Some(permit);
            }
            let victim = self.least_recently_used()?;
            // A call that has just begun may finish first; then another one makes room.
            victim.core().life.retire();
            let _ = timeout(self.options.stop_grace + KILLED, victim.core().life.ended()).await;
        }
        self.permits.clone().try_acquire_owned().ok()
    }

    /// All connections that work.
    pub(super) fn connections(&self) -> Vec<Arc<Connection>> {
        self.supervisors
            .load()
            .values()
            .flat_map(|supervisor| supervisor.connections())
            .collect()
    }

    fn least_recently_used(&self) -> Option<Arc<Connection>> {
        let idle = self
            .connections()
            .into_iter()
            .filter(|it| it.is_alive() && it.is_idle());
        idle.min_by_key(|connection| connection.last_used())
    }
}

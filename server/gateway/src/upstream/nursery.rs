//! Where processes of servers are started, and known as long as they live.
//!
//! With a [`helper`](crate::helper) a thread starts them that lives as long as the gateway, because the system ends such
//! a process with the *thread* that started it. The same thread tells the keeper of each tree before it starts, so that
//! there is no moment in which the gateway can be killed and leave something behind; and it takes away what daemons
//! leave, which the system hands to us.

mod keeper;
mod orphans;
mod scan;
mod worker;

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use model::ServerId;
use tokio::{
    process::{Child, Command},
    time::timeout,
};
use tracing::warn;

use super::{
    core::Core,
    process_tree::{Pipes, ProcessTree},
};
use crate::process::{Leader, Process, TreeId};
pub(super) use scan::Scan;
use worker::Worker;

/// For what the keeper does beyond the time that processes have to end: to kill them, to remove their folders.
const KEEPER_ENDS: Duration = Duration::from_secs(15);

/// Starts processes. Dropping it ends the keeper, once no process is left.
pub(super) struct Nursery {
    helper: Option<PathBuf>,
    grace: Duration,
    /// Once it was needed.
    worker: Mutex<Option<Worker>>,
    live: Arc<Mutex<Live>>,
    scan: Arc<Scan>,
}

/// The trees that live, in the order in which they were started.
#[derive(Default)]
struct Live {
    trees: BTreeMap<u64, Tree>,
    next: u64,
}

/// A tree that lives.
#[derive(Clone)]
pub(super) struct Tree {
    /// Its server.
    pub(super) server_id: ServerId,
    /// Its connection.
    pub(super) core: Weak<Core>,
    /// Its processes.
    pub(super) id: TreeId,
}

/// A process to be started.
pub(super) struct Birth {
    /// What it runs.
    pub(super) command: Command,
    /// Names its tree; empty without a helper.
    pub(super) mark: String,
    /// The keeper removes it when nothing of the tree is left.
    pub(super) folder: Option<PathBuf>,
    /// Its server.
    pub(super) server_id: ServerId,
}

/// A tree counts as living until this is dropped.
pub(super) struct Registration {
    number: u64,
    mark: String,
    live: Arc<Mutex<Live>>,
    worker: Option<Worker>,
}

// === impl Nursery ===

impl Nursery {
    /// Nothing is started yet.
    pub(super) fn new(helper: Option<PathBuf>, grace: Duration) -> Self {
        Self {
            helper,
            grace,
            worker: Mutex::default(),
            live: Arc::default(),
            scan: Arc::default(),
        }
    }

    /// The program that does what can only be done from inside a process.
    pub(super) fn helper(&self) -> Option<&Path> {
        self.helper.as_deref()
    }

    /// A name for a new tree, which nobody else knows.
    pub(super) fn mark(&self) -> String {
        match self.helper {
            Some(_) => format!("{:032x}", rand::random::<u128>()),
            None => String::new(),
        }
    }

    /// Starts a process. Takes as long as the system needs for it.
    pub(super) fn start(&self, birth: Birth, core: &Arc<Core>) -> io::Result<(ProcessTree, Pipes)> {
        let worker = self.helper.as_deref().map(|helper| self.worker(helper));
        let worker = worker.transpose()?;
        let id = TreeId {
            mark: birth.mark,
            leader: None,
        };
        let mut command = birth.command;
        let child = match &worker {
            Some(worker) => worker.start(command, &id, birth.folder)?,
            // A launcher makes a session of its own instead, which it could not as the leader of a group.
            None => ProcessTree::outfit(&mut command).process_group(0).spawn()?,
        };
        let id = TreeId {
            leader: Some(leader(&child)?),
            ..id
        };
        let tree = Tree {
            server_id: birth.server_id,
            core: Arc::downgrade(core),
            id: id.clone(),
        };
        let registration = Registration {
            number: lock(&self.live).add(tree),
            mark: id.mark.clone(),
            live: self.live.clone(),
            worker,
        };
        ProcessTree::new(child, id, self.scan.clone(), registration)
    }

    /// No process is started any more. Waits until the keeper is gone, who ends what may be left.
    pub(super) async fn close(&self) {
        let worker = lock(&self.worker).take();
        if let Some(worker) = worker
            && timeout(self.grace + KEEPER_ENDS, worker.end()).await.is_err()
        {
            warn!("the keeper of server processes did not end in time, and is left to its work");
        }
    }

    /// The trees of a server, in the order in which they were started.
    pub(super) fn trees(&self, server_id: ServerId) -> Vec<Tree> {
        let live = lock(&self.live);
        let of_server = |tree: &&Tree| tree.server_id == server_id;
        live.trees.values().filter(of_server).cloned().collect()
    }

    /// Looks at processes.
    pub(super) fn scan(&self) -> &Arc<Scan> {
        &self.scan
    }

    fn worker(&self, helper: &Path) -> io::Result<Worker> {
        let mut worker = lock(&self.worker);
        if let Some(worker) = &*worker {
            return Ok(worker.clone());
        }
        let new = Worker::spawn(helper.to_owned(), self.grace)?;
        Ok(worker.insert(new).clone())
    }
}

// === impl Live ===

impl Live {
    fn add(&mut self, tree: Tree) -> u64 {
        let number = self.next;
        self.next += 1;
        self.trees.insert(number, tree);
        number
    }
}

// === impl Registration ===

impl Drop for Registration {
    fn drop(&mut self) {
        lock(&self.live).trees.remove(&self.number);
        if let Some(worker) = &self.worker {
            worker.forget(std::mem::take(&mut self.mark));
        }
    }
}

fn leader(child: &Child) -> io::Result<Leader> {
    let pid = child.id().and_then(|id| i32::try_from(id).ok());
    let pid = pid.ok_or_else(|| io::Error::other("the child has no process id"))?;
    // It may have ended already, and is kept for us to take away.
    let started_at = Process::find(pid).map_or(0, |process| process.started_at);
    Ok(Leader { pid, started_at })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The thread that starts processes.

use std::{
    collections::HashMap,
    io,
    path::PathBuf,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use tokio::{
    process::{Child, Command},
    runtime::Handle,
    sync::oneshot,
};

use super::{keeper::Keeper, orphans::Orphans};
use crate::{
    helper::News,
    process::{Leader, TreeId},
    upstream::process_tree::ProcessTree,
};

/// How often it is looked whether the keeper lives, and for what daemons left.
const LOOK_AROUND: Duration = Duration::from_secs(1);

/// A handle to the thread, which ends with the last one.
#[derive(Clone)]
pub(super) struct Worker(mpsc::Sender<Errand>);

enum Errand {
    Start(Box<Start>),
    Forget(String),
    End(oneshot::Sender<()>),
}

struct Start {
    command: Command,
    runtime: Handle,
    id: TreeId,
    folder: Option<PathBuf>,
    started: mpsc::SyncSender<io::Result<Child>>,
}

struct Work {
    keeper: Keeper,
    orphans: Orphans,
    /// The first process of each tree, by mark.
    leaders: HashMap<String, i32>,
}

// === impl Worker ===

impl Worker {
    /// Starts the thread.
    pub(super) fn spawn(helper: PathBuf, grace: Duration) -> io::Result<Self> {
        let (sender, errands) = mpsc::channel();
        thread::Builder::new().name("nursery".to_owned()).spawn(move || {
            let mut work = Work {
                keeper: Keeper::new(helper, grace),
                orphans: Orphans::adopt(),
                leaders: HashMap::new(),
            };
            let waiting = work.run(&errands);
            work.keeper.end();
            // Here and not before.
            drop(waiting);
        })?;
        Ok(Self(sender))
    }

    /// Starts a process whose tree the keeper knows from before its first moment.
    pub(super) fn start(&self, command: Command, id: &TreeId, folder: Option<PathBuf>) -> io::Result<Child> {
        let (started, child) = mpsc::sync_channel(1);
        let start = Start {
            command,
            runtime: Handle::current(),
            id: id.clone(),
            folder,
            started,
        };
        let gone = || io::Error::other("the thread that starts processes is gone");
        self.0.send(Errand::Start(Box::new(start))).map_err(|_| gone())?;
        child.recv().map_err(|_| gone())?
    }

    /// Ends the thread and the keeper, who ends what is left by then, and waits for both.
    pub(super) async fn end(&self) {
        let (ended, end) = oneshot::channel();
        if self.0.send(Errand::End(ended)).is_ok() {
            // The sender goes away with the thread.
            let _ = end.await;
        }
    }

    /// Nothing is left of a tree.
    pub(super) fn forget(&self, mark: String) {
        // Without the thread there is no keeper that would have to know.
        let _ = self.0.send(Errand::Forget(mark));
    }
}

// === impl Work ===

impl Work {
    /// Returns who waits for the end.
    fn run(&mut self, errands: &mpsc::Receiver<Errand>) -> Option<oneshot::Sender<()>> {
        let mut looked = Instant::now();
        loop {
            if looked.elapsed() >= LOOK_AROUND {
                self.look_around();
                looked = Instant::now();
            }
            match errands.recv_timeout(LOOK_AROUND) {
                Ok(Errand::Start(start)) => self.start(*start),
                Ok(Errand::Forget(mark)) => self.forget(mark),
                Ok(Errand::End(waiting)) => return Some(waiting),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
    }

    fn start(&mut self, start: Start) {
        let Start {
            mut command,
            runtime,
            id,
            folder,
            started,
        } = start;
        self.keeper.tell(News::Tree {
            id: id.clone(),
            folder: folder.clone(),
        });
        let _runtime = runtime.enter();
        let child = ProcessTree::outfit(&mut command).spawn();
        let leader = child.as_ref().ok().and_then(|child| super::leader(child).ok());
        match leader {
            Some(Leader { pid, .. }) => {
                self.leaders.insert(id.mark.clone(), pid);
                let id = TreeId { leader, ..id };
                self.keeper.tell(News::Tree { id, folder });
            }
            None => self.forget(id.mark),
        }
        // Who asked may not wait any more; then the process is ended with the child that nobody takes.
        let _ = started.send(child);
    }

    fn forget(&mut self, mark: String) {
        self.leaders.remove(&mark);
        self.keeper.tell(News::Gone(mark));
    }

    fn look_around(&mut self) {
        self.keeper.see_to_it();
        let own = self.leaders.values().copied().chain(self.keeper.pid());
        self.orphans.take_away(&own.collect());
    }
}

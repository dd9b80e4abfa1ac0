//! What goes wrong out there, one thing at a time. Afterwards everything is as it was: processes, descriptors, tasks,
//! sessions and connections are counted, and the next call works.

mod door;
mod http;
mod process;

use std::{fs, time::Duration};

use gateway::UpstreamSpec;
use model::ServerId;
use serde_json::json;
use tokio::{runtime::Handle, time::timeout};

use crate::upstream::rig::{Client, Rig, eventually, options, processes_with};

/// Nothing takes so long to end.
const PATIENCE: Duration = Duration::from_secs(15);

/// One time leaves no more than some.
const REPETITIONS: usize = 3;

/// What must not grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Counts {
    processes: usize,
    descriptors: usize,
    tasks: usize,
    sessions: usize,
    connections: usize,
}

/// A gateway in whose server something will go wrong.
struct Scene {
    rig: Rig,
    id: ServerId,
    mark: String,
}

impl Scene {
    /// A server that works. `mark` is in the environment of its processes.
    async fn of(server: UpstreamSpec, mark: String) -> Self {
        let id = server.id;
        let rig = Rig::new(options(), server);
        // The gateway has a connection of its own as soon as it has looked.
        rig.gateway.refresh(id).await.expect("it lists");
        Self { rig, id, mark }
    }

    /// Lets something happen to clients again and again. What the first time left behind, as sockets that are kept for
    /// the next request, is all that is ever left.
    async fn survives(self, mishap: impl AsyncFn(Client, ServerId)) {
        self.happens(&mishap).await;
        let once = self.settled().await;
        for _ in 0..REPETITIONS {
            self.happens(&mishap).await;
        }
        let mut now = self.count();
        let settling = eventually("the counts of before", || {
            now = self.count();
            now.is_within(once).then_some(())
        });
        let settled = timeout(PATIENCE, settling).await;
        assert!(settled.is_ok(), "{now:?} is more than {once:?}");
        self.rig.gateway.shutdown().await;
        assert_eq!(processes_with(&self.mark), [""; 0]);
    }

    async fn happens(&self, mishap: &impl AsyncFn(Client, ServerId)) {
        self.works().await;
        let client = self.rig.begin("chaos", json!({})).await;
        mishap(client.clone(), self.id).await;
        client.end().await;
        self.works().await;
    }

    /// A call works.
    async fn works(&self) {
        let client = self.rig.begin("test", json!({})).await;
        assert_eq!(client.text("echo", json!({"text": "hello"})).await, "hello");
        client.end().await;
    }

    /// The counts once nothing moves any more.
    async fn settled(&self) -> Counts {
        let mut last = self.count();
        let mut times = 0;
        eventually("rest", || {
            let now = self.count();
            times = if now == last { times + 1 } else { 0 };
            last = now;
            (times > 20).then_some(now)
        })
        .await
    }

    fn count(&self) -> Counts {
        Counts {
            processes: processes_with(&self.mark).len(),
            descriptors: fs::read_dir("/proc/self/fd").expect("Linux").count(),
            tasks: Handle::current().metrics().num_alive_tasks(),
            sessions: self.rig.gateway.sessions(self.rig.endpoint),
            connections: self.rig.gateway.status(self.id).connections,
        }
    }
}

impl Counts {
    /// Nothing is more than it was.
    fn is_within(self, before: Self) -> bool {
        self.processes <= before.processes
            && self.descriptors <= before.descriptors
            && self.tasks <= before.tasks
            && self.sessions <= before.sessions
            && self.connections <= before.connections
    }
}

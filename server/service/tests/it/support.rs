//! One installation for one test.

mod client;
mod people;
mod script;
mod teams;
mod things;
mod web_sessions;

use std::{path::Path, sync::Arc, time::Duration};

use gateway::{CallRecorder, Gateway, GatewayOptions};
use model::{Defaults, PublicUrls, Timestamp};
use service::{AuditLog, AuditOptions, Changed, FanOut, FixedClock, Parts, Sealer, Services};
use store::{Store, testing::TestDatabase};
use tempfile::TempDir;
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub(crate) use client::{Client, initialize_status};
pub(crate) use people::{add_person, join};
pub(crate) use script::ScriptedServer;
pub(crate) use things::{endpoint, namespace, remote, stdio};

/// Far longer than anything takes; only reached when a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// 2026-11-21T10:30:00Z.
pub(crate) const START: Timestamp = Timestamp::from_millis(1_795_257_000_000);

/// Services over a database file of their own, with a gateway that runs what is saved.
pub(crate) struct Installation {
    pub(crate) services: Services,
    pub(crate) gateway: Gateway,
    pub(crate) clock: FixedClock,
    pub(crate) database: Arc<TestDatabase>,
    pub(crate) folder: Arc<TempDir>,
    pub(crate) audit: Arc<AuditLog>,
    store: Store,
    tasks: TaskTracker,
    cancel: CancellationToken,
}

impl Installation {
    /// An empty one that runs.
    pub(crate) async fn new() -> Self {
        Self::on(store::testing::sqlite().await).await
    }

    /// An empty one that runs, on either engine.
    pub(crate) async fn on(database: TestDatabase) -> Self {
        let database = Arc::new(database);
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let store = database.store();
        Self::over(database, store, folder, None, AuditOptions::default()).await
    }

    /// An empty one that writes down so much.
    pub(crate) async fn with_audit(database: TestDatabase, options: AuditOptions) -> Self {
        let folder = Arc::new(TempDir::new().expect("a folder"));
        let store = database.store();
        Self::over(Arc::new(database), store, folder, None, options).await
    }

    /// Another process over the same database, with the same key unless another one is given.
    pub(crate) async fn second(&self, key: Option<&str>) -> Self {
        let store = self.database.connect(store::StoreOptions::default()).await;
        let (database, folder) = (Arc::clone(&self.database), Arc::clone(&self.folder));
        Self::over(database, store, folder, key, AuditOptions::default()).await
    }

    async fn over(
        database: Arc<TestDatabase>,
        store: Store,
        folder: Arc<TempDir>,
        key: Option<&str>,
        options: AuditOptions,
    ) -> Self {
        let recorder = service::recorder();
        let journal = service::journal(None);
        let audit = service::audit_log(options);
        let recorders: [Arc<dyn CallRecorder>; 2] = [recorder.clone(), audit.clone()];
        let gateway_options = GatewayOptions {
            child_env: vec![("PATH".to_owned(), env!("PATH").to_owned())],
            child_cwd: folder.path().to_owned(),
            connect_timeout: Duration::from_secs(20),
            output: Some(journal.clone()),
            ..GatewayOptions::default()
        };
        let clock = FixedClock::new(START);
        let client_sessions = service::client_sessions(store.clone(), Arc::new(clock.clone()));
        let gateway = Gateway::new(gateway_options, FanOut::new(recorders), client_sessions.clone());
        let (cancel, tasks) = (CancellationToken::new(), TaskTracker::new());
        let services = Services::new(Parts {
            store: store.clone(),
            gateway: gateway.clone(),
            recorder,
            journal,
            audit: audit.clone(),
            client_sessions,
            sealer: Sealer::load(key, &folder.path().join("secret.key")).expect("a key"),
            clock: Arc::new(clock.clone()),
            public_urls: PublicUrls::new("https://mcp.example.com/".parse().expect("a URL"), []),
            defaults: Defaults::default(),
            demo_command: vec![
                "python3".to_owned(),
                ScriptedServer::write(folder.path(), "demo", &["echo"])
                    .display()
                    .to_string(),
            ],
            tasks: tasks.clone(),
            cancel: cancel.clone(),
        });
        services.start().await.expect("starts");
        Self {
            services,
            gateway,
            clock,
            database,
            folder,
            audit,
            store,
            tasks,
            cancel,
        }
    }

    /// A server script of this installation's folder, which lists these tools.
    pub(crate) fn script(&self, name: &str, tools: &[&str]) -> ScriptedServer {
        ScriptedServer::new(self.folder.path(), name, tools)
    }

    /// Ends background work, as at shutdown.
    pub(crate) fn stop_watching(&self) {
        self.cancel.cancel();
    }

    /// Ends everything, as a process does that is told to stop.
    pub(crate) async fn end(&self) {
        self.cancel.cancel();
        self.gateway.shutdown().await;
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// The latest act that is written down.
    pub(crate) async fn last_act(&self) -> Option<store::ActRow> {
        let everything = model::ActFilter::default();
        let audit = self.store.audit();
        let acts = audit.acts(&everything, model::TimeSpan::default(), None, 1).await;
        acts.expect("read").pop()
    }

    /// The database is gone from now on.
    pub(crate) async fn close_store(&self) {
        self.store.close().await;
    }

    /// Everything in the database's files.
    pub(crate) fn raw_database(&self) -> Vec<u8> {
        let file = Path::new(self.database.url().strip_prefix("sqlite://").expect("a file"));
        let folder = file.parent().expect("in a folder");
        let files = std::fs::read_dir(folder)
            .expect("readable")
            .map(|entry| entry.expect("readable").path());
        files
            .flat_map(|file| std::fs::read(file).expect("readable"))
            .collect()
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        self.cancel.cancel();
    }
}

/// Waits for this noun.
pub(crate) async fn changed(nouns: &mut Receiver<Changed>, noun: Changed) {
    let wait = async {
        loop {
            match nouns.recv().await {
                Ok(told) if told == noun => return,
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => panic!("the services ended"),
            }
        }
    };
    timeout(PATIENCE, wait)
        .await
        .unwrap_or_else(|_| panic!("{noun:?} did not change"));
}

/// Whether a text stands anywhere in these bytes.
pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Waits until something is so.
pub(crate) async fn until<F: Future<Output = bool>>(what: &str, mut is_so: impl FnMut() -> F) {
    let waiting = async {
        while !is_so().await {
            sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, waiting)
        .await
        .unwrap_or_else(|_| panic!("never {what}"));
}

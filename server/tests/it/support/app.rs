//! The router of one test on a real socket, in this process.

use std::{collections::HashMap, net::SocketAddr};

use server::{config::Config, startup};
use service::{Caller, Services};
use store::Store;
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::visitor::Visitor;

/// A running gateway with an empty database.
pub(crate) struct TestApp {
    pub(crate) base: String,
    pub(crate) services: Services,
    pub(crate) store: Store,
    /// Removed with the app.
    _data: TempDir,
    stopping: CancellationToken,
    tasks: TaskTracker,
}

impl TestApp {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With these settings.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        let data = TempDir::new().expect("a temporary directory");
        let mut variables = HashMap::from([
            ("METAMCP_DATA_DIR".to_owned(), data.path().display().to_string()),
            ("PATH".to_owned(), env!("PATH").to_owned()),
        ]);
        let settings = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        variables.extend(settings);
        startup::install_tls();
        let running = startup::start(Config::from_environment(variables).expect("fits"))
            .await
            .expect("starts");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("bound");
        let (stopping, services) = (running.stopping.clone(), running.services.clone());
        let store = running.store.clone();
        let tasks = TaskTracker::new();
        let ended = stopping.clone();
        tasks.spawn(async move {
            let service = running.router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service)
                .with_graceful_shutdown(ended.cancelled_owned())
                .await
                .expect("serves");
            running.gateway.shutdown().await;
        });
        Self {
            base: format!("http://{address}"),
            services,
            store,
            _data: data,
            stopping,
            tasks,
        }
    }

    /// Ends streams, calls and child processes, and waits for it.
    pub(crate) async fn stop(self) {
        self.stopping.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Someone who is not signed in.
    pub(crate) fn anonymous(&self) -> Visitor {
        Visitor::at(&self.base)
    }

    /// The first administrator, made and signed in through the pages' own functions.
    pub(crate) async fn admin(&self) -> Visitor {
        Visitor::administrator_at(&self.base).await
    }

    /// Somebody who was declared, signed in.
    pub(crate) async fn member(&self, email: &str, password: &str) -> Visitor {
        let mut visitor = self.anonymous();
        let response = visitor.sign_in_as(email, password).await;
        assert!(!response.status().is_client_error(), "{}", response.status());
        visitor
    }

    /// Applies a declaration as the command line does.
    pub(crate) async fn apply(&self, declaration: serde_json::Value) -> service::Applied {
        let declaration = serde_json::from_value(declaration).expect("a declaration");
        self.services
            .transfer()
            .apply(&Caller::system(), declaration)
            .await
            .expect("applies")
    }
}

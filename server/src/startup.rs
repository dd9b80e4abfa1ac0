//! Builds everything that runs from a configuration, in the order in which it depends on each other.

mod child_environment;
mod options;

use std::{net::SocketAddr, path::Path, sync::Arc};

use anyhow::Context;
use axum::Router;
use gateway::{CallRecorder, Gateway, GatewayOptions};
use leptos::config::LeptosOptions;
use model::PublicUrls;
use service::{FanOut, Parts, Sealer, Services, SystemClock};
use store::Store;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    router::router,
    routes::metrics,
    state::{AppState, MetricsToken},
    telemetry::{CONSOLE, Telemetry},
};

/// A loaded gateway that does not listen yet.
pub struct Running {
    /// Everything that answers.
    pub router: Router,
    /// What answers on the listener for metrics, where there is one.
    pub metrics: Option<(SocketAddr, Router)>,
    /// What the process tells of itself: flushed before the gateway is shut down.
    pub telemetry: Telemetry,
    /// The data path, to be shut down last.
    pub gateway: Gateway,
    /// Use cases.
    pub services: Services,
    /// The database.
    pub store: Store,
    /// Cancelled when the process is to end.
    pub stopping: CancellationToken,
    /// Background work.
    pub tasks: TaskTracker,
    public_urls: PublicUrls,
    data_dir: String,
    setup_token: Option<String>,
}

impl Running {
    /// Tells on the log where it is and, as long as nobody can sign in, how to begin.
    pub fn announce(&self, address: &SocketAddr) {
        let url = self.public_urls.primary().as_str().trim_end_matches('/');
        tracing::info!(%address, data = self.data_dir, "MetaMCP on {url}");
        for further in &self.public_urls.all()[1..] {
            tracing::info!("and on {}", further.as_str().trim_end_matches('/'));
        }
        if let Some(token) = &self.setup_token {
            // It opens the door: for whoever sits here, and not for whoever reads logs elsewhere.
            tracing::info!(
                target: CONSOLE,
                "nobody can sign in yet: open {url} on this machine, or from elsewhere with the setup token {token}"
            );
        }
    }
}

/// rustls has one provider of cryptography for the process.
pub fn install_tls() {
    // A second installation keeps the first.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// Loads the configuration and starts background work.
///
/// # Errors
/// When the data directory or the database cannot be used, or the declared file does not fit.
pub async fn start(config: Config) -> anyhow::Result<Running> {
    let telemetry = Telemetry::new(&config)?;
    start_with(config, telemetry).await
}

/// As [`start`], with what was made before: it hears what is logged meanwhile.
///
/// # Errors
/// As [`start`].
pub async fn start_with(config: Config, telemetry: Telemetry) -> anyhow::Result<Running> {
    let (services, parts) = assemble(&config, &telemetry).await?;
    telemetry.start(&parts.gateway, &parts.tasks, &parts.cancel);
    services
        .start()
        .await
        .context("could not load the configuration")?;
    if let Some(file) = &config.declaration {
        let declaration = crate::cli::read_declaration(file, &config.environment)?;
        let applied = services
            .transfer()
            .apply(&service::Caller::system(), declaration)
            .await
            .with_context(|| format!("could not apply {} (METAMCP_CONFIG)", file.display()))?;
        tracing::info!(changes = applied.changes.len(), file = %file.display(), "declaration applied");
    }
    services
        .sso()
        .declare(config.oidc.clone())
        .await
        .context("could not save the provider of single sign-on (OIDC_…)")?;
    services
        .sso()
        .declare_sign_up(config.sign_up, config.registration)
        .await
        .context("could not switch registration (BOOTSTRAP_DISABLE_REGISTRATION_…)")?;
    let setup_token = services
        .setup()
        .token_to_print()
        .await
        .context("could not look for users")?;
    let state = AppState {
        leptos: leptos_options(&config),
        services: services.clone(),
        gateway: parts.gateway.clone(),
        store: parts.store.clone(),
        trusted_proxies: config.trusted_proxies.into(),
        trusted_origins: config.trusted_origins.into(),
        metrics_token: MetricsToken(config.metrics_token.map(Into::into)),
        has_metrics_listener: config.telemetry.metrics_listen.is_some(),
        telemetry: telemetry.clone(),
        stopping: parts.cancel.clone(),
        public_urls: config.public_urls.clone(),
    };
    let metrics = config
        .telemetry
        .metrics_listen
        .map(|address| (address, metrics::own_router(&state)));
    Ok(Running {
        router: router(&state),
        metrics,
        telemetry,
        gateway: parts.gateway,
        services,
        store: parts.store,
        stopping: parts.cancel,
        tasks: parts.tasks,
        public_urls: config.public_urls,
        data_dir: config.data_dir.display().to_string(),
        setup_token,
    })
}

/// The use cases over the configured database, brought up to date, without anything running: what
/// commands beside `serve` work with.
///
/// # Errors
/// When the data directory or the database cannot be used.
pub async fn open(config: &Config) -> anyhow::Result<(Services, Parts)> {
    assemble(config, &Telemetry::of_command()).await
}

async fn assemble(config: &Config, telemetry: &Telemetry) -> anyhow::Result<(Services, Parts)> {
    make_private_directory(&config.data_dir)?;
    migrate(config).await?;
    let store = Store::connect(&config.database_url, store_options(config))
        .await
        .context("could not open the database")?;
    let sealer = Sealer::load(config.secret_key.as_deref(), &config.data_dir.join("secret.key"))
        .context("could not load the secret key")?;
    let recorder = service::recorder();
    let audit = service::audit_log(config.audit);
    let mut recorders: Vec<Arc<dyn CallRecorder>> = vec![recorder.clone()];
    if config.audit.is_on {
        recorders.push(audit.clone());
    }
    let clock = Arc::new(SystemClock);
    let client_sessions = service::client_sessions(store.clone(), clock.clone());
    let options = GatewayOptions {
        tracing: telemetry.sampler(),
        output: Some(telemetry.journal().clone()),
        ..options::gateway(config)?
    };
    let defaults = options::defaults(&options);
    recorders.push(telemetry.recorder());
    let gateway = Gateway::new(options, FanOut::new(recorders), client_sessions.clone());
    let parts = Parts {
        store,
        gateway,
        recorder,
        journal: telemetry.journal().clone(),
        audit,
        client_sessions,
        sealer,
        clock,
        public_urls: config.public_urls.clone(),
        defaults,
        demo_command: demo_command()?,
        tasks: TaskTracker::new(),
        cancel: CancellationToken::new(),
    };
    Ok((Services::new(parts.clone()), parts))
}

/// Brings the database up to date.
///
/// # Errors
/// See [`migrations::Error`].
pub async fn migrate(config: &Config) -> anyhow::Result<migrations::Report> {
    make_private_directory(&config.data_dir)?;
    migrations::up(&config.database_url, &migration_options(config))
        .await
        .context("could not bring the database up to date")
}

/// Takes migrations back.
///
/// # Errors
/// See [`migrations::Error`].
pub async fn migrate_down(config: &Config, steps: u32) -> anyhow::Result<migrations::Report> {
    migrations::down(&config.database_url, &migration_options(config), steps)
        .await
        .context("could not take migrations back")
}

/// What is applied and what is pending.
///
/// # Errors
/// See [`migrations::Error`].
pub async fn migration_status(config: &Config) -> anyhow::Result<Vec<migrations::Status>> {
    migrations::status(&config.database_url, &migration_options(config))
        .await
        .context("could not read the state of the database")
}

fn migration_options(config: &Config) -> migrations::Options {
    migrations::Options {
        ca_cert: config.database_ca.clone(),
        ..migrations::Options::default()
    }
}

fn store_options(config: &Config) -> store::StoreOptions {
    store::StoreOptions {
        ca_cert: config.database_ca.clone(),
        ..store::StoreOptions::default()
    }
}

fn demo_command() -> anyhow::Result<Vec<String>> {
    let program = std::env::current_exe().context("could not find the path of this program")?;
    Ok(vec![program.display().to_string(), "demo-server".to_owned()])
}

/// Database and key are for this user only.
fn make_private_directory(path: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| {
        format!(
            "could not create the data directory {}; choose another with METAMCP_DATA_DIR",
            path.display()
        )
    })
}

fn leptos_options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("metamcp")
        .site_root("target/site")
        .site_pkg_dir("pkg")
        .site_addr(config.listen)
        .build()
}

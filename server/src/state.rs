//! What handlers of the HTTP edge share.

use std::{net::IpAddr, sync::Arc};

use axum::extract::FromRef;
use gateway::Gateway;
use leptos::config::LeptosOptions;
use model::PublicUrls;
use service::Services;
use store::Store;
use tokio_util::sync::CancellationToken;

use crate::telemetry::Telemetry;

/// Shared by all routes; cheap to clone. Handlers ask for the part they need.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// For rendering pages.
    pub leptos: LeptosOptions,
    /// Use cases of the dashboard.
    pub services: Services,
    /// The data path.
    pub gateway: Gateway,
    /// For readiness and web sessions only.
    pub store: Store,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Arc<[IpAddr]>,
    /// Origins whose pages may change things.
    pub trusted_origins: Arc<[String]>,
    /// Who knows it may read the metrics.
    pub metrics_token: MetricsToken,
    /// Metrics are read on a listener of their own.
    pub has_metrics_listener: bool,
    /// What the process tells of itself.
    pub telemetry: Telemetry,
    /// Ends long streams at shutdown.
    pub stopping: CancellationToken,
    /// The addresses under which requests are answered.
    pub public_urls: PublicUrls,
}

/// What monitoring presents as `Authorization: Bearer …`. Without one, programs on this machine may read the metrics.
#[derive(Clone)]
pub struct MetricsToken(pub Option<Arc<str>>);

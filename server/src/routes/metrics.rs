//! `GET /metrics`: what there is, what was called and what was refused, for Prometheus.

mod own;

use axum::{
    Extension, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use gateway::{Figures, Gateway};
use model::UpstreamState;
use prometheus_client::{
    encoding::{
        EncodeLabelSet,
        text::{encode_eof, encode_registry},
    },
    metrics::{counter::Counter, family::Family, gauge::Gauge, info::Info},
    registry::Registry,
};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{state::AppState, telemetry::Telemetry};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfServer {
    server: String,
    /// Two people may have servers of the same name.
    server_id: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InState {
    server: String,
    server_id: String,
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfEndpoint {
    endpoint: String,
}

/// The listener that is for metrics alone. Who reaches it may read them, unless there is a token.
pub fn own_router(state: &AppState) -> Router {
    Router::new()
        .route("/metrics", get(on_own_listener))
        .with_state(state.clone())
}

async fn on_own_listener(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let token = state.metrics_token.0.as_deref();
    if token.is_none_or(|token| knows(&headers, token)) {
        answer(&state).await
    } else {
        refusal(true)
    }
}

/// For whoever knows the token; without a token in the settings, for programs on this machine.
pub async fn text(
    State(state): State<AppState>,
    Extension(peer): Extension<app::ssr::Peer>,
    headers: HeaderMap,
) -> Response {
    let is_admitted = match state.metrics_token.0.as_deref() {
        Some(token) => knows(&headers, token),
        None => peer.from_loopback,
    };
    if is_admitted {
        answer(&state).await
    } else {
        refusal(state.metrics_token.0.is_some())
    }
}

async fn answer(state: &AppState) -> Response {
    let expired = state.services.expired_keys().await;
    match written(&state.gateway, &state.telemetry, expired.ok()) {
        Ok(text) => ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "could not write the metrics"
            );
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn knows(headers: &HeaderMap, token: &str) -> bool {
    presented(headers).is_some_and(|it| is_same(it, token))
}

fn presented(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

/// Compares hashes, so that neither the length nor the first wrong letter shows in the time.
fn is_same(presented: &str, token: &str) -> bool {
    Sha256::digest(presented).ct_eq(&Sha256::digest(token)).into()
}

fn refusal(has_token: bool) -> Response {
    if has_token {
        let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
        let words = "send METAMCP_METRICS_TOKEN as `Authorization: Bearer …`";
        (StatusCode::UNAUTHORIZED, challenge, words).into_response()
    } else {
        let words =
            "metrics are for this machine only; set METAMCP_METRICS_TOKEN to read them from elsewhere";
        (StatusCode::FORBIDDEN, words).into_response()
    }
}

fn written(
    gateway: &Gateway,
    telemetry: &Telemetry,
    expired_keys: Option<usize>,
) -> Result<String, std::fmt::Error> {
    let figures = gateway.figures();
    let mut registry = Registry::with_prefix("metamcp");
    let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "What runs", build);
    register_servers(&mut registry, &figures);
    let sessions = Family::<OfEndpoint, Gauge>::default();
    for (endpoint, count) in &figures.sessions {
        let endpoint = endpoint.to_string();
        sessions
            .get_or_create(&OfEndpoint { endpoint })
            .set(number(*count));
    }
    registry.register(
        "client_sessions",
        "Client sessions that this process serves",
        sessions,
    );
    if let Some(expired) = expired_keys {
        let keys = Gauge::<i64>::default();
        keys.set(number(expired));
        registry.register(
            "api_keys_expired",
            "API keys that are switched on and whose time is over",
            keys,
        );
    }
    own::register(&mut registry, telemetry);
    let mut text = String::new();
    encode_registry(&mut text, &registry)?;
    telemetry
        .meter()
        .read(|calls| encode_registry(&mut text, calls))?;
    encode_eof(&mut text)?;
    Ok(text)
}

fn register_servers(registry: &mut Registry, figures: &Figures) {
    let used = Family::<OfServer, Gauge>::default();
    let spare = Family::<OfServer, Gauge>::default();
    let refused = Family::<OfServer, Counter>::default();
    let failed = Family::<OfServer, Gauge>::default();
    let states = Family::<InState, Gauge>::default();
    for it in &figures.servers {
        let (server, server_id) = (it.name.to_string(), it.id.to_string());
        for state in UpstreamState::ALL {
            let labels = InState {
                server: server.clone(),
                server_id: server_id.clone(),
                state: state.as_str(),
            };
            states
                .get_or_create(&labels)
                .set((state == it.status.state).into());
        }
        let labels = OfServer { server, server_id };
        used.get_or_create(&labels).set(number(it.status.connections));
        spare.get_or_create(&labels).set(number(it.status.spares));
        refused.get_or_create(&labels).inc_by(it.status.refused);
        failed.get_or_create(&labels).set(it.status.attempts.into());
    }
    registry.register("server_connections", "Connections that somebody has", used);
    registry.register(
        "server_spare_connections",
        "Connections that are kept ready",
        spare,
    );
    let about = "Times that somebody got no connection, because a bound was reached";
    registry.register("server_connections_refused", about, refused);
    registry.register(
        "server_failed_attempts",
        "Failed attempts to connect in a row",
        failed,
    );
    registry.register("server_state", "1 for the state that the server is in", states);
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

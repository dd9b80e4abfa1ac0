//! A collector: takes what OTLP brings over HTTP, and keeps it.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use opentelemetry_proto::tonic::{
    collector::{logs::v1::ExportLogsServiceRequest, trace::v1::ExportTraceServiceRequest},
    common::v1::KeyValue,
    logs::v1::LogRecord,
    trace::v1::Span,
};
use prost::Message;
use tokio::{net::TcpListener, task::JoinSet};

/// Ended when dropped.
pub(super) struct Collector {
    /// What `OTEL_EXPORTER_OTLP_ENDPOINT` is.
    pub(super) url: String,
    kept: Arc<Kept>,
    _serving: JoinSet<()>,
}

#[derive(Default)]
struct Kept {
    status: Mutex<StatusCode>,
    headers: Mutex<HeaderMap>,
    traces: Mutex<Vec<ExportTraceServiceRequest>>,
    logs: Mutex<Vec<ExportLogsServiceRequest>>,
}

/// The spans of all batches.
pub(super) struct Traces {
    pub(super) resources: Vec<Vec<KeyValue>>,
    pub(super) spans: Vec<Span>,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let kept = Arc::<Kept>::default();
        let routes = Router::new()
            .route("/otlp/v1/traces", post(take_traces))
            .route("/otlp/v1/logs", post(take_logs))
            .with_state(kept.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/otlp", listener.local_addr().expect("bound"));
        let mut serving = JoinSet::new();
        serving.spawn(async move { axum::serve(listener, routes).await.expect("serves") });
        Self {
            url,
            kept,
            _serving: serving,
        }
    }

    /// Answers with this from now on.
    pub(super) fn answer(&self, status: StatusCode) {
        *self.kept.status.lock().expect("nobody panicked") = status;
    }

    pub(super) fn headers(&self) -> HeaderMap {
        self.kept.headers.lock().expect("nobody panicked").clone()
    }

    pub(super) fn traces(&self) -> Traces {
        let requests = self.kept.traces.lock().expect("nobody panicked");
        let of_resources = requests.iter().flat_map(|request| &request.resource_spans);
        let of_scopes = of_resources.clone().flat_map(|it| &it.scope_spans);
        Traces {
            resources: of_resources
                .map(|it| it.resource.clone().expect("a resource").attributes)
                .collect(),
            spans: of_scopes.flat_map(|scope| scope.spans.clone()).collect(),
        }
    }

    pub(super) fn logs(&self) -> Vec<LogRecord> {
        let requests = self.kept.logs.lock().expect("nobody panicked");
        let of_resources = requests.iter().flat_map(|request| &request.resource_logs);
        let of_scopes = of_resources.flat_map(|it| &it.scope_logs);
        of_scopes.flat_map(|scope| scope.log_records.clone()).collect()
    }
}

fn admitted(kept: &Kept, headers: &HeaderMap) -> Result<(), StatusCode> {
    assert_eq!(headers["content-type"], "application/x-protobuf");
    headers.clone_into(&mut kept.headers.lock().expect("nobody panicked"));
    match *kept.status.lock().expect("nobody panicked") {
        StatusCode::OK => Ok(()),
        status => Err(status),
    }
}

async fn take_traces(State(kept): State<Arc<Kept>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if let Err(status) = admitted(&kept, &headers) {
        return status;
    }
    let request = ExportTraceServiceRequest::decode(body).expect("a message of OTLP");
    kept.traces.lock().expect("nobody panicked").push(request);
    StatusCode::OK
}

async fn take_logs(State(kept): State<Arc<Kept>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if let Err(status) = admitted(&kept, &headers) {
        return status;
    }
    let request = ExportLogsServiceRequest::decode(body).expect("a message of OTLP");
    kept.logs.lock().expect("nobody panicked").push(request);
    StatusCode::OK
}

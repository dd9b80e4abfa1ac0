//! The series of calls, as many as the settings allow.

use std::collections::HashSet;

use gateway::CallRecord;
use model::CallKind;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::words::{error_type, method, outcome};
use crate::telemetry::otlp::spans::Server;

/// Stands for all that have no series of their own.
const OTHER: &str = "other";

/// Seconds, as the conventions for MCP advise, and two below: most of our own time is less than 10 ms.
const DURATIONS: [f64; 16] = [
    0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0,
];

/// Seconds of a stage.
const STAGES: [f64; 10] = [0.0001, 0.001, 0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0, 300.0];

/// Bytes.
const SIZES: [f64; 7] = [256.0, 1024.0, 4096.0, 16384.0, 65536.0, 1_048_576.0, 16_777_216.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Place {
    endpoint: String,
    server_id: String,
    tool: String,
    method: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfCalls {
    endpoint: String,
    server: String,
    server_id: String,
    tool: String,
    method: &'static str,
    outcome: &'static str,
}

/// The gateway is what its clients call a server.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfOperations {
    endpoint: String,
    mcp_method_name: &'static str,
    gen_ai_tool_name: String,
    error_type: Option<&'static str>,
}

/// And a client of its servers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfServerOperations {
    server: String,
    server_id: String,
    mcp_method_name: &'static str,
    error_type: Option<&'static str>,
    network_transport: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfStage {
    endpoint: String,
    stage: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfEndpoint {
    endpoint: String,
}

type Histograms<L> = Family<L, Histogram, fn() -> Histogram>;

/// All of them.
pub(super) struct Series {
    registry: Registry,
    most: usize,
    /// Tools that have series of their own.
    own: HashSet<Place>,
    /// Servers at endpoints whose further tools are counted together.
    shared: HashSet<Place>,
    calls: Family<OfCalls, Counter>,
    operations: Histograms<OfOperations>,
    server_operations: Histograms<OfServerOperations>,
    stages: Histograms<OfStage>,
    requests: Histograms<OfEndpoint>,
    answers: Histograms<OfEndpoint>,
}

impl Series {
    pub(super) fn new(most: usize) -> Self {
        let durations: fn() -> Histogram = || Histogram::new(DURATIONS);
        let stages: fn() -> Histogram = || Histogram::new(STAGES);
        let sizes: fn() -> Histogram = || Histogram::new(SIZES);
        let mut series = Self {
            registry: Registry::default(),
            most,
            own: HashSet::new(),
            shared: HashSet::new(),
            calls: Family::default(),
            operations: Family::new_with_constructor(durations),
            server_operations: Family::new_with_constructor(durations),
            stages: Family::new_with_constructor(stages),
            requests: Family::new_with_constructor(sizes),
            answers: Family::new_with_constructor(sizes),
        };
        series.register();
        series
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        let about = "Calls of tools, prompts and resources by how they ended";
        registry.register("metamcp_calls", about, self.calls.clone());
        registry.register_with_unit(
            "mcp_server_operation_duration",
            "Calls of clients, from the last byte of the request to the first of the answer",
            Unit::Seconds,
            self.operations.clone(),
        );
        registry.register_with_unit(
            "mcp_client_operation_duration",
            "The part of calls that their servers had",
            Unit::Seconds,
            self.server_operations.clone(),
        );
        registry.register_with_unit(
            "metamcp_call_stage_duration",
            "Where the time of calls went",
            Unit::Seconds,
            self.stages.clone(),
        );
        registry.register_with_unit(
            "metamcp_call_request_size",
            "The parameters of calls as their servers get them",
            Unit::Bytes,
            self.requests.clone(),
        );
        registry.register_with_unit(
            "metamcp_call_answer_size",
            "Results and errors of calls",
            Unit::Bytes,
            self.answers.clone(),
        );
    }

    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Counts a call.
    pub(super) fn count(&mut self, call: &CallRecord, server: Option<&Server>) {
        let place = self.place(call);
        let is_other = place.server_id == OTHER;
        let server_name = match server {
            _ if is_other => OTHER.to_owned(),
            Some(server) => server.name.clone(),
            None => String::new(),
        };
        let Place {
            endpoint,
            server_id,
            tool,
            method,
        } = place;
        self.calls
            .get_or_create(&OfCalls {
                endpoint: endpoint.clone(),
                server: server_name.clone(),
                server_id: server_id.clone(),
                tool: tool.clone(),
                method,
                outcome: outcome(call.outcome),
            })
            .inc();
        self.operations
            .get_or_create(&OfOperations {
                endpoint: endpoint.clone(),
                mcp_method_name: method,
                gen_ai_tool_name: tool,
                error_type: error_type(call.outcome),
            })
            .observe(call.elapsed.as_secs_f64());
        if !call.stages.server.is_zero() {
            self.server_operations
                .get_or_create(&OfServerOperations {
                    server: server_name,
                    server_id,
                    mcp_method_name: method,
                    error_type: error_type(call.outcome),
                    network_transport: server.filter(|_| !is_other).and_then(|server| server.transport),
                })
                .observe(call.stages.server.as_secs_f64());
        }
        for (stage, took) in [
            ("before", call.stages.before),
            ("connecting", call.stages.connecting),
            ("server", call.stages.server),
            ("after", call.stages.after),
        ] {
            let endpoint = endpoint.clone();
            self.stages
                .get_or_create(&OfStage { endpoint, stage })
                .observe(took.as_secs_f64());
        }
        let of = OfEndpoint { endpoint };
        self.requests.get_or_create(&of).observe(size(call.request_bytes));
        self.answers.get_or_create(&of).observe(size(call.answer_bytes));
    }

    /// Where a call is counted. What is not there (or not for the caller) has no name here: clients could make up any number.
    fn place(&mut self, call: &CallRecord) -> Place {
        let is_named = call.server_id.is_some() && call.kind != CallKind::Resource;
        let own = Place {
            endpoint: call.endpoint.as_ref().to_owned(),
            server_id: call.server_id.map_or_else(String::new, |id| id.to_string()),
            tool: if is_named {
                call.tool.as_ref().to_owned()
            } else {
                String::new()
            },
            method: method(call.kind),
        };
        if admit(&mut self.own, &own, self.most) {
            return own;
        }
        let shared = Place {
            tool: OTHER.to_owned(),
            ..own
        };
        if admit(&mut self.shared, &shared, self.most) {
            return shared;
        }
        Place {
            endpoint: OTHER.to_owned(),
            server_id: OTHER.to_owned(),
            ..shared
        }
    }
}

/// It is among them now, or was before.
fn admit(places: &mut HashSet<Place>, place: &Place, most: usize) -> bool {
    if places.contains(place) {
        return true;
    }
    places.len() < most && places.insert(place.clone())
}

#[expect(clippy::cast_precision_loss, reason = "sizes of calls are bounded far below")]
fn size(bytes: usize) -> f64 {
    bytes as f64
}

#[cfg(test)]
mod tests;

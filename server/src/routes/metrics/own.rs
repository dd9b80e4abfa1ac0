//! What the telling itself does: what was logged, sent and dropped.

use model::LogLevel;
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family},
    registry::Registry,
};

use crate::telemetry::Telemetry;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfLevel {
    level: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfQueue {
    what: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSignal {
    signal: &'static str,
    outcome: &'static str,
}

pub(super) fn register(registry: &mut Registry, telemetry: &Telemetry) {
    let counts = telemetry.counts();
    let events = Family::<OfLevel, Counter>::default();
    for level in LogLevel::ALL {
        let labels = OfLevel {
            level: level.as_str(),
        };
        events.get_or_create(&labels).inc_by(counts.events(*level).get());
    }
    registry.register("events", "What the process has logged", events);
    let dropped = Family::<OfQueue, Counter>::default();
    for (what, count) in [
        ("records", counts.records.get()),
        ("spans", counts.spans.get()),
        ("logs", counts.logs.get()),
        ("lines", telemetry.lines_dropped()),
    ] {
        dropped.get_or_create(&OfQueue { what }).inc_by(count);
    }
    registry.register(
        "telemetry_dropped",
        "What found no room on its way to metrics (records), a collector (spans, logs) or files (lines)",
        dropped,
    );
    let exports = Family::<OfSignal, Counter>::default();
    for (signal, outcome, count) in telemetry.exports() {
        exports.get_or_create(&OfSignal { signal, outcome }).inc_by(count);
    }
    registry.register("telemetry_exports", "Batches to the collector", exports);
}

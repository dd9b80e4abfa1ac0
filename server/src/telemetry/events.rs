//! The gateway's own events, for the live logs and as OTLP logs.

use std::{
    fmt::{self, Write},
    sync::Arc,
};

use model::LogLevel;
use service::{Journal, hide_tokens};
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

use super::{
    CONSOLE,
    counts::Counts,
    otlp::{Queue, logs::record, proto::LogRecord},
};

/// What the sending of logs makes others log: sending that too would never end.
const OF_SENDING: [&str; 5] = ["server::telemetry::otlp", "hyper", "h2", "rustls", "tokio_rustls"];

/// What servers write has lines of its own.
const OF_SERVERS: &str = "gateway::upstream::stdio::driver::stderr";

/// A layer of the process's subscriber.
pub(super) struct Events {
    journal: Arc<Journal>,
    sent: Option<Queue<LogRecord>>,
    counts: Arc<Counts>,
}

impl Events {
    pub(super) fn new(journal: Arc<Journal>, sent: Option<Queue<LogRecord>>, counts: Arc<Counts>) -> Self {
        Self {
            journal,
            sent,
            counts,
        }
    }
}

impl<S: Subscriber> Layer<S> for Events {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let level = level(*metadata.level());
        self.counts.events(level).add(1);
        let target = metadata.target();
        if target == CONSOLE || target == OF_SERVERS {
            return;
        }
        let mut said = Said::default();
        event.record(&mut said);
        self.journal.event(level, &said.line());
        let Some(queue) = &self.sent else {
            return;
        };
        if OF_SENDING.iter().any(|it| target.starts_with(it)) {
            return;
        }
        queue.push(
            record(level, target, &said.message, &said.fields),
            &self.counts.logs,
        );
    }
}

/// What an event says.
#[derive(Default)]
struct Said {
    message: String,
    fields: Vec<(&'static str, String)>,
}

impl Said {
    fn line(&self) -> String {
        let mut line = self.message.clone();
        for (name, value) in &self.fields {
            let between = if line.is_empty() { "" } else { " " };
            write!(line, "{between}{name}={value}").expect("memory takes any text");
        }
        line
    }

    fn note(&mut self, field: &Field, value: String) {
        let value = match hide_tokens(&value) {
            std::borrow::Cow::Borrowed(_) => value,
            std::borrow::Cow::Owned(hidden) => hidden,
        };
        if field.name() == "message" {
            self.message = value;
        } else {
            self.fields.push((field.name(), value));
        }
    }
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.note(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.note(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(cause) = source {
            write!(text, ": {cause}").expect("memory takes any text");
            source = cause.source();
        }
        self.note(field, text);
    }
}

fn level(level: Level) -> LogLevel {
    match level {
        Level::ERROR => LogLevel::Error,
        Level::WARN => LogLevel::Warn,
        Level::INFO => LogLevel::Info,
        Level::DEBUG => LogLevel::Debug,
        Level::TRACE => LogLevel::Trace,
    }
}

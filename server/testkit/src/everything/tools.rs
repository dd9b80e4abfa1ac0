//! The tools: a table of small functions, the suite's first and in a fixed order.
#![expect(clippy::unnecessary_wraps, reason = "all tools of the table are of one type")]

pub(super) mod apps;
mod asking;
mod changes;
mod content;
mod probes;
mod reporting;
mod rounds;
mod tasks;

use serde_json::json;

use super::{
    call::{Call, Outcome, Run, Running, tool_result},
    catalogue::Kind,
    content::text,
    methods,
    rpc::Fault,
};
use crate::frame::quote;

/// The schema of a tool without arguments.
const NO_ARGUMENTS: &str = r#"{"type":"object","properties":{}}"#;

/// One tool.
#[derive(Debug)]
pub(super) struct Tool {
    pub(super) name: &'static str,
    description: &'static str,
    /// JSON text, listed as it stands here.
    pub(super) schema: &'static str,
    /// More members of its definition, each after a comma.
    more: &'static str,
    run: Run,
}

/// The suite calls the first one without arguments, so that has to need none.
const TABLES: [&[Tool]; 8] = [
    content::TOOLS,
    reporting::TOOLS,
    asking::TOOLS,
    rounds::TOOLS,
    tasks::TOOLS,
    changes::TOOLS,
    probes::TOOLS,
    apps::TOOLS,
];

impl Tool {
    /// One that answers at once.
    const fn now(name: &'static str, description: &'static str, run: fn(&Call) -> Outcome) -> Self {
        Self {
            name,
            description,
            schema: NO_ARGUMENTS,
            more: "",
            run: Run::Now(run),
        }
    }

    /// One that takes its time, or asks.
    const fn later(name: &'static str, description: &'static str, run: fn(Call) -> Running) -> Self {
        Self {
            name,
            description,
            schema: NO_ARGUMENTS,
            more: "",
            run: Run::Later(run),
        }
    }

    /// With arguments.
    const fn takes(mut self, schema: &'static str) -> Self {
        self.schema = schema;
        self
    }

    const fn with(mut self, more: &'static str) -> Self {
        self.more = more;
        self
    }

    fn definition(&self) -> String {
        format!(
            r#"{{"name":"{}","description":{},"inputSchema":{}{}}}"#,
            self.name,
            quote(self.description),
            self.schema,
            self.more
        )
    }
}

/// The built-in tool of this name.
pub(super) fn named(name: &str) -> Option<&'static Tool> {
    TABLES.into_iter().flatten().find(|tool| tool.name == name)
}

/// The entries of `tools/list`.
pub(super) fn list(call: &Call) -> Vec<String> {
    let mut entries: Vec<_> = TABLES.into_iter().flatten().map(Tool::definition).collect();
    entries.extend(methods::added(call, Kind::Tools, |name| {
        json!({ "name": name, "description": "Was added while the server ran", "inputSchema": { "type": "object" } })
    }));
    entries
}

/// Answers `tools/call`.
pub(super) async fn call(call: Call) -> Outcome {
    let name = call.request.params.text("name")?;
    match named(name) {
        Some(tool) => tool_result(tool.run.start(call).await),
        None if call.server.catalogue.has(Kind::Tools, name) => Ok(text(name)),
        None => Err(Fault::invalid(format!("Unknown tool: {name}")).into()),
    }
}

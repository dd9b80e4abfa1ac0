//! How a server is run, as columns.

use model::{ConnectionSettings, Problem, ProcessLimits, RunSettings, Sharing, Timeouts};
use sea_orm::ActiveValue::Set;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Error,
    entity::server::{ActiveModel, Entity, Model},
    rows,
};

/// The columns with their values, and no others.
pub(super) fn columns(run: &RunSettings) -> ActiveModel {
    let RunSettings {
        connections,
        timeouts,
        refresh_minutes,
        limits,
        sandbox,
    } = run;
    let number = |number: Option<u32>| Set(number.map(i64::from));
    let tools = (!timeouts.tools.is_empty()).then_some(&timeouts.tools);
    ActiveModel {
        connection_sharing: Set(connections.sharing.map(|sharing| sharing.as_str().to_owned())),
        spares: number(connections.spares),
        max_connections: number(connections.max),
        connect_seconds: number(timeouts.connect),
        answer_seconds: number(timeouts.answer),
        total_seconds: number(timeouts.total),
        tool_times: Set(tools.map(json)),
        refresh_minutes: number(*refresh_minutes),
        memory_mib: number(limits.memory_mib),
        cpu_seconds: number(limits.cpu_seconds),
        open_files: number(limits.open_files),
        sandbox: Set(sandbox.as_ref().map(json)),
        ..ActiveModel::default()
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("texts and numbers are JSON")
}

/// What the columns of a row say.
pub(super) fn read(row: &Model) -> Result<RunSettings, Error> {
    let columns = Columns(row);
    Ok(RunSettings {
        connections: ConnectionSettings {
            sharing: columns.sharing()?,
            spares: columns.number("spares", row.spares)?,
            max: columns.number("max_connections", row.max_connections)?,
        },
        timeouts: Timeouts {
            connect: columns.number("connect_seconds", row.connect_seconds)?,
            answer: columns.number("answer_seconds", row.answer_seconds)?,
            total: columns.number("total_seconds", row.total_seconds)?,
            tools: columns
                .json("tool_times", row.tool_times.as_deref())?
                .unwrap_or_default(),
        },
        refresh_minutes: columns.number("refresh_minutes", row.refresh_minutes)?,
        limits: ProcessLimits {
            memory_mib: columns.number("memory_mib", row.memory_mib)?,
            cpu_seconds: columns.number("cpu_seconds", row.cpu_seconds)?,
            open_files: columns.number("open_files", row.open_files)?,
        },
        sandbox: columns.json("sandbox", row.sandbox.as_deref())?,
    })
}

struct Columns<'a>(&'a Model);

impl Columns<'_> {
    fn sharing(&self) -> Result<Option<Sharing>, Error> {
        let word = self.0.connection_sharing.as_deref();
        word.map(|word| {
            Sharing::parse(word).ok_or_else(|| {
                rows::inconsistent::<Entity>("connection_sharing", self.0.id, Problem::UnknownChoice)
            })
        })
        .transpose()
    }

    fn number(&self, column: &'static str, stored: Option<i64>) -> Result<Option<u32>, Error> {
        rows::small::<Entity>(column, self.0.id, stored)
    }

    fn json<T: DeserializeOwned>(
        &self,
        column: &'static str,
        stored: Option<&str>,
    ) -> Result<Option<T>, Error> {
        stored
            .map(serde_json::from_str)
            .transpose()
            .map_err(|problem| rows::inconsistent::<Entity>(column, self.0.id, problem))
    }
}

//! What is written down, as files for other programs: a part at a time, so that it may be as long as it likes.
//!
//! What is told of arguments and results was freed of secrets when it was written, and is given to those who may read it.

mod csv;
mod otlp;

use model::{ActFilter, AuditCallDetail, AuditCallId, CallFilter, Permission, Timestamp};
use serde_json::json;

use super::{Audit, behind_call, scope, view};
use crate::{Caller, Result, acts::Act};

/// Rows of one part.
const PART: u64 = 500;

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A table for spreadsheets (RFC 4180). Cells that a spreadsheet would take for a formula begin with an apostrophe.
    Csv,
    /// A JSON object a line.
    Jsonl,
    /// Logs of OpenTelemetry: each line is one `ExportLogsServiceRequest` of OTLP/JSON.
    Otlp,
}

impl ExportFormat {
    /// The format with this word.
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "jsonl" => Some(Self::Jsonl),
            "otlp" => Some(Self::Otlp),
            _ => None,
        }
    }

    /// Of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl | Self::Otlp => "application/x-ndjson",
        }
    }

    /// The ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Otlp => "otlp.jsonl",
        }
    }
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportPart<T> {
    /// Its text.
    pub text: String,
    /// Where the next one begins, if there is one.
    pub next: Option<T>,
}

impl Audit<'_> {
    /// The next part of the calls that pass a filter, the newest first. That somebody takes them is an act.
    pub async fn export_calls(
        &self,
        caller: &Caller,
        filter: &CallFilter,
        format: ExportFormat,
        behind: Option<AuditCallId>,
    ) -> Result<ExportPart<AuditCallId>> {
        caller.require(Permission::Look)?;
        let installation = self.inner.keeper.current().await?;
        let scope = scope::of(caller, &installation);
        let span = filter.span(self.inner.parts.clock.now());
        let audit = self.inner.parts.store.audit();
        if behind.is_none() {
            self.note(caller, "audit.export_calls", &filter.pairs(), format)
                .await?;
        }
        let found = audit
            .calls(&scope, filter, span, behind.map(behind_call), PART)
            .await?;
        let is_full = found.len() as u64 == PART;
        let next = found.last().map(|row| row.record.id).filter(|_| is_full);
        let calls: Vec<_> = found
            .into_iter()
            .map(|row| {
                let may_read = scope::may_read_parts(caller, &installation, row.record.endpoint_id);
                view::detail(row, may_read)
            })
            .collect();
        let text = match format {
            ExportFormat::Csv => csv::calls(&calls, behind.is_none()),
            ExportFormat::Jsonl => calls.iter().map(|call| line(&flat(call))).collect(),
            ExportFormat::Otlp => otlp::calls(&calls),
        };
        Ok(ExportPart { text, next })
    }

    /// The next part of the acts that pass a filter, the newest first.
    pub async fn export_acts(
        &self,
        caller: &Caller,
        filter: &ActFilter,
        format: ExportFormat,
        behind: Option<i64>,
    ) -> Result<ExportPart<i64>> {
        caller.require(Permission::Audit)?;
        if behind.is_none() {
            self.note(caller, "audit.export_acts", &filter.pairs(), format)
                .await?;
        }
        let span = filter.span(self.inner.parts.clock.now());
        let audit = self.inner.parts.store.audit();
        let found = audit.acts(filter, span, behind, PART).await?;
        let is_full = found.len() as u64 == PART;
        let next = found.last().map(|row| row.seq).filter(|_| is_full);
        let acts: Vec<_> = found.into_iter().map(view::act).collect();
        let text = match format {
            ExportFormat::Csv => csv::acts(&acts, behind.is_none()),
            ExportFormat::Jsonl => acts
                .iter()
                .map(|act| {
                    let mut value = json!(act);
                    value["at"] = json!(exactly(act.at));
                    line(&value)
                })
                .collect(),
            ExportFormat::Otlp => otlp::acts(&acts),
        };
        Ok(ExportPart { text, next })
    }

    async fn note(
        &self,
        caller: &Caller,
        what: &'static str,
        filter: &[(&'static str, String)],
        format: ExportFormat,
    ) -> Result<()> {
        let filter: Vec<_> = filter
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let said = format!("{} {}", format.ending(), filter.join(" "));
        self.inner
            .note(Act::by(caller, what).saying(said.trim_end()))
            .await
    }
}

/// A point in time with its milliseconds.
fn exactly(at: Timestamp) -> String {
    let millis = at.as_millis().rem_euclid(1000);
    format!("{}.{millis:03}Z", at.to_iso().trim_end_matches('Z'))
}

/// A call as one object, with the time as people write it.
fn flat(call: &AuditCallDetail) -> serde_json::Value {
    let mut value = json!(call.call);
    value["at"] = json!(exactly(call.call.at));
    value["stages"] = json!(call.stages);
    value["request_bytes"] = json!(call.request_bytes);
    value["answer_bytes"] = json!(call.answer_bytes);
    value["arguments"] = json!(call.arguments);
    value["result"] = json!(call.result);
    value["strand"] = json!(call.strand);
    value["seq"] = json!(call.seq);
    value["hash"] = json!(call.hash);
    value
}

fn line(value: &serde_json::Value) -> String {
    format!("{value}\n")
}

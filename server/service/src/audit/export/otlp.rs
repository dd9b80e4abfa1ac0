//! Logs of OpenTelemetry, as OTLP/JSON (opentelemetry-proto, `ExportLogsServiceRequest`). Names of attributes are those of the
//! semantic conventions where there are some.

use model::{ActOutcome, ActView, AuditCallDetail, CallKind, Timestamp};
use serde_json::{Value, json};

/// Severities (opentelemetry-proto, `SeverityNumber`).
const INFO: (u8, &str) = (9, "INFO");
const WARN: (u8, &str) = (13, "WARN");
const ERROR: (u8, &str) = (17, "ERROR");

/// One request with all of these calls; nothing where there are none.
pub(super) fn calls(calls: &[AuditCallDetail]) -> String {
    request("metamcp.audit.calls", &calls.iter().map(call).collect::<Vec<_>>())
}

/// One request with all of these acts.
pub(super) fn acts(acts: &[ActView]) -> String {
    request("metamcp.audit.acts", &acts.iter().map(act).collect::<Vec<_>>())
}

fn call(detail: &AuditCallDetail) -> Value {
    let call = &detail.call;
    let method = match call.kind {
        CallKind::Tool => "tools/call",
        CallKind::Prompt => "prompts/get",
        CallKind::Resource => "resources/read",
    };
    let name = match call.kind {
        CallKind::Tool => "gen_ai.tool.name",
        CallKind::Prompt => "gen_ai.prompt.name",
        CallKind::Resource => "mcp.resource.uri",
    };
    let mut attributes = Attributes::default();
    attributes.text("mcp.method.name", method);
    attributes.text(name, &call.tool);
    attributes.maybe("mcp.session.id", call.session.as_deref());
    attributes.maybe("client.address", call.address.as_deref());
    attributes.text("user_agent.original", &call.client);
    attributes.maybe("user.id", call.caller.id.map(|it| it.to_string()).as_deref());
    attributes.text("user.name", &call.caller.name);
    attributes.text("metamcp.caller.kind", call.caller.kind.as_str());
    if let Some(credential) = &call.credential {
        attributes.text("metamcp.credential.kind", credential.kind.as_str());
        attributes.text("metamcp.credential.id", &credential.id.to_string());
        attributes.text("metamcp.credential.name", &credential.name);
    }
    attributes.text("metamcp.endpoint.id", &call.endpoint.id.to_string());
    attributes.text("metamcp.endpoint.name", &call.endpoint.name);
    if let Some(server) = &call.server {
        attributes.text("metamcp.server.id", &server.id.to_string());
        attributes.text("metamcp.server.name", &server.name);
    }
    attributes.text("metamcp.tool.original_name", &call.original_tool);
    attributes.flag("metamcp.tool.is_write", call.is_write);
    attributes.text("metamcp.outcome", call.outcome.as_str());
    attributes.maybe("error.message", call.error.as_deref());
    for (name, number) in [
        ("metamcp.elapsed_us", call.elapsed_us),
        ("metamcp.stages.before_us", detail.stages.before_us),
        ("metamcp.stages.connecting_us", detail.stages.connecting_us),
        ("metamcp.stages.server_us", detail.stages.server_us),
        ("metamcp.stages.after_us", detail.stages.after_us),
        ("metamcp.request.bytes", detail.request_bytes),
        ("metamcp.answer.bytes", detail.answer_bytes),
    ] {
        attributes.number(name, number);
    }
    for (name, part) in [("arguments", &detail.arguments), ("result", &detail.result)] {
        let part = part.as_ref();
        let attribute = |of: &str| format!("metamcp.{name}.{of}");
        attributes.maybe(&attribute("sha256"), part.and_then(|it| it.sha256.as_deref()));
        attributes.maybe(&attribute("text"), part.and_then(|it| it.text.as_deref()));
    }
    place(&mut attributes, &call.id.to_string(), detail.seq, &detail.hash);
    attributes.text("metamcp.audit.strand", &detail.strand.to_string());
    let severity = if call.outcome.is_failure() { ERROR } else { INFO };
    record(call.at, severity, &format!("{method} {}", call.tool), &attributes)
}

fn act(act: &ActView) -> Value {
    let mut attributes = Attributes::default();
    attributes.text("metamcp.act", &act.act);
    attributes.text("metamcp.actor.kind", act.actor.kind.as_str());
    attributes.maybe("user.id", act.actor.id.map(|it| it.to_string()).as_deref());
    attributes.text("user.name", &act.actor.name);
    attributes.maybe("client.address", act.address.as_deref());
    attributes.text("metamcp.outcome", act.outcome.as_str());
    attributes.text("metamcp.detail", &act.detail);
    attributes.text("metamcp.things", &json!(act.things).to_string());
    place(&mut attributes, &act.id.to_string(), act.seq, &act.hash);
    let severity = if act.outcome == ActOutcome::Refused {
        WARN
    } else {
        INFO
    };
    record(act.at, severity, &act.act, &attributes)
}

fn place(attributes: &mut Attributes, id: &str, seq: i64, hash: &str) {
    attributes.text("log.record.uid", id);
    attributes.number("metamcp.audit.seq", u64::try_from(seq).unwrap_or(0));
    attributes.text("metamcp.audit.hash", hash);
}

fn record(at: Timestamp, (number, word): (u8, &str), body: &str, attributes: &Attributes) -> Value {
    // 64 bits are texts in JSON.
    let nanos = (i128::from(at.as_millis()) * 1_000_000).to_string();
    json!({
        "timeUnixNano": nanos,
        "observedTimeUnixNano": nanos,
        "severityNumber": number,
        "severityText": word,
        "body": { "stringValue": body },
        "attributes": attributes.0,
    })
}

fn request(scope: &str, records: &[Value]) -> String {
    if records.is_empty() {
        return String::new();
    }
    let mut resource = Attributes::default();
    resource.text("service.name", "metamcp");
    let request = json!({
        "resourceLogs": [{
            "resource": { "attributes": resource.0 },
            "scopeLogs": [{ "scope": { "name": scope }, "logRecords": records }],
        }],
    });
    format!("{request}\n")
}

#[derive(Default)]
struct Attributes(Vec<Value>);

impl Attributes {
    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.push(name, &json!({ "stringValue": value }));
        }
    }

    fn maybe(&mut self, name: &str, value: Option<&str>) {
        self.text(name, value.unwrap_or_default());
    }

    fn number(&mut self, name: &str, value: u64) {
        self.push(name, &json!({ "intValue": value.to_string() }));
    }

    fn flag(&mut self, name: &str, value: bool) {
        self.push(name, &json!({ "boolValue": value }));
    }

    fn push(&mut self, name: &str, value: &Value) {
        self.0.push(json!({ "key": name, "value": value }));
    }
}

//! Tables for spreadsheets.

use model::{ActView, AuditCallDetail};

use super::exactly;

const CALLS: [&str; 35] = [
    "at",
    "id",
    "kind",
    "endpoint",
    "endpoint_id",
    "server",
    "server_id",
    "tool",
    "original_tool",
    "write",
    "caller_kind",
    "caller",
    "caller_id",
    "credential_kind",
    "credential",
    "credential_id",
    "client",
    "session",
    "address",
    "outcome",
    "error",
    "elapsed_us",
    "before_us",
    "connecting_us",
    "server_us",
    "after_us",
    "request_bytes",
    "answer_bytes",
    "arguments_sha256",
    "arguments",
    "result_sha256",
    "result",
    "strand",
    "seq",
    "hash",
];

const ACTS: [&str; 11] = [
    "at",
    "id",
    "actor_kind",
    "actor",
    "actor_id",
    "act",
    "things",
    "address",
    "outcome",
    "detail",
    "hash",
];

pub(super) fn calls(calls: &[AuditCallDetail], with_heading: bool) -> String {
    let mut table = heading(&CALLS, with_heading);
    for detail in calls {
        let call = &detail.call;
        let credential = call.credential.as_ref();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let part = |part: &Option<model::CallPart>| {
            let part = part.as_ref();
            [
                part.and_then(|it| it.sha256.clone()).unwrap_or_default(),
                part.and_then(|it| it.text.clone()).unwrap_or_default(),
            ]
        };
        let [arguments_sha256, arguments] = part(&detail.arguments);
        let [result_sha256, result] = part(&detail.result);
        let stages = detail.stages;
        let texts: [String; 35] = [
            exactly(call.at),
            call.id.to_string(),
            call.kind.as_str().to_owned(),
            call.endpoint.name.clone(),
            call.endpoint.id.to_string(),
            call.server.as_ref().map(|it| it.name.clone()).unwrap_or_default(),
            call.server
                .as_ref()
                .map(|it| it.id.to_string())
                .unwrap_or_default(),
            call.tool.clone(),
            call.original_tool.clone(),
            call.is_write.to_string(),
            call.caller.kind.as_str().to_owned(),
            call.caller.name.clone(),
            call.caller.id.map(|it| it.to_string()).unwrap_or_default(),
            credential
                .map(|it| it.kind.as_str().to_owned())
                .unwrap_or_default(),
            credential.map(|it| it.name.clone()).unwrap_or_default(),
            credential.map(|it| it.id.to_string()).unwrap_or_default(),
            call.client.clone(),
            text(&call.session),
            text(&call.address),
            call.outcome.as_str().to_owned(),
            text(&call.error),
            call.elapsed_us.to_string(),
            stages.before_us.to_string(),
            stages.connecting_us.to_string(),
            stages.server_us.to_string(),
            stages.after_us.to_string(),
            detail.request_bytes.to_string(),
            detail.answer_bytes.to_string(),
            arguments_sha256,
            arguments,
            result_sha256,
            result,
            detail.strand.to_string(),
            detail.seq.to_string(),
            detail.hash.clone(),
        ];
        row(&mut table, texts.iter().map(String::as_str));
    }
    table
}

pub(super) fn acts(acts: &[ActView], with_heading: bool) -> String {
    let mut table = heading(&ACTS, with_heading);
    for act in acts {
        let things: Vec<_> = act
            .things
            .iter()
            .map(|thing| format!("{} {} {}", thing.verb.as_str(), thing.kind, thing.name))
            .collect();
        let cells = [
            exactly(act.at),
            act.id.to_string(),
            act.actor.kind.as_str().to_owned(),
            act.actor.name.clone(),
            act.actor.id.map(|it| it.to_string()).unwrap_or_default(),
            act.act.clone(),
            things.join("; "),
            act.address.clone().unwrap_or_default(),
            act.outcome.as_str().to_owned(),
            act.detail.clone(),
            act.hash.clone(),
        ];
        row(&mut table, cells.iter().map(String::as_str));
    }
    table
}

fn heading(names: &[&str], is_wanted: bool) -> String {
    let mut table = String::new();
    if is_wanted {
        row(&mut table, names.iter().copied());
    }
    table
}

fn row<'a>(table: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            table.push(',');
        }
        push(table, cell);
    }
    table.push_str("\r\n");
}

/// A cell. Spreadsheets run what begins like a formula, also behind quotes; an apostrophe makes it a text. Names of tools and
/// clients are written by others.
fn push(table: &mut String, cell: &str) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if !is_formula && !cell.contains([',', '"', '\r', '\n']) {
        table.push_str(cell);
        return;
    }
    table.push('"');
    if is_formula {
        table.push('\'');
    }
    table.push_str(&cell.replace('"', "\"\""));
    table.push('"');
}

#[cfg(test)]
mod tests {
    use super::row;

    #[test]
    fn a_cell_is_never_a_formula_and_never_two() {
        let mut table = String::new();
        row(
            &mut table,
            [
                "a",
                "=1+1",
                "+1",
                "-1",
                "@x",
                "a,b",
                "say \"hi\"",
                "a\nb",
                "",
                "a=b",
                "\t=1",
            ]
            .into_iter(),
        );
        assert_eq!(
            table,
            "a,\"'=1+1\",\"'+1\",\"'-1\",\"'@x\",\"a,b\",\"say \"\"hi\"\"\",\"a\nb\",,a=b,\"'\t=1\"\r\n"
        );
    }
}

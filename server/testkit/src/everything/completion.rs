//! `completion/complete`: values that begin as the client's do.

use serde_json::json;

use super::{
    call::{Call, Outcome},
    prompts, resources,
    rpc::Fault,
};

/// Answers from a fixed list for each argument that has one.
pub(super) fn complete(call: &Call) -> Outcome {
    let params = &call.request.params;
    let (reference, argument) = (params.get("ref"), params.get("argument"));
    let (Some(name), Some(typed)) = (argument["name"].as_str(), argument["value"].as_str()) else {
        return Err(Fault::invalid("argument has to have a name and a value").into());
    };
    let candidates: &[&str] = match reference["type"].as_str() {
        Some("ref/prompt") => prompts::values(call, reference["name"].as_str().unwrap_or_default(), name)?,
        Some("ref/resource") => resources::values(reference["uri"].as_str().unwrap_or_default(), name),
        _ => return Err(Fault::invalid("ref has to be a prompt or a resource").into()),
    };
    let values: Vec<_> = candidates
        .iter()
        .filter(|value| value.starts_with(typed))
        .collect();
    Ok(json!({ "completion": { "total": values.len(), "values": values, "hasMore": false } }).to_string())
}

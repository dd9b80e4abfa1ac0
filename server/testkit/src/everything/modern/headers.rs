//! The headers that repeat what a message says, so that proxies need not read it: they have to agree with it.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName};
use serde_json::Value;

use super::super::{
    http::VERSION,
    rpc::{Fault, Request},
    tools,
};
use crate::frame::HEADER_MISMATCH;

const METHOD: HeaderName = HeaderName::from_static("mcp-method");
const NAME: HeaderName = HeaderName::from_static("mcp-name");

/// Compares the version with the one in the message.
pub(super) fn check_version(headers: &HeaderMap, version: &str) -> Result<(), Fault> {
    check_equal(headers, &VERSION, version, Encoding::Plain)
}

/// Compares the method, and the name for methods that have one.
pub(super) fn check_names(headers: &HeaderMap, request: &Request) -> Result<(), Fault> {
    check_equal(headers, &METHOD, &request.method, Encoding::Plain)?;
    let key = match request.method.as_str() {
        "tools/call" | "prompts/get" => "name",
        "resources/read" => "uri",
        "tasks/get" | "tasks/update" | "tasks/cancel" => "taskId",
        _ => return Ok(()),
    };
    check_equal(headers, &NAME, request.params.text(key)?, Encoding::Marked)
}

/// Compares the arguments that the tool's schema wants repeated.
pub(super) fn check_arguments(headers: &HeaderMap, request: &Request) -> Result<(), Fault> {
    let tool = request.params.get("name").as_str().and_then(tools::named);
    let Some(tool) = tool.filter(|_| request.method == "tools/call") else {
        return Ok(());
    };
    let schema: Value = serde_json::from_str(tool.schema).expect("a schema is JSON");
    check_properties(headers, &schema, request.params.get("arguments"))
}

/// Annotations count where only `properties` lead to them.
fn check_properties(headers: &HeaderMap, schema: &Value, arguments: &Value) -> Result<(), Fault> {
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let argument = &arguments[key];
        if let Some(suffix) = property["x-mcp-header"].as_str() {
            let name = format!("mcp-param-{}", suffix.to_ascii_lowercase());
            let name = HeaderName::try_from(name).expect("a suffix is a token");
            check_argument(headers, &name, argument)?;
        }
        check_properties(headers, property, argument)?;
    }
    Ok(())
}

fn check_argument(headers: &HeaderMap, name: &HeaderName, argument: &Value) -> Result<(), Fault> {
    match argument {
        Value::Null if headers.contains_key(name) => Err(mismatch(name, "is there without the argument")),
        Value::Null => Ok(()),
        Value::String(text) => check_equal(headers, name, text, Encoding::Marked),
        Value::Number(number) => {
            // 42 and 42.0 are the same number.
            let header = read(headers, name, Encoding::Marked)?;
            let same = header.parse().ok() == number.as_f64();
            same.then_some(())
                .ok_or_else(|| mismatch(name, "is not the argument"))
        }
        other => check_equal(headers, name, &other.to_string(), Encoding::Marked),
    }
}

fn check_equal(
    headers: &HeaderMap,
    name: &HeaderName,
    expected: &str,
    encoding: Encoding,
) -> Result<(), Fault> {
    match read(headers, name, encoding)? {
        value if value == expected => Ok(()),
        value => Err(mismatch(
            name,
            &format!("is '{value}', but the message says '{expected}'"),
        )),
    }
}

/// How a header carries a text.
#[derive(Debug, Clone, Copy)]
enum Encoding {
    /// As it is.
    Plain,
    /// In Base64 between `=?base64?` and `?=`, if it is not plain.
    Marked,
}

fn read(headers: &HeaderMap, name: &HeaderName, encoding: Encoding) -> Result<String, Fault> {
    let value = headers.get(name).ok_or_else(|| mismatch(name, "is missing"))?;
    let text = value
        .to_str()
        .map_err(|_| mismatch(name, "has characters that headers must not have"))?;
    let encoded = match encoding {
        Encoding::Plain => None,
        Encoding::Marked => text
            .strip_prefix("=?base64?")
            .and_then(|text| text.strip_suffix("?=")),
    };
    let Some(encoded) = encoded else {
        return Ok(text.to_owned());
    };
    let decoded = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.ok_or_else(|| mismatch(name, "is not Base64 of a text"))
}

fn mismatch(name: &HeaderName, problem: &str) -> Fault {
    Fault::new(HEADER_MISMATCH, format!("Header mismatch: {name} {problem}"))
}

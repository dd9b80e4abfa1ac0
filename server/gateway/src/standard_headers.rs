//! The headers of 2026-07-28 that repeat what a message says (SEP-2243), so that proxies need not read it.
//!
//! The gateway writes them for its servers and compares those of its clients: both sides must agree.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Number, Value, value::RawValue};

use crate::raw::{RawObject, decode_string};

/// Repeats the method.
pub(crate) const MCP_METHOD: HeaderName = HeaderName::from_static("mcp-method");

/// Repeats what the request is about.
pub(crate) const MCP_NAME: HeaderName = HeaderName::from_static("mcp-name");

/// In a tool's schema: the argument is repeated in the header `Mcp-Param-` and this.
const ANNOTATION: &str = "x-mcp-header";

/// What stands around a text that cannot be a header's value.
const MARK: (&str, &str) = ("=?base64?", "?=");

/// Arguments of one tool that are repeated in headers. More are no sign of care.
const MAX_PARAMS: usize = 64;

/// An argument that is repeated in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeaderParam {
    /// The header.
    pub(crate) header: HeaderName,
    /// The argument's name, and that of the objects around it.
    path: Vec<String>,
}

/// Why a request's headers and its message do not agree.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// The header is not there.
    #[error("the header {0} is missing")]
    Missing(HeaderName),
    /// It is there although the message does not have what it repeats.
    #[error("the header {0} has no counterpart in the message")]
    Extra(HeaderName),
    /// It says something else.
    #[error("the header {0} does not say what the message says")]
    Different(HeaderName),
    /// It cannot be read.
    #[error("the header {0} is not valid text")]
    Unreadable(HeaderName),
    /// The arguments are something that parsers read differently, or not at all.
    #[error(
        "params.arguments must be an object without duplicate keys, and hold no text or number out of range"
    )]
    Arguments,
}

/// The member of the params that `Mcp-Name` repeats.
pub(crate) fn name_key(method: &str) -> Option<&'static str> {
    match method {
        "tools/call" | "prompts/get" => Some("name"),
        "resources/read" => Some("uri"),
        "tasks/get" | "tasks/update" | "tasks/cancel" => Some("taskId"),
        _ => None,
    }
}

/// The arguments that a tool's definition wants repeated.
pub(crate) fn header_params(definition: &RawValue) -> Vec<HeaderParam> {
    // Hardly any has them, and this is looked at for thousands.
    if !definition.get().contains(ANNOTATION) {
        return Vec::new();
    }
    let definition: Value = serde_json::from_str(definition.get()).unwrap_or_default();
    let mut found = Vec::new();
    collect(&definition["inputSchema"], &mut Vec::new(), &mut found);
    found
}

/// Annotations count where only `properties` lead to them.
fn collect(schema: &Value, path: &mut Vec<String>, found: &mut Vec<HeaderParam>) {
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        path.push(name.clone());
        let suffix = property[ANNOTATION].as_str().map(str::to_ascii_lowercase);
        let header = suffix.and_then(|suffix| HeaderName::try_from(format!("mcp-param-{suffix}")).ok());
        if let Some(header) = header.filter(|_| found.len() < MAX_PARAMS) {
            found.push(HeaderParam {
                header,
                path: path.clone(),
            });
        }
        collect(property, path, found);
        path.pop();
    }
}

/// The headers of a request to a server.
pub(crate) fn write(headers: &mut HeaderMap, method: &str, params: Option<&[u8]>, repeated: &[HeaderParam]) {
    if let Ok(method) = HeaderValue::try_from(method) {
        headers.insert(MCP_METHOD, method);
    }
    let text = params.and_then(|params| std::str::from_utf8(params).ok());
    let Some(params) = text.and_then(|text| RawObject::parse(text, &[]).ok()) else {
        return;
    };
    if let Some(name) = name_key(method)
        .and_then(|key| params.get(key))
        .and_then(decode_string)
    {
        headers.insert(MCP_NAME, encode(&name));
    }
    if repeated.is_empty() {
        return;
    }
    let Some(arguments) = arguments(&params) else {
        return;
    };
    for param in repeated {
        if let Some(text) = as_text(param.in_arguments(&arguments)) {
            headers.insert(param.header.clone(), encode(&text));
        }
    }
}

/// The headers that a client of 2026-07-28 sends with a request. The definition is that of the tool that it calls.
pub fn repeated_headers(method: &str, params: &RawValue, definition: Option<&RawValue>) -> HeaderMap {
    let repeated = definition.map(header_params).unwrap_or_default();
    let mut headers = HeaderMap::new();
    write(&mut headers, method, Some(params.get().as_bytes()), &repeated);
    headers
}

/// Compares the headers of a client's request with what it says.
pub(crate) fn check(headers: &HeaderMap, method: &str, params: &RawObject<'_>) -> Result<(), Mismatch> {
    match headers.get(MCP_METHOD) {
        None => return Err(Mismatch::Missing(MCP_METHOD)),
        Some(said) if said.as_bytes().trim_ascii() != method.as_bytes() => {
            return Err(Mismatch::Different(MCP_METHOD));
        }
        Some(_) => {}
    }
    let Some(name) = name_key(method)
        .and_then(|key| params.get(key))
        .and_then(decode_string)
    else {
        return Ok(());
    };
    let said = headers.get(MCP_NAME).ok_or(Mismatch::Missing(MCP_NAME))?;
    if decode(said).ok_or(Mismatch::Unreadable(MCP_NAME))? == *name {
        Ok(())
    } else {
        Err(Mismatch::Different(MCP_NAME))
    }
}

/// Compares the headers that repeat arguments of a tool.
pub(crate) fn check_params(
    headers: &HeaderMap,
    params: &RawObject<'_>,
    repeated: &[HeaderParam],
) -> Result<(), Mismatch> {
    if repeated.is_empty() {
        return Ok(());
    }
    let arguments = arguments(params).ok_or(Mismatch::Arguments)?;
    for param in repeated {
        let value = param.in_arguments(&arguments);
        match (headers.get(&param.header), as_text(value)) {
            (None, None) => {}
            (None, Some(_)) => return Err(Mismatch::Missing(param.header.clone())),
            (Some(_), None) => return Err(Mismatch::Extra(param.header.clone())),
            (Some(said), Some(text)) => {
                let said = decode(said).ok_or_else(|| Mismatch::Unreadable(param.header.clone()))?;
                if said != text && !is_same_number(&said, value) {
                    return Err(Mismatch::Different(param.header.clone()));
                }
            }
        }
    }
    Ok(())
}

impl HeaderParam {
    fn in_arguments<'a>(&self, arguments: &'a Value) -> &'a Value {
        self.path.iter().fold(arguments, |value, name| &value[name])
    }
}

/// `None` when a server could read other arguments than we do: then no header can be said to repeat them.
fn arguments(params: &RawObject<'_>) -> Option<Value> {
    let Some(arguments) = params.get("arguments").filter(|raw| raw.get() != "null") else {
        return Some(Value::Null);
    };
    RawObject::parse(arguments.get(), &[]).ok()?;
    serde_json::from_str(arguments.get()).ok()
}

/// 42 and 42.0 are the same number. Integers are compared as such: as floats, large neighbours are the same.
fn is_same_number(said: &str, value: &Value) -> bool {
    match (said.parse::<i128>(), value.as_number().and_then(Number::as_i128)) {
        (Ok(said), Some(value)) => said == value,
        _ => value.is_number() && said.parse().ok() == value.as_f64(),
    }
}

/// As a header says it; `None` where there is nothing to say.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

/// A text as a header's value: itself where that is possible, Base64 between marks otherwise.
fn encode(text: &str) -> HeaderValue {
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && text.trim_matches(' ') == text
        && !text.starts_with(MARK.0);
    let value = if is_plain {
        HeaderValue::try_from(text)
    } else {
        HeaderValue::try_from(format!("{}{}{}", MARK.0, STANDARD.encode(text), MARK.1))
    };
    value.unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The text of a header's value; `None` when it is marked as Base64 and is none.
fn decode(value: &HeaderValue) -> Option<String> {
    let text = value.to_str().ok()?.trim_matches([' ', '\t']);
    let marked = text
        .strip_prefix(MARK.0)
        .and_then(|text| text.strip_suffix(MARK.1));
    match marked {
        Some(encoded) => String::from_utf8(STANDARD.decode(encoded).ok()?).ok(),
        None => Some(text.to_owned()),
    }
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};
    use proptest::prelude::*;
    use serde_json::value::RawValue;

    use super::{MCP_METHOD, MCP_NAME, Mismatch, check, check_params, decode, encode, header_params, write};
    use crate::raw::RawObject;

    fn params(json: &str) -> RawObject<'_> {
        RawObject::parse(json, &[]).expect("an object")
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        pairs.collect()
    }

    fn definition() -> Box<RawValue> {
        let json = r#"{"name":"t","inputSchema":{"properties":{"region":{"type":"string","x-mcp-header":"Region"},
            "deep":{"properties":{"n":{"type":"number","x-mcp-header":"N"}}},"items":{"items":{"properties":{"x":{"x-mcp-header":"No"}}}}}}}"#;
        RawValue::from_string(json.to_owned()).expect("JSON")
    }

    #[test]
    fn method_and_name_must_be_said_and_be_right() {
        let call = params(r#"{"name":"caf\u00e9"}"#);
        let check = |pairs: &[_]| check(&headers(pairs), "tools/call", &call);
        assert_eq!(
            check(&[("mcp-method", "tools/call"), ("mcp-name", "=?base64?Y2Fmw6k=?=")]),
            Ok(())
        );
        assert_eq!(check(&[("mcp-name", "x")]), Err(Mismatch::Missing(MCP_METHOD)));
        assert_eq!(
            check(&[("mcp-method", "TOOLS/CALL")]),
            Err(Mismatch::Different(MCP_METHOD))
        );
        assert_eq!(
            check(&[("mcp-method", "tools/call")]),
            Err(Mismatch::Missing(MCP_NAME))
        );
        assert_eq!(
            check(&[("mcp-method", "tools/call"), ("mcp-name", "other")]),
            Err(Mismatch::Different(MCP_NAME))
        );
        assert_eq!(
            check(&[("mcp-method", "tools/call"), ("mcp-name", "=?base64?Y2Fmw6k?=")]),
            Err(Mismatch::Unreadable(MCP_NAME))
        );
    }

    #[test]
    fn finds_the_arguments_that_are_repeated() {
        let found: Vec<_> = header_params(&definition())
            .into_iter()
            .map(|param| param.header.to_string())
            .collect();
        assert_eq!(found, ["mcp-param-n", "mcp-param-region"]);
    }

    #[test]
    fn repeated_arguments_must_agree() {
        let repeated = header_params(&definition());
        let call = params(r#"{"arguments":{"region":"eu","deep":{"n":42.0}}}"#);
        let check = |pairs: &[_]| check_params(&headers(pairs), &call, &repeated);
        assert_eq!(
            check(&[("mcp-param-region", "eu"), ("mcp-param-n", "42")]),
            Ok(())
        );
        assert!(check(&[("mcp-param-region", "us"), ("mcp-param-n", "42")]).is_err());
        assert!(check(&[("mcp-param-region", "eu")]).is_err());
        let empty = params(r#"{"arguments":{}}"#);
        assert!(check_params(&headers(&[("mcp-param-region", "eu")]), &empty, &repeated).is_err());
        assert!(check_params(&headers(&[]), &empty, &repeated).is_ok());
    }

    #[test]
    fn large_integers_are_not_compared_as_floats() {
        let call = params(r#"{"arguments":{"deep":{"n":9007199254740993}}}"#);
        let check = |n| {
            check_params(
                &headers(&[("mcp-param-n", n)]),
                &call,
                &header_params(&definition()),
            )
        };
        assert_eq!(check("9007199254740993"), Ok(()));
        assert!(check("9007199254740992").is_err());
    }

    #[test]
    fn arguments_that_can_be_read_differently_do_not_pass() {
        for arguments in [
            r#"{"region":"us","region":"eu"}"#,
            r#"{"region":"us","x":1e999}"#,
            "[]",
        ] {
            let json = format!(r#"{{"arguments":{arguments}}}"#);
            for headers in [headers(&[]), headers(&[("mcp-param-region", "eu")])] {
                let checked = check_params(&headers, &params(&json), &header_params(&definition()));
                assert_eq!(checked, Err(Mismatch::Arguments), "{arguments}");
            }
        }
    }

    #[test]
    fn writes_what_it_would_accept() {
        let (json, repeated) = (
            r#"{"name":"ünï","arguments":{"region":" eu ","deep":{"n":1e2}}}"#,
            header_params(&definition()),
        );
        let mut map = HeaderMap::new();
        write(&mut map, "tools/call", Some(json.as_bytes()), &repeated);
        assert_eq!(check(&map, "tools/call", &params(json)), Ok(()));
        assert_eq!(check_params(&map, &params(json), &repeated), Ok(()));
    }

    proptest! {
        #[test]
        fn any_text_survives(text in ".{0,80}") {
            prop_assert_eq!(decode(&encode(&text)), Some(text));
        }
    }
}

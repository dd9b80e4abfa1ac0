//! What holds for the headers that repeat a message, whatever header and message say.

use std::sync::LazyLock;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, value::RawValue};

use super::{
    ANNOTATION, HeaderParam, MAX_PARAMS, MCP_METHOD, MCP_NAME, Mismatch, check_params, decode, encode,
    header_params, name_key, write,
};
use crate::{
    fuzz::{Target, run},
    raw::{RawObject, decode_string},
};

const METHODS: [&str; 4] = ["tools/call", "resources/read", "tasks/get", "ping"];

const TOKENS: &[&str] = &[
    "\n",
    "\n\n",
    ": ",
    "mcp-method: tools/call\n",
    "mcp-name: ",
    "mcp-param-region: ",
    "mcp-param-n: ",
    "mcp-param-flag: ",
    "=?base64?",
    "?=",
    "=?BASE64?",
    "Y2Fmw6k=",
    "Y2Fmw6l=",
    "=",
    "{",
    "}",
    "\"",
    ",",
    ":",
    "\"name\":",
    "\"uri\":",
    "\"taskId\":",
    "\"arguments\":{",
    "\"region\":",
    "\"deep\":{\"n\":",
    "\"flag\":true",
    "\"eu\"",
    "\" eu\"",
    "42",
    "42.0",
    "1e2",
    "null",
    "\u{e9}",
    "\t",
    "x-mcp-header",
    "\"inputSchema\":{\"properties\":{\"a\":{\"x-mcp-header\":\"A\"}}}",
];

static REPEATED: LazyLock<Vec<HeaderParam>> = LazyLock::new(|| {
    let definition = r#"{"inputSchema":{"properties":{
        "region":{"x-mcp-header":"Region"},
        "flag":{"x-mcp-header":"Flag"},
        "deep":{"properties":{"n":{"x-mcp-header":"N"}}}}}}"#;
    header_params(&RawValue::from_string(definition.to_owned()).expect("JSON"))
});

#[test]
fn headers() {
    run(&Target {
        name: "headers",
        tokens: TOKENS,
        check,
    });
}

/// As in a request: lines of headers, an empty line, and then the params of the message.
fn check(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    any_text_survives(body);
    let definition = RawValue::from_string(body.to_owned()).map_or(0, |body| annotated(&body));
    let Ok(params) = RawObject::parse(body, &[]) else {
        return "no params".to_owned();
    };
    for method in METHODS {
        accepts_its_own(method, body, &params);
    }
    format!("{}, {} annotated", strangers(head, &params), definition.min(2))
}

fn any_text_survives(text: &str) {
    let value = encode(text);
    let said = value.to_str().expect("visible ASCII");
    assert_eq!(said.trim_matches([' ', '\t']), said, "a proxy may cut blanks off");
    assert_eq!(decode(&value).as_deref(), Some(text));
}

fn annotated(definition: &RawValue) -> usize {
    let found = header_params(definition);
    assert!(found.len() <= MAX_PARAMS);
    assert!(found.is_empty() || definition.get().contains(ANNOTATION));
    assert!(
        found
            .iter()
            .all(|param| param.header.as_str().starts_with("mcp-param-"))
    );
    found.len()
}

/// The arguments as the server will read them; `None` when parsers could disagree on them.
fn arguments(params: &RawObject<'_>) -> Option<Value> {
    let Some(raw) = params.get("arguments") else {
        return Some(Value::Null);
    };
    let is_clear = raw.get() == "null" || RawObject::parse(raw.get(), &[]).is_ok();
    is_clear.then(|| serde_json::from_str(raw.get()).ok()).flatten()
}

fn accepts_its_own(method: &str, body: &str, params: &RawObject<'_>) {
    let mut written = HeaderMap::new();
    write(&mut written, method, Some(body.as_bytes()), &REPEATED);
    assert_eq!(super::check(&written, method, params), Ok(()), "{method}");
    if arguments(params).is_none() {
        assert_eq!(
            check_params(&written, params, &REPEATED),
            Err(Mismatch::Arguments)
        );
        return;
    }
    let all = |headers: &HeaderMap| {
        super::check(headers, method, params).and_then(|()| check_params(headers, params, &REPEATED))
    };
    assert_eq!(all(&written), Ok(()), "{method}");
    for (name, value) in &written {
        let mut other = written.clone();
        other.remove(name);
        assert_eq!(all(&other), Err(Mismatch::Missing(name.clone())));
        let text = decode(value).expect("we wrote it");
        for different in neighbours(&text).into_iter().chain([format!("{text}~")]) {
            other.insert(name, encode(&different));
            assert_eq!(
                all(&other),
                Err(Mismatch::Different(name.clone())),
                "{text} is not {different}"
            );
        }
    }
}

/// The integers around one: as floats, large ones would be the same.
fn neighbours(text: &str) -> Vec<String> {
    let Ok(number) = text.parse::<i64>() else {
        return Vec::new();
    };
    let around = [number.checked_sub(1), number.checked_add(1)];
    around
        .into_iter()
        .flatten()
        .map(|number| number.to_string())
        .collect()
}

/// Headers that somebody else wrote. Those that pass say what the message says.
fn strangers(head: &str, params: &RawObject<'_>) -> String {
    let lines = head.split('\n').filter_map(|line| line.split_once(':'));
    let headers: HeaderMap = lines
        .filter_map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.trim_matches([' ', '\t']).as_bytes()).ok()?;
            Some((HeaderName::from_bytes(name.as_bytes()).ok()?, value))
        })
        .collect();
    let mut words = Vec::new();
    for method in METHODS {
        let checked = super::check(&headers, method, params);
        if checked.is_ok() {
            assert_eq!(headers[MCP_METHOD].as_bytes(), method.as_bytes());
            let name = name_key(method)
                .and_then(|key| params.get(key))
                .and_then(decode_string);
            assert!(name.is_none_or(|name| decode(&headers[MCP_NAME]).as_deref() == Some(&*name)));
        }
        words.push(in_words(checked.as_ref().err()));
    }
    let checked = check_params(&headers, params, &REPEATED);
    if checked.is_ok() {
        let arguments = arguments(params).expect("unreadable arguments do not pass");
        for (pointer, header) in [("/region", "region"), ("/flag", "flag"), ("/deep/n", "n")] {
            let value = arguments.pointer(pointer).filter(|value| !value.is_null());
            let said = headers
                .get(format!("mcp-param-{header}"))
                .map(|said| decode(said).expect("it passed"));
            match (value, said) {
                (None, None) => {}
                (Some(Value::String(text)), Some(said)) => assert_eq!(*text, said),
                (Some(Value::Number(number)), Some(said)) => {
                    let said: Value = said.parse::<f64>().expect("a number").into();
                    assert_eq!(said.as_f64(), number.as_f64());
                }
                (Some(other), Some(said)) => assert_eq!(other.to_string(), said),
                (value, said) => panic!("{header}: {value:?} and {said:?}"),
            }
        }
    }
    words.push(in_words(checked.as_ref().err()));
    words.join(" ")
}

fn in_words(mismatch: Option<&Mismatch>) -> String {
    match mismatch {
        None => "ok".to_owned(),
        Some(Mismatch::Missing(name)) => format!("no {name}"),
        Some(Mismatch::Extra(name)) => format!("extra {name}"),
        Some(Mismatch::Different(name)) => format!("other {name}"),
        Some(Mismatch::Unreadable(name)) => format!("unreadable {name}"),
        Some(Mismatch::Arguments) => "unclear arguments".to_owned(),
    }
}

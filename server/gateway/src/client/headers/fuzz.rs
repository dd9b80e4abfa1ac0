//! What holds for `Content-Type` and `Accept`, whatever bytes they are.

use http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT, CONTENT_TYPE},
};

use super::{EVENT_STREAM, JSON, check_accept, check_content_type};
use crate::fuzz::{Target, run};

const TOKENS: &[&str] = &[
    "application/json",
    "text/event-stream",
    "*/*",
    "text/*",
    "application/*",
    "APPLICATION/JSON",
    "text",
    "*",
    "/",
    ",",
    ", ",
    ";",
    "; ",
    "q=0",
    ";q=0",
    ";Q=0.000",
    ";q=1",
    ";q=-0",
    ";q=0e9",
    ";q=nan",
    ";q=",
    "=",
    ";charset=utf-8",
    " ",
    "\t",
    "\n",
];

#[test]
fn accept() {
    run(&Target {
        name: "accept",
        tokens: TOKENS,
        check,
    });
}

/// The first line is a content type, each other line a value of `Accept`.
fn check(bytes: &[u8]) -> String {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(HeaderValue::from_bytes);
    let content_type = lines.next().and_then(Result::ok);
    let accept: Vec<HeaderValue> = lines.filter_map(Result::ok).collect();
    let mut headers: HeaderMap = accept.iter().map(|value| (ACCEPT, value.clone())).collect();
    headers.extend(content_type.iter().map(|value| (CONTENT_TYPE, value.clone())));

    let is_json = check_content_type(&headers).is_ok();
    let named = content_type.as_ref().and_then(|value| value.to_str().ok());
    assert_eq!(is_json, named.is_some_and(|named| media_type(named) == JSON));

    let accepted = [JSON, EVENT_STREAM, "image/png"].map(|wanted| {
        let is_accepted = check_accept(&headers, &[wanted]).is_ok();
        assert_eq!(is_accepted, takes(&accept, wanted), "{wanted}");
        is_accepted
    });
    let all = check_accept(&headers, &[JSON, EVENT_STREAM]).is_ok();
    assert_eq!(all, accepted[0] && accepted[1], "both at once");
    format!(
        "JSON {is_json}, {} values, accepted {accepted:?}",
        accept.len().min(3)
    )
}

/// RFC 9110, 12.5.1, but that a comma ends a range inside of quotes too: no range that we know has quotes.
fn takes(accept: &[HeaderValue], wanted: &str) -> bool {
    if accept.is_empty() {
        return true;
    }
    let text: Vec<&str> = accept.iter().filter_map(|value| value.to_str().ok()).collect();
    let ranges: Vec<&str> = text.iter().flat_map(|value| value.split(',')).collect();
    let (kind, _) = wanted.split_once('/').expect("a media type");
    for range in [wanted.to_owned(), format!("{kind}/*"), "*/*".to_owned()] {
        let mut qualities = ranges
            .iter()
            .filter(|it| media_type(it) == range)
            .map(|range| quality(range))
            .peekable();
        if qualities.peek().is_some() {
            return qualities.any(|quality| quality != 0.0);
        }
    }
    false
}

fn media_type(value: &str) -> String {
    let end = value.find(';').unwrap_or(value.len());
    value[..end].trim_matches([' ', '\t']).to_ascii_lowercase()
}

/// What is no number is as good as nothing said. Only zero means something to us.
fn quality(range: &str) -> f32 {
    let parameters = range
        .split(';')
        .skip(1)
        .map(|parameter| parameter.trim_matches([' ', '\t']));
    let said =
        parameters.filter_map(|parameter| parameter.strip_prefix("q=").or(parameter.strip_prefix("Q=")));
    let numbers: Vec<f32> = said.map(|number| number.parse().unwrap_or(1.0)).collect();
    if numbers.contains(&0.0) { 0.0 } else { 1.0 }
}

//! What a request's headers must say about its body and its answer.

use http::{
    HeaderMap,
    header::{ACCEPT, CONTENT_TYPE},
};

use crate::Error;

pub(crate) const JSON: &str = "application/json";
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// The body is JSON.
pub(crate) fn check_content_type(headers: &HeaderMap) -> Result<(), Error> {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if essence(content_type).eq_ignore_ascii_case(JSON) {
        Ok(())
    } else {
        Err(Error::ContentType)
    }
}

/// The body is a stream of events.
pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    essence(content_type).eq_ignore_ascii_case(EVENT_STREAM)
}

/// The client takes an answer of every one of these types: whether a call makes progress, and so needs a stream,
/// is not known before. Without the header it takes anything (RFC 9110, 12.5.1).
pub(crate) fn check_accept(headers: &HeaderMap, types: &[&'static str]) -> Result<(), Error> {
    if !headers.contains_key(ACCEPT) {
        return Ok(());
    }
    match types.iter().find(|wanted| !accepts(headers, wanted)) {
        Some(refused) => Err(Error::NotAcceptable(refused)),
        None => Ok(()),
    }
}

/// Of the ranges that a type is in, the most precise decides.
fn accepts(headers: &HeaderMap, wanted: &str) -> bool {
    let values = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok());
    values
        .flat_map(|value| value.split(','))
        .filter_map(|range| Some((precision(essence(range), wanted)?, !is_refused(range))))
        .max()
        .is_some_and(|(_, is_accepted)| is_accepted)
}

/// How precisely a range names a type; `None` when the type is not in it.
fn precision(range: &str, wanted: &str) -> Option<u8> {
    let (kind, _) = wanted.split_once('/')?;
    if range.eq_ignore_ascii_case(wanted) {
        return Some(2);
    }
    match range.split_once("/*") {
        Some((range, "")) if range.eq_ignore_ascii_case(kind) => Some(1),
        Some(("*", "")) => Some(0),
        _ => None,
    }
}

/// `q=0` means "anything but this".
fn is_refused(range: &str) -> bool {
    range
        .split(';')
        .skip(1)
        .any(|parameter| match parameter.trim().split_once('=') {
            Some((name, value)) => name.eq_ignore_ascii_case("q") && value.parse() == Ok(0.0_f32),
            None => false,
        })
}

/// The media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use http::{
        HeaderMap, HeaderValue,
        header::{ACCEPT, CONTENT_TYPE},
    };

    use super::{EVENT_STREAM, JSON, check_accept, check_content_type};

    #[test]
    fn takes_json_with_parameters_in_any_case() {
        let cases = [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/jsonl", false),
            ("text/plain", false),
            ("", false),
        ];
        for (content_type, is_json) in cases {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))]);
            assert_eq!(check_content_type(&headers).is_ok(), is_json, "{content_type}");
        }
    }

    #[test]
    fn reads_accept_as_http_means_it() {
        let cases = [
            (&["application/json, text/event-stream"][..], true),
            (&["text/event-stream;q=0.9,application/json"], true),
            (&["application/json", "text/event-stream"], true),
            (&["*/*"], true),
            (&["application/*, text/*"], true),
            (&["application/json"], false),
            (&["text/event-stream"], false),
            (&["application/json, text/event-stream;q=0"], false),
            (&["*/*, text/event-stream;q=0"], false),
            (&["*/*;q=0", "text/event-stream, application/*"], true),
            (&["text/html"], false),
            (&[], true),
        ];
        for (values, is_accepted) in cases {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(ACCEPT, HeaderValue::from_static(value));
            }
            assert_eq!(
                check_accept(&headers, &[JSON, EVENT_STREAM]).is_ok(),
                is_accepted,
                "{values:?}"
            );
        }
    }
}

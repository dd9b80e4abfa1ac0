//! Links that carry a page's state in the query, written alike on the server and in the browser, and what pages
//! read from their own.

use std::str::FromStr;

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `path` with the pairs whose value is not empty.
pub(crate) fn href(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut href = path.to_owned();
    let mut separator = '?';
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        href.push(separator);
        separator = '&';
        href.push_str(name);
        href.push('=');
        href.push_str(&encoded(value));
    }
    href
}

/// RFC 3986 §2.3: what is not unreserved is percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(HEX[usize::from(byte >> 4)]));
            encoded.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    encoded
}

/// The id in the path of this page; nothing when it is none, as in a link cut short.
pub(crate) fn use_id<T>() -> Memo<Option<T>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    use_id_named("id")
}

/// As [`use_id`], for the second id of a path.
pub(crate) fn use_id_named<T>(name: &'static str) -> Memo<Option<T>>
where
    T: FromStr + PartialEq + Send + Sync + 'static,
{
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get_str(name)?.parse().ok()))
}

/// Which page of a list the query asks for, from 1.
pub(crate) fn use_page() -> Memo<u32> {
    let query = use_query_map();
    Memo::new(move |_| {
        query
            .with(|query| query.get_str("page")?.parse().ok())
            .unwrap_or(1)
    })
}

/// Whether the query asks to confirm an act, as in `?confirm=delete`.
pub(crate) fn use_confirming(act: &'static str) -> Memo<bool> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get_str("confirm") == Some(act)))
}

/// Whether the query asks to connect the server of this page: errors of calls lead there.
pub(crate) fn use_connecting() -> Memo<bool> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get_str("connect").is_some()))
}

#[cfg(test)]
mod tests {
    use super::href;

    #[test]
    fn leaves_out_what_is_not_set() {
        assert_eq!(href("/servers", &[("q", ""), ("show", "")]), "/servers");
        assert_eq!(
            href("/servers", &[("q", ""), ("show", "http")]),
            "/servers?show=http"
        );
    }

    #[test]
    fn encodes_what_would_end_the_value() {
        assert_eq!(
            href("/s", &[("q", "a&b=c #时"), ("d", "~-._")]),
            "/s?q=a%26b%3Dc%20%23%E6%97%B6&d=~-._"
        );
    }
}

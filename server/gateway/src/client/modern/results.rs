//! Results that the gateway gives itself, with what 2026-07-28 wants in each.

use bytes::Bytes;

use crate::{
    envelope::Pieces,
    era::{MODERN, SERVER_INFO},
    registry::Endpoint,
};

/// How long a client may keep a list without asking again, in milliseconds, unless a server wants it shorter. One that
/// subscribes hears of changes at once.
const LIST_TTL_MS: u64 = 5000;

/// The members that a list or an introduction begins with.
fn cache_hint(endpoint: &Endpoint) -> String {
    let hint = endpoint.namespace.summary.hint;
    // A list behind a key must not be shown to the holder of another.
    let scope = if endpoint.auth.is_open() && !hint.is_private {
        "public"
    } else {
        "private"
    };
    let ttl = hint.ttl_ms.unwrap_or(LIST_TTL_MS).min(LIST_TTL_MS);
    format!(r#""resultType":"complete","ttlMs":{ttl},"cacheScope":"{scope}""#)
}

/// `server/discover`
pub(super) fn discovered(endpoint: &Endpoint) -> Vec<u8> {
    let introduction = &endpoint.namespace.introduction;
    let meta = format!(r#","_meta":{{"{SERVER_INFO}":"#);
    let mut result = Vec::with_capacity(introduction.members.len() + introduction.server_info.len() + 256);
    for piece in [
        b"{",
        cache_hint(endpoint).as_bytes(),
        format!(r#","supportedVersions":["{MODERN}"]"#).as_bytes(),
        &introduction.members,
        meta.as_bytes(),
        &introduction.server_info,
        b"}}",
    ] {
        result.extend_from_slice(piece);
    }
    result
}

/// A page of a list, without copying a large one.
pub(super) fn list(endpoint: &Endpoint, page: &Bytes, id: &str) -> Pieces {
    let head = format!(
        r#"{{"jsonrpc":"2.0","id":{id},"result":{{{},"#,
        cache_hint(endpoint)
    );
    // A page is an object that has at least the list.
    Pieces::Three([head.into(), page.slice(1..), Bytes::from_static(b"}")])
}

//! Results that the gateway gives itself, with what 2026-07-28 wants in each.

use bytes::Bytes;
use model::EndpointAuth;

use crate::{
    envelope::Pieces,
    era::{MODERN, SERVER_INFO},
    registry::Endpoint,
};

/// How long a client may keep a list without asking again, in milliseconds. One that subscribes hears of changes at
/// once.
const LIST_TTL_MS: u32 = 5000;

/// The members that a list or an introduction begins with.
fn cache_hint(endpoint: &Endpoint) -> String {
    // A list behind a key must not be shown to the holder of another.
    let scope = if endpoint.auth == EndpointAuth::None {
        "public"
    } else {
        "private"
    };
    format!(r#""resultType":"complete","ttlMs":{LIST_TTL_MS},"cacheScope":"{scope}""#)
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

//! What requests to a server of 2026-07-28 carry: it has no sessions, so each says everything.

use std::{borrow::Cow, collections::BTreeSet, sync::Arc, time::Duration};

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
use tokio::time::{Instant, sleep, timeout};

use super::{
    backoff,
    caller::Beside,
    connection::Connection,
    core::Core,
    declared::declared,
    failure::{Explanation, initialize_refused, malformed_answer, unsupported_version},
    handshake::{Agreed, describe_error},
    lane::Introduction,
    limits::Limits,
};
use crate::{
    envelope::Answer,
    era::{CLIENT_CAPABILITIES, CLIENT_INFO, LOG_LEVEL, META_VERSION, MODERN, SERVER_INFO},
    raw::RawObject,
};

/// The method that a server of this era must answer.
pub(super) const DISCOVER: &str = "server/discover";

/// The method whose answer comes when there are no more changes.
pub(super) const LISTEN: &str = "subscriptions/listen";

/// Longer than anything lives.
const FOREVER: Duration = Duration::from_hours(24 * 365);

/// A server confirms a subscription before it does anything else.
const CONFIRMATION: Duration = Duration::from_secs(2);

/// A subscription that lasted so long was a good one, whatever ended it.
const STEADY: Duration = Duration::from_secs(30);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Discovered<'a> {
    supported_versions: Vec<String>,
    #[serde(borrow, default)]
    capabilities: Option<&'a RawValue>,
    #[serde(default)]
    instructions: Option<String>,
    #[serde(default, rename = "_meta")]
    meta: Map<String, Value>,
}

/// Params with what this era wants in each request, unless their client has said it already.
pub(super) fn outfitted(params: Option<&[u8]>, core: &Core) -> Vec<u8> {
    let level = core.log_level.load_full();
    outfitted_for(params, &core.introduction, level.as_deref().map(String::as_str))
}

/// As [`outfitted`], before there is a connection.
pub(super) fn outfitted_for(
    params: Option<&[u8]>,
    client: &Introduction,
    log_level: Option<&str>,
) -> Vec<u8> {
    let text = params
        .and_then(|params| std::str::from_utf8(params).ok())
        .unwrap_or("{}");
    let Ok(object) = RawObject::parse(text, &[]) else {
        return text.as_bytes().to_vec();
    };
    let meta = object.get("_meta").map_or("{}", |meta| meta.get());
    let meta = RawObject::parse(meta, &[]).unwrap_or_default();
    if meta.get(META_VERSION).is_some() {
        return text.as_bytes().to_vec();
    }
    let version = format!("\"{MODERN}\"");
    let mut said: Vec<(&str, &[u8])> = vec![
        (META_VERSION, version.as_bytes()),
        (CLIENT_INFO, client.client_info().as_bytes()),
        (CLIENT_CAPABILITIES, client.capabilities().as_bytes()),
    ];
    if let Some(level) = log_level {
        said.push((LOG_LEVEL, level.as_bytes()));
    }
    let mut complete = Vec::new();
    meta.write_with(&mut complete, &said);
    let mut out = Vec::with_capacity(text.len() + complete.len() + 16);
    object.write_with(&mut out, &[("_meta", &complete)]);
    out
}

/// Params without what only this era has in each request: a server that speaks both eras takes a request in a session
/// that says it for a mixture of the two, and refuses it.
pub(super) fn stripped(params: &[u8]) -> Cow<'_, [u8]> {
    without_era(params).map_or(Cow::Borrowed(params), Cow::Owned)
}

fn without_era(params: &[u8]) -> Option<Vec<u8>> {
    // Hardly any other request has the word in it.
    let text = std::str::from_utf8(params)
        .ok()
        .filter(|text| text.contains(META_VERSION))?;
    let object = RawObject::parse(text, &[]).ok()?;
    let mut meta = RawObject::parse(object.get("_meta")?.get(), &[]).ok()?;
    for key in [META_VERSION, CLIENT_INFO, CLIENT_CAPABILITIES, LOG_LEVEL] {
        meta = meta.without(key);
    }
    let (mut rest, mut out) = (Vec::new(), Vec::with_capacity(params.len()));
    meta.write_with(&mut rest, &[]);
    object.write_with(&mut out, &[("_meta", &rest)]);
    Some(out)
}

/// Reads the answer to `server/discover`.
pub(super) fn agreed(answer: &Answer) -> Result<Agreed, Explanation> {
    let Some(raw) = answer.result() else {
        return Err(initialize_refused(&describe_error(
            answer.error().unwrap_or_default(),
        )));
    };
    let found: Discovered<'_> =
        serde_json::from_slice(raw).map_err(|error| malformed_answer(DISCOVER, &error.to_string()))?;
    if !found.supported_versions.iter().any(|version| version == MODERN) {
        return Err(unsupported_version(&found.supported_versions.join(", ")));
    }
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let info = found.meta.get(SERVER_INFO).cloned().unwrap_or_default();
    let (capabilities, extras) = declared(found.capabilities);
    Ok(Agreed {
        version: MODERN,
        server_info: format!("{} {}", text(&info["name"]), text(&info["version"]))
            .trim()
            .to_owned(),
        capabilities,
        extras,
        instructions: found.instructions.unwrap_or_default(),
    })
}

impl Core {
    /// Answers what a server of this era has no method for, and remembers what was asked: each request, or the
    /// subscription, says it then.
    pub(super) fn stand_in(&self, method: &str, params: Option<&[u8]>) -> Option<Answer> {
        let text = std::str::from_utf8(params.unwrap_or(b"{}")).ok()?;
        let member = |key: &str| {
            let object = RawObject::parse(text, &[]).ok()?;
            object.get(key).map(|value| value.get().to_owned())
        };
        match method {
            "ping" => {}
            "logging/setLevel" => self.log_level.store(member("level").map(Arc::new)),
            "resources/subscribe" => {
                let uri = member("uri")?;
                self.watched.send_if_modified(|watched| watched.insert(uri));
            }
            "resources/unsubscribe" => {
                let uri = member("uri")?;
                self.watched.send_if_modified(|watched| watched.remove(&uri));
            }
            _ => return None,
        }
        Answer::of_result(b"{}")
    }
}

impl Core {
    /// Returns once the server watches what it is to watch, or does not say so in time.
    pub(super) async fn watching(&self) {
        let wanted = self.watched.borrow().clone();
        let mut confirmed = self.inbox.confirmed.subscribe();
        let is_watching = confirmed.wait_for(|confirmed| confirmed.is_superset(&wanted));
        // A server need not know every resource.
        let _ = timeout(CONFIRMATION, is_watching).await;
    }
}

impl Connection {
    /// Hears of changes until the connection ends; never returns where that needs no request of its own.
    pub(super) async fn subscribe(self: &Arc<Self>) {
        let core = self.core();
        let announces = core.agreed.load().as_ref().is_some_and(|agreed| {
            agreed.version == MODERN
                && (agreed.capabilities.announces_changes || agreed.capabilities.subscriptions)
        });
        if !announces {
            return std::future::pending().await;
        }
        let mut watched = core.watched.subscribe();
        let (mut failures, mut is_first) = (0, true);
        loop {
            if !std::mem::take(&mut is_first) {
                // Something may have changed while nobody listened.
                core.inbox.lists_changed.notify_one();
            }
            let params = subscription(&watched.borrow_and_update());
            let began = Instant::now();
            tokio::select! {
                changed = watched.changed() => {
                    if changed.is_err() {
                        return std::future::pending().await;
                    }
                    continue;
                }
                _ = self.exchange(core.next_id(), LISTEN, Some(params.as_bytes()), Limits::within(FOREVER), Beside::default(), None) => {}
            }
            failures = if began.elapsed() > STEADY { 1 } else { failures + 1 };
            sleep(backoff::delay(failures)).await;
        }
    }
}

fn subscription(watched: &BTreeSet<String>) -> String {
    let uris: Vec<&str> = watched.iter().map(String::as_str).collect();
    let resources = if uris.is_empty() {
        String::new()
    } else {
        format!(r#","resourceSubscriptions":[{}]"#, uris.join(","))
    };
    format!(
        r#"{{"notifications":{{"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true{resources}}}}}"#
    )
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{agreed, outfitted_for, subscription};
    use crate::{
        envelope::{Answer, Envelope},
        upstream::lane::Introduction,
    };

    fn answer(body: &str) -> Answer {
        let frame = Bytes::from(format!(r#"{{"jsonrpc":"2.0","id":1,{body}}}"#));
        let envelope = Envelope::parse(&frame).expect("a frame");
        Answer::new(&frame, &envelope).expect("an answer")
    }

    #[test]
    fn adds_what_the_client_has_not_said() {
        let client = Introduction::default();
        let text = String::from_utf8(outfitted_for(
            Some(br#"{"a":1.0,"_meta":{"x":2e1},"b":{}}"#),
            &client,
            None,
        ))
        .unwrap();
        assert!(
            text.starts_with(
                r#"{"a":1.0,"_meta":{"x":2e1,"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
            ),
            "{text}"
        );
        assert!(text.ends_with(r#"},"b":{}}"#), "{text}");
        let said = br#"{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}"#;
        assert_eq!(outfitted_for(Some(said), &client, None), said);
        assert!(outfitted_for(None, &client, Some("\"info\"")).starts_with(br#"{"_meta":{"#));
    }

    #[test]
    fn tells_a_server_of_this_era_from_others() {
        let agreed_on = |body: &str| agreed(&answer(body));
        let found = agreed_on(
            r#""result":{"supportedVersions":["2026-07-28"],"capabilities":{"prompts":{"listChanged":true}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"s","version":"1"}}}"#,
        )
        .expect("modern");
        assert_eq!(found.server_info, "s 1");
        assert!(found.capabilities.prompts && found.capabilities.announces_changes);
        assert!(!found.capabilities.resources);
        assert!(agreed_on(r#""error":{"code":-32601,"message":"?"}"#).is_err());
        assert!(agreed_on(r#""result":{"supportedVersions":["2025-11-25"]}"#).is_err());
    }

    #[test]
    fn a_subscription_names_the_resources() {
        let none = subscription(&[].into());
        assert!(!none.contains("resourceSubscriptions"));
        let one = subscription(&["\"a:b\"".to_owned()].into());
        assert!(one.contains(r#","resourceSubscriptions":["a:b"]"#), "{one}");
    }
}

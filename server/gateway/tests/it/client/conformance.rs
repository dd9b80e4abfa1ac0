//! The checks of conformance see what is wrong.

use std::collections::HashSet;

use bytes::Bytes;
use gateway::{Asked, Heard, Until, Way, examine};
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use model::{Check, CheckResult, Era, Verdict};
use serde_json::{Value, json};
use url::Url;

/// Shakes hands, and takes everything else for a request that went well.
struct Careless;

impl Way for Careless {
    async fn send(&self, asked: Asked) -> Result<Heard, String> {
        let message: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let result = if message["method"] == "initialize" {
            json!({
                "protocolVersion": "2025-11-25",
                "capabilities": { "tools": {} },
                "serverInfo": { "name": "careless", "version": "1" },
            })
        } else {
            json!({ "tools": [{ "name": "a b", "inputSchema": { "type": "array" } }] })
        };
        let body = json!({ "jsonrpc": "2.0", "id": 1, "result": result });
        respond(StatusCode::OK, &body, asked.until).await
    }

    async fn read(&self, _: &Url) -> Result<Heard, String> {
        Err("nobody asks".to_owned())
    }
}

/// Nobody is there.
struct Silent;

impl Way for Silent {
    async fn send(&self, _: Asked) -> Result<Heard, String> {
        Err("connection refused".to_owned())
    }

    async fn read(&self, _: &Url) -> Result<Heard, String> {
        Err("connection refused".to_owned())
    }
}

/// Speaks 2026-07-28 only, as far as its first answer says.
struct Young;

impl Way for Young {
    async fn send(&self, asked: Asked) -> Result<Heard, String> {
        let message: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
        let is_discovery = asked.method == Method::POST && message["method"] == "server/discover";
        let (status, body) = if is_discovery {
            let result = json!({
                "resultType": "complete", "ttlMs": 0, "cacheScope": "private",
                "supportedVersions": ["2026-07-28"], "capabilities": {},
            });
            (
                StatusCode::OK,
                json!({ "jsonrpc": "2.0", "id": 1, "result": result }),
            )
        } else {
            let error = json!({ "code": -32601, "message": "no such method" });
            (
                StatusCode::NOT_FOUND,
                json!({ "jsonrpc": "2.0", "id": 1, "error": error }),
            )
        };
        respond(status, &body, asked.until).await
    }

    async fn read(&self, _: &Url) -> Result<Heard, String> {
        Err("nobody asks".to_owned())
    }
}

async fn respond(status: StatusCode, body: &Value, until: Until) -> Result<Heard, String> {
    let response = Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(Full::new(Bytes::from(body.to_string())))
        .map_err(|error| error.to_string())?;
    Heard::of(response, until).await
}

fn with(results: &[CheckResult], verdict: Verdict, era: Era) -> HashSet<Check> {
    let found = results.iter().filter(|it| it.verdict == verdict && it.era == era);
    found.map(|it| it.check).collect()
}

#[tokio::test]
async fn a_server_that_takes_everything_is_bad_where_it_has_to_refuse() {
    let results = examine(&Careless).await;
    let bad = HashSet::from([
        Check::Notification,
        Check::Batch,
        Check::VersionHeader,
        Check::EventStream,
        Check::UnknownMethod,
        Check::InvalidJson,
        Check::Accept,
        Check::Origin,
        Check::ToolNames,
        Check::ToolSchemas,
        Check::UnknownTool,
        Check::UnknownCursor,
    ]);
    assert_eq!(with(&results, Verdict::Bad, Era::Sessions), bad);
    let good = HashSet::from([
        Check::Initialize,
        Check::Negotiation,
        Check::Ping,
        Check::ToolsList,
        Check::ToolsOrder,
    ]);
    assert_eq!(with(&results, Verdict::Good, Era::Sessions), good);
    assert_eq!(
        with(&results, Verdict::Bad, Era::Stateless),
        HashSet::from([Check::Discover])
    );
    let named = results.iter().find(|it| it.check == Check::ToolNames);
    let named = named.expect("checked");
    assert!(
        named.finding.contains("a b") && named.came.starts_with("200 OK"),
        "{named:?}"
    );
}

#[tokio::test]
async fn what_is_not_there_is_bad_and_nothing_else_is_tried() {
    let results = examine(&Silent).await;
    assert_eq!(
        with(&results, Verdict::Bad, Era::Sessions),
        HashSet::from([Check::Initialize])
    );
    assert!(with(&results, Verdict::Good, Era::Stateless).is_empty());
    let first = &results[0];
    assert_eq!(first.finding, "connection refused");
}

#[tokio::test]
async fn one_era_is_enough() {
    let results = examine(&Young).await;
    assert!(with(&results, Verdict::Bad, Era::Sessions).is_empty());
    assert!(with(&results, Verdict::Good, Era::Sessions).is_empty());
    let good = with(&results, Verdict::Good, Era::Stateless);
    assert!(good.contains(&Check::Discover) && good.contains(&Check::RemovedMethods));
    // It answers to whoever speaks no version that there is.
    assert!(with(&results, Verdict::Bad, Era::Stateless).contains(&Check::UnsupportedVersion));
}

#[tokio::test]
async fn what_is_told_has_nothing_that_opens_a_session() {
    struct Keeper;
    impl Way for Keeper {
        async fn send(&self, asked: Asked) -> Result<Heard, String> {
            let heard = Careless.send(asked.clone()).await;
            let body = asked.body;
            let is_first = String::from_utf8_lossy(&body).contains("initialize\"");
            if !is_first {
                return heard;
            }
            let result = json!({
                "protocolVersion": "2025-11-25", "capabilities": {},
                "serverInfo": { "name": "keeper", "version": "1" },
            });
            let body = json!({ "jsonrpc": "2.0", "id": 1, "result": result }).to_string();
            let response = Response::builder()
                .header("content-type", "application/json")
                .header("mcp-session-id", "open-sesame")
                .body(Full::new(Bytes::from(body)));
            Heard::of(response.map_err(|error| error.to_string())?, asked.until).await
        }

        async fn read(&self, url: &Url) -> Result<Heard, String> {
            Careless.read(url).await
        }
    }
    let results = examine(&Keeper).await;
    let told = serde_json::to_string(&results).expect("JSON");
    assert!(told.contains("mcp-session-id: …"), "{told}");
    assert!(!told.contains("open-sesame"), "{told}");
    let bad = with(&results, Verdict::Bad, Era::Sessions);
    assert!(bad.contains(&Check::MissingSession) && bad.contains(&Check::UnknownSession));
    assert!(bad.contains(&Check::Deletion));
}

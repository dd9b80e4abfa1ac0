//! A client of 2026-07-28, which sends exactly what a test wants, and what it gets.

use model::{EndpointAuth, Sharing};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use testkit::everything::{Era, Everything, EverythingOptions};

use super::{
    caller::{Answer, Events},
    rig::Rig,
};

/// A client without sessions.
pub(crate) struct Stateless<'a> {
    pub(crate) rig: &'a Rig,
    pub(crate) capabilities: Value,
}

impl<'a> Stateless<'a> {
    pub(crate) fn new(rig: &'a Rig, capabilities: Value) -> Self {
        Self { rig, capabilities }
    }

    /// A request that says everything it must.
    pub(crate) fn request(&self, method: &str, mut params: Value) -> RequestBuilder {
        let mut meta = params["_meta"].take();
        if meta.is_null() {
            meta = json!({});
        }
        meta["io.modelcontextprotocol/protocolVersion"] = json!("2026-07-28");
        meta["io.modelcontextprotocol/clientInfo"] = json!({"name": "tester", "version": "7"});
        meta["io.modelcontextprotocol/clientCapabilities"] = self.capabilities.clone();
        params["_meta"] = meta;
        let message = json!({"jsonrpc": "2.0", "id": "q", "method": method, "params": params});
        let request = self
            .rig
            .caller("open")
            .send(&message.to_string())
            .header("mcp-protocol-version", "2026-07-28")
            .header("mcp-method", method);
        let name = params.get("name").or(params.get("uri")).and_then(Value::as_str);
        match name {
            Some(name) => request.header("mcp-name", name),
            None => request,
        }
    }

    pub(crate) async fn send(&self, method: &str, params: Value) -> Response {
        self.request(method, params).send().await.unwrap()
    }

    /// The answer, whether it came alone or as the last event.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> Value {
        let response = self.send(method, params).await;
        let is_stream = response.headers()["content-type"] == "text/event-stream";
        if is_stream {
            let events = Events::of(response).rest().await;
            return serde_json::from_str(events.last().expect("an answer")).unwrap();
        }
        Answer::read(response).await.json()
    }

    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> Value {
        let answer = self
            .ask("tools/call", json!({"name": tool, "arguments": arguments}))
            .await;
        answer["result"].clone()
    }
}

pub(crate) async fn everything(era: Era) -> Everything {
    Everything::start(EverythingOptions::from(era))
        .await
        .expect("a free port")
}

#[tokio::test]
async fn introduces_the_namespace_with_every_member_of_a_result() {
    let upstream = everything(Era::Both).await;
    let rig = Rig::plain(&upstream.url()).await;
    let client = Stateless::new(&rig, json!({}));
    let found = client.ask("server/discover", json!({})).await["result"].clone();
    assert_eq!(found["resultType"], "complete");
    assert_eq!(found["supportedVersions"], json!(["2026-07-28"]));
    assert_eq!(found["cacheScope"], "public");
    assert!(found["ttlMs"].is_u64());
    assert_eq!(found["capabilities"]["resources"]["subscribe"], true);
    assert_eq!(
        found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "metamcp-open"
    );
    let tools = client.ask("tools/list", json!({})).await["result"].clone();
    assert_eq!(
        (&tools["resultType"], &tools["cacheScope"]),
        (&json!("complete"), &json!("public"))
    );
    assert!(tools["tools"].as_array().unwrap().len() > 20);
}

#[tokio::test]
async fn a_list_behind_a_key_is_private() {
    let upstream = everything(Era::Both).await;
    let mut rig = Rig::plain(&upstream.url()).await;
    rig.add_key(1, None);
    rig.snapshot.endpoints[0].auth = EndpointAuth::ApiKey;
    rig.apply();
    let client = Stateless::new(&rig, json!({}));
    let refused = client.send("tools/list", json!({})).await;
    assert_eq!(refused.status(), 401);
    let request = client.request("tools/list", json!({})).bearer_auth("sk_1");
    let list = Answer::read(request.send().await.unwrap()).await.json();
    assert_eq!(list["result"]["cacheScope"], "private", "{list}");
}

#[tokio::test]
async fn what_does_not_fit_is_refused_with_its_own_status_and_code() {
    let upstream = everything(Era::Both).await;
    let rig = Rig::plain(&upstream.url()).await;
    let client = Stateless::new(&rig, json!({}));
    let meta = |version: &str| json!({"_meta": {"io.modelcontextprotocol/protocolVersion": version, "io.modelcontextprotocol/clientCapabilities": {}}});
    let post = async |headers: &[(&str, &str)], method: &str, params: Value| {
        let message = json!({"jsonrpc": "2.0", "id": 9, "method": method, "params": params});
        let mut request = rig.caller("open").send(&message.to_string());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = Answer::read(request.send().await.unwrap()).await;
        assert_eq!(answer.json()["id"], 9, "{}", answer.text);
        answer.error()
    };
    let version = ("mcp-protocol-version", "2026-07-28");
    let list = ("mcp-method", "tools/list");
    let cases = [
        (
            vec![version, list],
            "tools/list",
            json!({}),
            (400, -32602, "invalid_meta"),
        ),
        (
            vec![version],
            "tools/list",
            meta("2026-07-28"),
            (400, -32020, "header_mismatch"),
        ),
        (
            vec![("mcp-protocol-version", "2099-01-01"), list],
            "tools/list",
            meta("2026-07-28"),
            (400, -32020, "header_mismatch"),
        ),
        (
            vec![("mcp-protocol-version", "2099-01-01"), list],
            "tools/list",
            meta("2099-01-01"),
            (400, -32022, "unsupported_version"),
        ),
        (
            vec![version, ("mcp-method", "ping")],
            "ping",
            meta("2026-07-28"),
            (404, -32601, "unknown_method"),
        ),
    ];
    for (headers, method, params, (status, code, class)) in cases {
        assert_eq!(
            post(&headers, method, params.clone()).await,
            (status, code, class.to_owned()),
            "{method} {params}"
        );
    }
    let unknown = client.ask("tools/call", json!({"name": "nothing"})).await;
    assert_eq!(unknown["error"]["data"]["class"], "unknown_tool");
}

#[tokio::test]
async fn a_subscription_tells_what_it_was_opened_for_and_nothing_else() {
    for era in [Era::Legacy, Era::Modern] {
        let upstream = everything(era).await;
        let rig = Rig::plain(&upstream.url()).await;
        let client = Stateless::new(&rig, json!({}));
        let wanted = json!({"notifications": {"toolsListChanged": true, "resourceSubscriptions": ["test://watched-resource", "test://no-such-thing-anywhere"]}});
        let mut events = Events::of(client.send("subscriptions/listen", wanted).await);
        let first: Value = serde_json::from_str(&events.next().await.unwrap()).unwrap();
        assert_eq!(first["method"], "notifications/subscriptions/acknowledged");
        assert_eq!(
            first["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
            "q"
        );
        assert_eq!(first["params"]["notifications"]["toolsListChanged"], true);

        client.call("update_resource", json!({"text": "new"})).await;
        let update: Value = serde_json::from_str(&events.next().await.unwrap()).unwrap();
        assert_eq!(update["method"], "notifications/resources/updated", "{era:?}");
        assert_eq!(update["params"]["uri"], "test://watched-resource");
        assert_eq!(
            update["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
            "q"
        );

        client.call("test_trigger_prompt_change", json!({})).await;
        client.call("test_trigger_tool_change", json!({})).await;
        let change: Value = serde_json::from_str(&events.next().await.unwrap()).unwrap();
        assert_eq!(change["method"], "notifications/tools/list_changed", "{era:?}");

        // In order, at the end: the request is answered.
        rig.gateway.end_streams();
        let end: Value = serde_json::from_str(&events.next().await.unwrap()).unwrap();
        assert_eq!(
            (&end["id"], &end["result"]["resultType"]),
            (&json!("q"), &json!("complete"))
        );
        assert_eq!(events.next().await, None);
    }
}

#[tokio::test]
async fn a_list_may_be_kept_no_longer_and_by_no_more_people_than_its_servers_allow() {
    let mut rig = Rig::start(gateway::GatewayOptions::default()).await;
    rig.add_server(1, "careful", "http://127.0.0.1:9/mcp");
    rig.add_seed(1, &["a"]);
    rig.snapshot.catalogues[0].offering.hint = gateway::CacheHint {
        ttl_ms: Some(250),
        is_private: true,
    };
    rig.add_server(2, "older", "http://127.0.0.1:9/mcp");
    rig.add_seed(2, &["b"]);
    rig.add_endpoint(1, "open", &[1, 2], EndpointAuth::None, None);
    rig.apply();
    let strict = Stateless::new(&rig, json!({})).ask("tools/list", json!({})).await;
    assert_eq!(strict["result"]["ttlMs"], 250, "{strict}");
    assert_eq!(strict["result"]["cacheScope"], "private");

    rig.member(0).enabled = false;
    rig.apply();
    let lax = Stateless::new(&rig, json!({})).ask("tools/list", json!({})).await;
    assert!(lax["result"]["ttlMs"].as_u64() > Some(250), "{lax}");
    assert_eq!(lax["result"]["cacheScope"], "public");
}

/// A server that speaks both eras refuses what speaks of both.
#[tokio::test]
async fn a_connection_that_sessions_began_serves_clients_without_sessions_too() {
    let upstream = everything(Era::Both).await;
    let mut rig = Rig::plain(&upstream.url()).await;
    rig.snapshot.upstreams[0].run.connections.sharing = Some(Sharing::Shared);
    rig.apply();
    assert!(!rig.client().await.tools().await.is_empty());
    let client = Stateless::new(&rig, json!({}));
    let result = client.call("test_simple_text", json!({})).await;
    assert!(result["content"][0]["text"].is_string(), "{result}");
}

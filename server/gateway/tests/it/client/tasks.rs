//! Tasks of 2025-11-25, and methods that the gateway does not know, where several servers may be meant.

use axum::{Json, Router, extract::State, http::StatusCode, response::IntoResponse, routing::post};
use gateway::GatewayOptions;
use model::EndpointAuth;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use super::{caller::Caller, rig::Rig};

/// A server that runs tasks whose ids begin with its name.
struct TaskServer {
    url: String,
    _server: JoinSet<()>,
}

impl TaskServer {
    async fn start(name: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/mcp", listener.local_addr().unwrap());
        let routes = Router::new().route("/mcp", post(answer)).with_state(name);
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { url, _server: server }
    }
}

async fn answer(State(name): State<&'static str>, Json(message): Json<Value>) -> impl IntoResponse {
    let params = &message["params"];
    let method = message["method"].as_str().unwrap();
    if method.starts_with("notifications/") {
        return StatusCode::ACCEPTED.into_response();
    }
    let outcome = match method {
        "initialize" => Ok(json!({
            "protocolVersion": params["protocolVersion"],
            "capabilities": {"tools": {}, "tasks": {"list": {}, "requests": {"tools": {"call": {}}}}},
            "serverInfo": {"name": name, "version": "1"},
        })),
        "tools/list" => Ok(json!({"tools": [{"name": "long", "inputSchema": {"type": "object"}}]})),
        "tools/call" => Ok(json!({"task": task(name, 1)})),
        "tasks/list" => match params.get("cursor").map(|cursor| cursor.as_str()) {
            None => Ok(json!({"tasks": [task(name, 1)], "nextCursor": "more:1"})),
            Some(Some("more:1")) => Ok(json!({"tasks": [task(name, 2)]})),
            Some(other) => Err((-32602, format!("{name} does not know the cursor {other:?}"))),
        },
        "tasks/get" | "tasks/result" | "tasks/cancel" => match params["taskId"].as_str() {
            Some(id) if id.starts_with(name) => Ok(json!({"taskId": id, "status": "completed"})),
            _ => Err((-32602, format!("{name} does not know the task"))),
        },
        method if method == format!("x/{name}") => Ok(json!({"from": name})),
        _ => Err((-32601, "unknown".to_owned())),
    };
    let id = &message["id"];
    match outcome {
        Ok(result) => Json(json!({"jsonrpc": "2.0", "id": id, "result": result})),
        Err((code, message)) => {
            Json(json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}}))
        }
    }
    .into_response()
}

fn task(server: &str, n: u32) -> Value {
    json!({"taskId": format!("{server}-{n}"), "status": "working", "ttl": null, "createdAt": "2026-01-01T00:00:00Z"})
}

/// A namespace of two such servers with one between them that knows no tasks.
async fn rig(servers: [&TaskServer; 2], between: &str) -> Rig {
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "a", &servers[0].url);
    rig.add_server(2, "plain", between);
    rig.add_server(3, "b", &servers[1].url);
    rig.add_endpoint(1, "open", &[1, 2, 3], EndpointAuth::None, None);
    rig.apply();
    rig.client().await.tools().await;
    rig
}

async fn ids(client: &Caller, params: Value) -> (Vec<String>, Option<String>) {
    let answer = client.ask("tasks/list", params).await;
    let tasks = answer["result"]["tasks"].as_array().expect("tasks").iter();
    let ids = tasks.map(|task| task["taskId"].as_str().unwrap().to_owned());
    let next = answer["result"]["nextCursor"].as_str();
    (ids.collect(), next.map(ToOwned::to_owned))
}

#[tokio::test]
async fn a_task_is_asked_about_at_the_server_that_runs_it() {
    let (a, b) = (TaskServer::start("a").await, TaskServer::start("b").await);
    let plain = super::fake::Fake::start(&["echo"]).await;
    let rig = rig([&a, &b], &plain.url).await;
    let client = rig.client().await;
    for tool in ["a__long", "b__long"] {
        let made = client
            .ask(
                "tools/call",
                json!({"name": tool, "arguments": {}, "task": {"ttl": 1000}}),
            )
            .await;
        let id = &made["result"]["task"]["taskId"];
        for method in ["tasks/get", "tasks/result", "tasks/cancel"] {
            let answer = client.ask(method, json!({"taskId": id})).await;
            assert_eq!(&answer["result"]["taskId"], id, "{method} {answer}");
        }
    }
    let unknown = client.ask("tasks/get", json!({"taskId": "c-1"})).await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
}

#[tokio::test]
async fn the_tasks_of_all_servers_are_listed_page_by_page() {
    let (a, b) = (TaskServer::start("a").await, TaskServer::start("b").await);
    let plain = super::fake::Fake::start(&["echo"]).await;
    let rig = rig([&a, &b], &plain.url).await;
    let client = rig.client().await;
    let (mut all, mut params) = (Vec::new(), json!({}));
    loop {
        let (ids, next) = ids(&client, params).await;
        all.extend(ids);
        let Some(next) = next else { break };
        params = json!({"cursor": next});
    }
    assert_eq!(all, ["a-1", "a-2", "b-1", "b-2"]);
    for cursor in ["", "x", "7:", "0"] {
        let refused = client.ask("tasks/list", json!({"cursor": cursor})).await;
        assert_eq!(refused["error"]["code"], -32602, "{cursor} {refused}");
    }
}

#[tokio::test]
async fn the_namespace_declares_what_its_servers_can_run_as_tasks() {
    let (a, b) = (TaskServer::start("a").await, TaskServer::start("b").await);
    let plain = super::fake::Fake::start(&["echo"]).await;
    let rig = rig([&a, &b], &plain.url).await;
    let introduced: Value = rig
        .caller("open")
        .initialize("2025-11-25")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        introduced["result"]["capabilities"]["tasks"],
        json!({"list": {}, "requests": {"tools": {"call": {}}}})
    );
}

#[tokio::test]
async fn an_unknown_method_goes_to_the_first_server_that_knows_it() {
    let (a, b) = (TaskServer::start("a").await, TaskServer::start("b").await);
    let plain = super::fake::Fake::start(&["echo"]).await;
    let mut rig = rig([&a, &b], &plain.url).await;
    // The one between answers everything.
    rig.member(1).enabled = false;
    rig.apply();
    let client = rig.client().await;
    for name in ["a", "b"] {
        let answer = client.ask(&format!("x/{name}"), json!({"n": 1.0})).await;
        assert_eq!(answer["result"], json!({"from": name}));
    }
    let nobody = client.ask("x/c", json!({})).await;
    assert_eq!(nobody["error"]["code"], -32601, "{nobody}");
}

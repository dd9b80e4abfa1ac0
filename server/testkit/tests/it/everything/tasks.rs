//! The extension for tasks.

use http::StatusCode;
use serde_json::{Value, json};
use testkit::everything::{Era, Everything};

use super::{Modern, TASKS, era, text};

async fn client() -> (Everything, Modern) {
    let (server, http) = era(Era::Modern).await;
    (server, Modern::new(http))
}

/// Starts a task and returns its id.
async fn start(client: &Modern, tool: &str, arguments: Value) -> Value {
    let created = client.call(tool, arguments).await["result"].clone();
    assert_eq!(
        (&created["resultType"], &created["status"]),
        (&json!("task"), &json!("working"))
    );
    created["taskId"].clone()
}

async fn get(client: &Modern, id: &Value) -> Value {
    client.ask("tasks/get", json!({ "taskId": id })).await["result"].clone()
}

/// The task when it has this status.
async fn until(client: &Modern, id: &Value, status: &str) -> Value {
    loop {
        let task = get(client, id).await;
        if task["status"] == status {
            return task;
        }
    }
}

#[tokio::test]
async fn a_slow_call_goes_on_as_a_task() {
    let (_server, client) = client().await;
    let id = start(
        &client,
        "slow_compute",
        json!({ "seconds": 0.01, "label": "sum" }),
    )
    .await;
    let task = until(&client, &id, "completed").await;
    assert_eq!(task["resultType"], "complete");
    assert!(text(&task).starts_with("sum"), "{task}");
    let id = start(&client, "protocol_error_job", json!({})).await;
    let task = until(&client, &id, "failed").await;
    assert_eq!(
        (&task["error"]["code"], task.get("result")),
        (&json!(-32603), None)
    );
}

#[tokio::test]
async fn a_task_is_cancelled_once() {
    let (_server, client) = client().await;
    let id = start(&client, "slow_compute", json!({ "seconds": 1000 })).await;
    for _ in 0..2 {
        let acknowledged = client.ask("tasks/cancel", json!({ "taskId": id })).await["result"].clone();
        assert_eq!(
            (&acknowledged["resultType"], acknowledged.get("taskId")),
            (&json!("complete"), None)
        );
        assert_eq!(get(&client, &id).await["status"], "cancelled");
    }
}

#[tokio::test]
async fn a_task_asks_and_is_answered_bit_by_bit() {
    let (_server, client) = client().await;
    let id = start(&client, "multi_input", json!({})).await;
    let task = until(&client, &id, "input_required").await;
    assert_eq!(
        task["inputRequests"].as_object().map(serde_json::Map::len),
        Some(2)
    );
    let answer = |name: &str| json!({ "action": "accept", "content": { "name": name } });
    let update = async |responses: Value| {
        client
            .ask(
                "tasks/update",
                json!({ "taskId": id, "inputResponses": responses }),
            )
            .await
    };
    update(json!({ "second": answer("Eve"), "nobody": 1 })).await;
    let open = get(&client, &id).await["inputRequests"].clone();
    assert_eq!(
        open.as_object().expect("questions").keys().collect::<Vec<_>>(),
        ["first"]
    );
    update(json!({ "first": answer("Ada"), "second": answer("Mallory") })).await;
    assert_eq!(text(&until(&client, &id, "completed").await), "Ada and Eve");
}

#[tokio::test]
async fn a_task_may_begin_after_a_question() {
    let (_server, client) = client().await;
    let asked = client.call("test_tool_with_task", json!({})).await;
    assert!(
        asked["result"]["inputRequests"]["user_name"].is_object(),
        "{asked}"
    );
    let answered = json!({ "user_name": { "action": "accept", "content": { "name": "Alice" } } });
    let params = json!({ "name": "test_tool_with_task", "arguments": {}, "inputResponses": answered });
    let created = client.ask("tools/call", params).await["result"].clone();
    assert_eq!(
        text(&until(&client, &created["taskId"], "completed").await),
        "Hello, Alice!"
    );
}

#[tokio::test]
async fn subscribers_hear_of_a_task() {
    let (_server, client) = client().await;
    let id = start(&client, "confirm_delete", json!({ "filename": "a" })).await;
    until(&client, &id, "input_required").await;
    let mut heard = client.listen(5, json!({ "taskIds": [id] })).await;
    assert_eq!(
        heard.next().await["params"]["notifications"],
        json!({ "taskIds": [id] })
    );
    client.ask("tasks/cancel", json!({ "taskId": id })).await;
    let cancelled = heard.next().await;
    assert_eq!(cancelled["method"], "notifications/tasks");
    assert_eq!(
        (&cancelled["params"]["taskId"], &cancelled["params"]["status"]),
        (&id, &json!("cancelled"))
    );
}

#[tokio::test]
async fn clients_without_tasks_wait_or_are_refused() {
    let (_server, mut client) = client().await;
    let id = start(&client, "slow_compute", json!({ "seconds": 1000 })).await;
    client.capabilities = json!({ "elicitation": {} });
    let slow = client.call("slow_compute", json!({ "seconds": 0 })).await;
    assert!(text(&slow).starts_with("compute"), "{slow}");
    let message = client.message(1, "tasks/get", json!({ "taskId": id }));
    let mut refused = client.stream(&message).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        refused.next().await["error"]["data"]["requiredCapabilities"]["extensions"],
        json!({ TASKS: {} })
    );
    let refused = client.listen(2, json!({ "taskIds": [id] })).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

//! Requests that carry everything with them.

use std::collections::HashSet;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::everything::{Era, Everything, Kind};

use super::{JSON, Modern, era, text};

async fn client() -> (Everything, Modern) {
    let (server, http) = era(Era::Modern).await;
    (server, Modern::new(http))
}

fn retry(tool: &str, round: &Value, responses: Value) -> Value {
    let mut params = json!({ "name": tool, "arguments": {} });
    params["inputResponses"] = responses;
    if let Some(state) = round["result"].get("requestState") {
        params["requestState"] = state.clone();
    }
    params
}

fn accepted(content: Value) -> Value {
    let mut answer = json!({ "action": "accept" });
    answer["content"] = content;
    answer
}

#[tokio::test]
async fn headers_have_to_agree_with_the_message() {
    let (_server, client) = client().await;
    let arguments = json!({ "value": "a", "count": 42, "flag": true, "place": { "region": "eu" } });
    let message = client.message(
        1,
        "tools/call",
        json!({ "name": "test_custom_header", "arguments": arguments }),
    );
    let right = [
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", "tools/call"),
        ("mcp-name", "=?base64?dGVzdF9jdXN0b21faGVhZGVy?="),
        ("mcp-param-value", "a"),
        ("mcp-param-count", "42.0"),
        ("mcp-param-flag", "true"),
        ("mcp-param-region", "eu"),
    ];
    let send = async |headers: &[(&str, &str)]| {
        let headers = [&JSON[..], headers].concat();
        client.http.post(&headers, message.clone()).await
    };
    assert_eq!(send(&right).await.status, StatusCode::OK);
    for changed in 0..right.len() {
        let mut wrong = right;
        wrong[changed].1 = "other";
        let missing = [&right[..changed], &right[changed + 1..]].concat();
        for headers in [&wrong[..], &missing] {
            let answer = send(headers).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{headers:?}");
            assert_eq!(answer.json()["error"]["code"], -32020, "{headers:?}");
            assert_eq!(answer.json()["id"], 1);
        }
    }
}

#[tokio::test]
async fn errors_have_their_status() {
    let (_server, client) = client().await;
    let mut unknown = client.message(1, "server/discover", json!({}));
    unknown["params"]["_meta"]["io.modelcontextprotocol/protocolVersion"] = json!("v9");
    let headers = [
        &JSON[..],
        &[("mcp-protocol-version", "v9"), ("mcp-method", "server/discover")],
    ]
    .concat();
    let answer = client.http.post(&headers, unknown).await;
    assert_eq!(
        (answer.status, &answer.json()["error"]["code"]),
        (StatusCode::BAD_REQUEST, &json!(-32022))
    );
    assert_eq!(
        answer.json()["error"]["data"],
        json!({ "requested": "v9", "supported": ["2026-07-28"] })
    );
    for (method, params, status, code) in [
        ("ping", json!({}), StatusCode::NOT_FOUND, -32601),
        ("tasks/list", json!({}), StatusCode::NOT_FOUND, -32601),
        ("tools/call", json!({ "name": "nobody" }), StatusCode::OK, -32602),
        (
            "resources/read",
            json!({ "uri": "test://nowhere" }),
            StatusCode::OK,
            -32602,
        ),
    ] {
        let mut answer = client.stream(&client.message(1, method, params)).await;
        assert_eq!(
            (answer.status, answer.next().await["error"]["code"].clone()),
            (status, json!(code)),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_question_ends_the_call_and_its_answer_is_a_new_call() {
    let (_server, client) = client().await;
    let tool = "test_input_required_result_multiple_inputs";
    let first = client.call(tool, json!({})).await;
    assert_eq!(first["result"]["resultType"], "input_required");
    assert_eq!(
        first["result"]["inputRequests"]
            .as_object()
            .map(serde_json::Map::len),
        Some(3)
    );
    // One answer is missing: it alone is asked for again, the others are remembered.
    let two = json!({ "user_name": accepted(json!({ "name": "Ada" })), "client_roots": { "roots": [] }, "other": 1 });
    let second = client.ask("tools/call", retry(tool, &first, two)).await;
    let open: Vec<_> = second["result"]["inputRequests"]
        .as_object()
        .expect("questions")
        .keys()
        .collect();
    assert_eq!(open, ["greeting"]);
    let greeting = json!({ "greeting": { "role": "assistant", "content": { "type": "text", "text": "Hi" }, "model": "m" } });
    let third = client.ask("tools/call", retry(tool, &second, greeting)).await;
    assert_eq!(text(&third), "Ada, Hi, []");
    assert_eq!(third["result"]["resultType"], "complete");
}

#[tokio::test]
async fn rounds_follow_one_another() {
    let (_server, client) = client().await;
    let tool = "test_input_required_result_multi_round";
    let first = client.call(tool, json!({})).await;
    // The second answer is given before its question: it does not count.
    let early =
        json!({ "step1": accepted(json!({ "name": "Ada" })), "step2": accepted(json!({ "color": "blue" })) });
    let second = client.ask("tools/call", retry(tool, &first, early)).await;
    assert!(second["result"]["inputRequests"]["step2"].is_object(), "{second}");
    assert_ne!(first["result"]["requestState"], second["result"]["requestState"]);
    let color = json!({ "step2": accepted(json!({ "color": "red" })) });
    let third = client.ask("tools/call", retry(tool, &second, color)).await;
    assert_eq!(text(&third), "Ada likes red");
}

#[tokio::test]
async fn a_state_is_good_for_its_own_call_only() {
    let (_server, client) = client().await;
    let tool = "test_input_required_result_request_state";
    let first = client.call(tool, json!({})).await;
    let confirmed = || json!({ "confirm": accepted(json!({ "ok": true })) });
    let other = client
        .ask(
            "tools/call",
            retry("test_input_required_result_tampered_state", &first, confirmed()),
        )
        .await;
    assert_eq!(other["error"]["code"], -32602);
    let mut tampered = retry(tool, &first, confirmed());
    tampered["requestState"] = json!(format!("{}A", tampered["requestState"].as_str().expect("text")));
    assert_eq!(client.ask("tools/call", tampered).await["error"]["code"], -32602);
    let without = json!({ "name": tool, "inputResponses": confirmed() });
    assert_eq!(
        client.ask("tools/call", without).await["result"]["resultType"],
        "input_required"
    );
    let right = client.ask("tools/call", retry(tool, &first, confirmed())).await;
    assert_eq!(text(&right), "state-ok, confirmed: true");
}

#[tokio::test]
async fn prompts_and_resources_ask_too() {
    let (_server, client) = client().await;
    for (method, mut params, key, field) in [
        (
            "prompts/get",
            json!({ "name": "test_input_required_result_prompt" }),
            "user_context",
            "context",
        ),
        (
            "resources/read",
            json!({ "uri": "test://asking-resource" }),
            "reader",
            "name",
        ),
    ] {
        let asked = client.ask(method, params.clone()).await;
        assert!(asked["result"]["inputRequests"][key].is_object(), "{asked}");
        params["inputResponses"] = json!({ key: accepted(json!({ field: "Ada" })) });
        let answer = client.ask(method, params).await;
        assert_eq!(answer["result"]["resultType"], "complete");
        assert!(answer.to_string().contains("Ada"), "{answer}");
    }
}

#[tokio::test]
async fn nobody_is_asked_for_what_he_has_not_declared() {
    let (_server, mut client) = client().await;
    client.capabilities = json!({});
    for (tool, required) in [
        ("test_missing_capability", json!({ "sampling": {} })),
        (
            "test_input_required_result_elicitation",
            json!({ "elicitation": {} }),
        ),
        ("ask_roots", json!({ "roots": {} })),
        ("failing_job", json!({ "extensions": { super::TASKS: {} } })),
    ] {
        let mut answer = client
            .stream(&client.message(1, "tools/call", json!({ "name": tool })))
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        let error = answer.next().await["error"].clone();
        assert_eq!(
            (&error["code"], &error["data"]["requiredCapabilities"]),
            (&json!(-32021), &required)
        );
    }
}

#[tokio::test]
async fn subscribers_hear_what_they_asked_for() {
    let (server, client) = client().await;
    let mut tools = client.listen(7, json!({ "toolsListChanged": true })).await;
    let mut rest = client
        .listen(8, json!({ "promptsListChanged": true, "resourceSubscriptions": ["test://watched-resource"], "x": true }))
        .await;
    let acknowledged = rest.next().await;
    assert_eq!(acknowledged["method"], "notifications/subscriptions/acknowledged");
    assert_eq!(
        acknowledged["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
        8
    );
    let honoured =
        json!({ "promptsListChanged": true, "resourceSubscriptions": ["test://watched-resource"] });
    assert_eq!(acknowledged["params"]["notifications"], honoured);
    tools.next().await;
    assert_eq!(text(&client.call("listening_count", json!({})).await), "2");

    server.add(Kind::Tools, "new");
    client.call("update_resource", json!({})).await;
    client.call("test_trigger_prompt_change", json!({})).await;
    let changed = tools.next().await;
    assert_eq!(changed["method"], "notifications/tools/list_changed");
    assert_eq!(
        changed["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"],
        7
    );
    let updated = rest.next().await;
    assert_eq!(updated["method"], "notifications/resources/updated");
    assert_eq!(updated["params"]["uri"], "test://watched-resource");
    assert_eq!(rest.next().await["method"], "notifications/prompts/list_changed");

    server.end_subscriptions();
    let ended = tools.next().await;
    assert_eq!(
        (&ended["id"], &ended["result"]["resultType"]),
        (&json!(7), &json!("complete"))
    );
    assert!(tools.message().await.is_none());
}

#[tokio::test]
async fn a_dropped_stream_is_a_cancellation() {
    let (server, client) = client().await;
    let params = json!({ "name": "wait", "_meta": { "progressToken": "arrived" } });
    let mut waiting = client.stream(&client.message(1, "tools/call", params)).await;
    waiting.next().await;
    assert_eq!((server.waiting(), server.cancelled()), (1, 0));
    assert_eq!(text(&client.call("waiting_count", json!({})).await), "1");
    drop(waiting);
    while server.waiting() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(text(&client.call("cancelled_count", json!({})).await), "1");
    assert_eq!(
        text(&client.call("wait", json!({ "seconds": 0.01 })).await),
        "Waited to the end"
    );
    assert_eq!(server.cancelled(), 1);
}

#[tokio::test]
async fn a_large_text_is_of_the_size_asked_for_and_nowhere_alike() {
    let (_server, client) = client().await;
    for (bytes, expected) in [
        (0, String::new()),
        (1, "0".to_owned()),
        (81, format!("{:0>79}\n0", 0)),
        (160, format!("{:0>79}\n{:0>79}\n", 0, 1)),
    ] {
        assert_eq!(
            text(&client.call("large", json!({ "bytes": bytes })).await),
            expected
        );
    }
    let large = client.call("large", json!({ "bytes": 1_000_000 })).await;
    let lines: HashSet<_> = text(&large).lines().collect();
    assert_eq!((text(&large).len(), lines.len()), (1_000_000, 12_500));
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_protocol_with_data() {
    let (_server, client) = client().await;
    let answer = client.call("refuse", json!({})).await;
    assert_eq!(
        answer["error"],
        json!({ "code": 507, "message": "There is no paper in the tray", "data": { "tray": 2 } })
    );
}

#[tokio::test]
async fn log_messages_are_for_those_who_want_them() {
    let (_server, client) = client().await;
    let call = |level: &str| {
        let meta = json!({ "io.modelcontextprotocol/logLevel": level });
        client.message(
            1,
            "tools/call",
            json!({ "name": "test_logging_tool", "_meta": meta }),
        )
    };
    for (level, hears) in [("info", true), ("error", false), ("", false)] {
        let first = client.stream(&call(level)).await.next().await;
        assert_eq!(
            first["method"] == "notifications/message",
            hears,
            "{level}: {first}"
        );
    }
}

#[tokio::test]
async fn lists_and_what_is_read_may_be_kept_for_a_while() {
    let (_server, client) = client().await;
    for (method, params, scope) in [
        ("server/discover", json!({}), "public"),
        ("tools/list", json!({}), "public"),
        ("resources/list", json!({}), "private"),
        (
            "resources/read",
            json!({ "uri": "test://watched-resource" }),
            "private",
        ),
    ] {
        let result = client.ask(method, params).await["result"].clone();
        assert!(result["ttlMs"].is_u64(), "{result}");
        assert_eq!(result["cacheScope"], scope);
        let server = &result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"];
        assert_eq!(*server, "testkit-everything");
    }
}

#[tokio::test]
async fn odd_spellings_come_as_they_are() {
    let (_server, client) = client().await;
    let send = async |name: &str, arguments: &str| {
        let meta = r#""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#;
        let params = format!(r#"{{{meta},"name":"{name}","arguments":{arguments}}}"#);
        let message = format!(r#"{{"jsonrpc":"2.0","id":"\u0031","method":"tools/call","params":{params}}}"#);
        let headers = [
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", "tools/call"),
            ("mcp-name", name),
        ];
        let answer = client
            .http
            .send(Method::POST, &[&JSON[..], &headers].concat(), &message)
            .await;
        (answer.expect("an answer").text, params)
    };
    let (answer, _) = send("unknown_fields", "{}").await;
    for part in [
        r#""id":"\u0031""#,
        r#"{"zeta":1.0,"alpha":[1e2,1E-7,-0.0,0.10,12345678901234567890123456789],"Beta":null}"#,
        r"unknown \u0066ields \/ \ud83e\udd80",
        r#""_meta":{"example.com/trace":"kept","example.com/number":100.0}"#,
    ] {
        assert!(answer.contains(part), "{part} is not in {answer}");
    }
    let (answer, params) = send("received_request", r#"{"b":1.0,"a":1e2}"#).await;
    let data = answer
        .lines()
        .find_map(|line| line.strip_prefix("data: "))
        .expect("an event");
    let answer: Value = serde_json::from_str(data).expect("JSON");
    assert_eq!(text(&answer), params);
}

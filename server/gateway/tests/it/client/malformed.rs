use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{caller::Answer, fake::Fake, rig::Rig};

#[tokio::test]
async fn every_malformed_body_gets_a_json_rpc_error_that_says_what_is_wrong() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let client = rig.client().await;
    let deep = format!(
        r#"{{"jsonrpc":"2.0","id":1,"method":"ping","params":{{"a":{}1{}}}}}"#,
        "[".repeat(200),
        "]".repeat(200)
    );
    let cases = [
        ("", -32700, "EOF"),
        ("{", -32700, "EOF"),
        ("hello", -32700, "expected value"),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping",}"#,
            -32700,
            "trailing comma",
        ),
        ("null", -32600, "JSON object"),
        ("42", -32600, "JSON object"),
        ("{}", -32600, "jsonrpc"),
        (r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#, -32600, "jsonrpc"),
        (r#"{"jsonrpc":"2.0","id":1}"#, -32600, "method"),
        (
            r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
            -32600,
            "id must not be null",
        ),
        (
            r#"{"jsonrpc":"2.0","id":[1],"method":"ping"}"#,
            -32600,
            "id must be",
        ),
        (r#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600, "method must be"),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#,
            -32600,
            "params must be",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{}}"#,
            -32600,
            "not both",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#,
            -32600,
            "cannot have a result",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","id":2}"#,
            -32600,
            "twice",
        ),
        (
            r#"{"jsonrpc":"2.0","id":1,"method":"ping","Method":"x"}"#,
            -32600,
            "must be written",
        ),
        (&deep, -32600, "deeper than 127"),
        ("[]", -32600, "batch must not be empty"),
        (
            r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#,
            -32600,
            "2025-03-26 only",
        ),
    ];
    for (body, code, words) in cases {
        let answer = client.post(body).await;
        let error = answer.json()["error"].clone();
        assert_eq!(
            (answer.status, &error["code"]),
            (StatusCode::BAD_REQUEST, &json!(code)),
            "{body}: {error}"
        );
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(words), "{body}: {message}");
        assert_eq!(error["data"]["source"], "client");
    }
    let not_utf8 = client.send("").body(vec![b'"', 0xff, b'"']).send().await.unwrap();
    assert_eq!(Answer::read(not_utf8).await.error().1, -32700);
    assert_eq!(
        client
            .post(r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            .await
            .status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn headers_must_say_what_is_sent_and_what_is_taken() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    let client = rig.client().await;
    let ping = r#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#;
    let post = || client.request(Method::POST).body(ping);
    let both = reqwest::header::HeaderMap::from_iter([
        (reqwest::header::ACCEPT, "text/html".parse().unwrap()),
        (reqwest::header::CONTENT_TYPE, "application/json".parse().unwrap()),
    ]);
    let cases = [
        (post(), 415, "content_type"),
        (post().header("content-type", "text/plain"), 415, "content_type"),
        (post().headers(both), 406, "not_acceptable"),
    ];
    for (request, status, class) in cases {
        let (got, _, name) = Answer::read(request.send().await.unwrap()).await.error();
        assert_eq!((got, &*name), (status, class));
    }
    let anything = reqwest::Client::builder()
        .build()
        .unwrap()
        .post(&client.url)
        .header("accept", "*/*");
    let anything = anything
        .header("content-type", "application/json")
        .header("mcp-session-id", client.session());
    assert_eq!(anything.body(ping).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn other_methods_and_unknown_endpoints_are_answered_in_json_rpc() {
    let rig = Rig::open("http://127.0.0.1:9/mcp").await;
    for method in [Method::PUT, Method::PATCH, Method::HEAD] {
        let response = rig.caller("open").request(method.clone()).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(response.headers()["allow"], "GET, POST, DELETE, OPTIONS");
    }
    let answer = rig.caller("nowhere").post("{}").await;
    assert_eq!(answer.error(), (404, -32000, "unknown_endpoint".to_owned()));
    assert_eq!(answer.json()["id"], Value::Null);
    assert!(answer.text.contains("nowhere"));
}

#[tokio::test]
async fn wrong_requests_of_a_session_are_answered_with_http_200() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    let cases = [
        ("resources/list", json!({"cursor": "x"}), -32602, "invalid_params"),
        ("resources/read", json!({}), -32602, "invalid_params"),
        (
            "resources/read",
            json!({"uri": "x:y"}),
            -32002,
            "unknown_resource",
        ),
        (
            "prompts/get",
            json!({"name": "fake__x"}),
            -32602,
            "unknown_prompt",
        ),
        (
            "completion/complete",
            json!({"ref": {"type": "x"}}),
            -32602,
            "invalid_params",
        ),
        (
            "logging/setLevel",
            json!({"level": "loud"}),
            -32602,
            "invalid_params",
        ),
        ("tools/call", json!({}), -32602, "invalid_params"),
        ("tools/call", json!({"name": 5}), -32602, "invalid_params"),
        (
            "tools/call",
            json!({"Name": "fake__echo"}),
            -32602,
            "invalid_params",
        ),
        (
            "tools/call",
            json!({"name": "fake__nothing"}),
            -32602,
            "unknown_tool",
        ),
        ("tools/call", json!({"name": "echo"}), -32602, "unknown_tool"),
        ("tools/list", json!({"cursor": "x"}), -32602, "invalid_params"),
        ("tools/list", json!({"cursor": 5}), -32602, "invalid_params"),
    ];
    for (method, params, code, class) in cases {
        let error = client.ask(method, params.clone()).await["error"].clone();
        assert_eq!(
            (&error["code"], &error["data"]["class"]),
            (&json!(code), &json!(class)),
            "{method} {params}"
        );
    }
    let unknown = client.call("fake__nothing").await;
    assert_eq!(unknown["error"]["message"], "Unknown tool: fake__nothing");
    let initialize = rig
        .caller("open")
        .ask("initialize", json!({"capabilities": {}}))
        .await;
    assert_eq!(initialize["error"]["code"], -32602);
}

#[tokio::test]
async fn batches_of_the_version_that_has_them_are_answered_in_order() {
    let fake = Fake::start(&["echo"]).await;
    let rig = Rig::open(&fake.url).await;
    let client = rig.caller("open").begin_version("2025-03-26").await;
    let batch = r#"[
        {"jsonrpc":"2.0","id":"a","method":"ping"},
        {"jsonrpc":"2.0","method":"notifications/initialized"},
        {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"fake__echo","arguments":{"x":1},"_meta":{"progressToken":1}}},
        {"jsonrpc":"2.0","id":3,"method":"initialize","params":{}},
        7
    ]"#;
    let answers = client.post(batch).await.json();
    assert_eq!(answers.as_array().unwrap().len(), 4);
    assert_eq!(answers[0], json!({"jsonrpc": "2.0", "id": "a", "result": {}}));
    assert_eq!(answers[1]["result"]["content"][0]["text"], "{\"x\":1}");
    assert_eq!(answers[2]["error"]["code"], -32602);
    assert_eq!(
        (&answers[3]["id"], &answers[3]["error"]["code"]),
        (&Value::Null, &json!(-32600))
    );

    let notifications = r#"[{"jsonrpc":"2.0","method":"notifications/initialized"}]"#;
    assert_eq!(client.post(notifications).await.status, StatusCode::ACCEPTED);
    let long = format!(
        "[{}]",
        vec![r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#; 101].join(",")
    );
    assert_eq!(
        client.post(&long).await.error(),
        (400, -32050, "batch_too_long".to_owned())
    );
}

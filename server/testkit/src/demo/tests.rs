//! The demo server as a client meets it, line by line.

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf};

use super::{VERSIONS, serve_stdio, tools::utc};

struct Client {
    writer: WriteHalf<DuplexStream>,
    lines: Lines<BufReader<ReadHalf<DuplexStream>>>,
    server: tokio::task::JoinSet<std::io::Result<()>>,
}

impl Client {
    fn start() -> Self {
        let (ours, theirs) = tokio::io::duplex(64 * 1024);
        let (reader, writer) = tokio::io::split(theirs);
        let mut server = tokio::task::JoinSet::new();
        server.spawn(serve_stdio(reader, writer));
        let (reader, writer) = tokio::io::split(ours);
        let lines = BufReader::new(reader).lines();
        Self {
            writer,
            lines,
            server,
        }
    }

    async fn write(&mut self, text: &str) {
        self.writer
            .write_all(text.as_bytes())
            .await
            .expect("the server reads");
    }

    async fn send(&mut self, message: Value) {
        self.write(&format!("{message}\n")).await;
    }

    async fn receive(&mut self) -> Value {
        let line = self
            .lines
            .next_line()
            .await
            .expect("readable")
            .expect("the server still runs");
        serde_json::from_str(&line).expect("every line is JSON")
    }

    async fn request(&mut self, method: &str, params: Value) -> Value {
        self.send(json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params }))
            .await;
        let answer = self.receive().await;
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&json!("2.0"), &json!(7)));
        answer
    }

    async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.request("tools/call", json!({ "name": tool, "arguments": arguments }))
            .await
    }
}

#[tokio::test]
async fn agrees_on_the_clients_version_when_it_speaks_it() {
    let mut client = Client::start();
    for version in VERSIONS {
        let answer = client
            .request("initialize", json!({ "protocolVersion": version }))
            .await;
        assert_eq!(answer["result"]["protocolVersion"], version);
    }
    let answer = client
        .request("initialize", json!({ "protocolVersion": "1999-01-01" }))
        .await;
    assert_eq!(answer["result"]["protocolVersion"], VERSIONS[0]);
    assert_eq!(answer["result"]["capabilities"], json!({ "tools": {} }));
}

#[tokio::test]
async fn lists_only_tools_that_it_can_run() {
    let mut client = Client::start();
    let answer = client.request("tools/list", json!({})).await;
    let tools = answer["result"]["tools"].as_array().expect("a list").clone();
    assert_eq!(tools.len(), 5);
    for tool in tools {
        let name = tool["name"].as_str().expect("a name");
        assert_eq!(tool["inputSchema"]["type"], "object", "{name}");
        let answer = client
            .call(name, json!({ "message": "m", "a": 1, "b": 2, "interval_ms": 0 }))
            .await;
        assert!(
            answer["result"]["content"][0]["text"].is_string(),
            "{name}: {answer}"
        );
    }
}

#[tokio::test]
async fn returns_the_message_and_the_id_as_they_came() {
    let mut client = Client::start();
    let text = "naïve \"quotes\" \u{1F600} \\ \n and a \u{7} bell";
    let answer = client.call("echo", json!({ "message": text })).await;
    assert_eq!(
        answer["result"]["content"],
        json!([{ "type": "text", "text": text }])
    );
    client
        .write("{\"jsonrpc\":\"2.0\",\"id\":\"a\\u0062c\",\"method\":\"ping\"}\n")
        .await;
    let line = client
        .lines
        .next_line()
        .await
        .expect("readable")
        .expect("an answer");
    assert_eq!(line, r#"{"jsonrpc":"2.0","id":"a\u0062c","result":{}}"#);
}

#[tokio::test]
async fn adds_as_text_and_as_structure() {
    let mut client = Client::start();
    let answer = client.call("add", json!({ "a": 2, "b": 3.5 })).await;
    assert_eq!(
        answer["result"],
        json!({ "content": [{ "type": "text", "text": "5.5" }], "structuredContent": { "sum": 5.5 } })
    );
    let answer = client.call("add", json!({ "a": 1e308, "b": 1e308 })).await;
    assert_eq!(answer["result"]["isError"], true);
}

#[tokio::test]
async fn wrong_arguments_are_the_tools_error_and_an_unknown_tool_is_the_protocols() {
    let mut client = Client::start();
    for (tool, arguments) in [
        ("echo", json!({})),
        ("add", json!({ "a": "1" })),
        ("slow_count", json!({ "to": 0 })),
    ] {
        let answer = client.call(tool, arguments).await;
        assert_eq!(answer["result"]["isError"], true, "{answer}");
    }
    assert_eq!(client.call("fail", json!({})).await["result"]["isError"], true);
    let answer = client.call("rm_rf", json!({})).await;
    assert_eq!(
        answer["error"],
        json!({ "code": -32602, "message": "Unknown tool: rm_rf" })
    );
    assert_eq!(
        client.request("prompts/list", json!({})).await["error"]["code"],
        -32601
    );
}

#[tokio::test]
async fn reports_every_step_before_the_result_and_answers_others_meanwhile() {
    let mut client = Client::start();
    client
        .send(json!({
            "jsonrpc": "2.0", "id": "count", "method": "tools/call",
            "params": { "name": "slow_count", "arguments": { "to": 3, "interval_ms": 100 }, "_meta": { "progressToken": 42 } }
        }))
        .await;
    assert_eq!(client.request("ping", json!({})).await["result"], json!({}));
    for step in 1..=3 {
        let progress = client.receive().await;
        assert_eq!(progress["method"], "notifications/progress");
        assert_eq!(progress["params"]["progressToken"], 42);
        assert_eq!(progress["params"]["progress"], step);
    }
    let answer = client.receive().await;
    assert_eq!(answer["id"], "count");
    assert_eq!(answer["result"]["content"][0]["text"], "Counted to 3");
}

#[tokio::test]
async fn a_cancelled_call_is_never_answered() {
    let mut client = Client::start();
    for id in [1, 2] {
        client
            .send(json!({
                "jsonrpc": "2.0", "id": id, "method": "tools/call",
                "params": { "name": "slow_count", "arguments": { "to": 1, "interval_ms": 200 * id } }
            }))
            .await;
    }
    client
        .send(json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } }))
        .await;
    assert_eq!(client.receive().await["id"], 2);
    assert_eq!(client.request("ping", json!({})).await["result"], json!({}));
}

#[tokio::test]
async fn lines_that_are_no_messages_are_ignored() {
    let mut client = Client::start();
    client.write("hello\n{\"id\":1}\n\n{}\n[1,2]\n\"text\"\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n").await;
    assert_eq!(client.request("ping", json!({})).await["result"], json!({}));
}

#[tokio::test]
async fn half_a_line_waits_for_its_other_half_without_holding_back_answers() {
    let mut client = Client::start();
    client
        .write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n{\"jsonrpc\":\"2.0\",")
        .await;
    assert_eq!(client.receive().await["id"], 1);
    client.write("\"id\":2,\"method\":\"ping\"}\n").await;
    assert_eq!(client.receive().await["id"], 2);
}

#[tokio::test]
async fn ends_when_its_input_ends_after_answering_what_came_before() {
    let mut client = Client::start();
    client
        .write("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")
        .await;
    client.writer.shutdown().await.expect("closes");
    assert_eq!(client.receive().await["id"], 1);
    let ended = client.server.join_next().await.expect("one task");
    assert!(matches!(ended, Ok(Ok(()))), "{ended:?}");
}

#[test]
fn writes_known_points_in_time() {
    for (seconds, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (951_782_400, "2000-02-29T00:00:00Z"),
        (1_735_689_599, "2024-12-31T23:59:59Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"),
        (4_107_542_400, "2100-03-01T00:00:00Z"),
    ] {
        assert_eq!(utc(seconds), text);
    }
}

//! Endpoints whose clients find tools by words, and namespaces that make something else of tools.

use gateway::GatewayOptions;
use model::{EndpointAuth, ToolListing};
use serde_json::{Value, json};

use super::{
    caller::Caller,
    fake::Fake,
    rig::{Rig, server},
    stateless::Stateless,
};

/// The open endpoint `open` over the tools `mail__send_mail`, `mail__search_mail` and `mail__echo`, whose clients search.
async fn rig() -> (Rig, Fake) {
    let fake = Fake::start(&["send_mail", "search_mail", "echo"]).await;
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "mail", &fake.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    assert_eq!(rig.caller("open").begin().await.tools().await.len(), 3);
    rig.snapshot.endpoints[0].listing = ToolListing::Search;
    rig.apply();
    (rig, fake)
}

/// The structured content of a result, which its text says as well.
fn structured(result: &Value) -> Value {
    let text = result["content"][0]["text"].as_str().expect("a text");
    let said: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(said, result["structuredContent"]);
    said
}

async fn call(caller: &Caller, tool: &str, arguments: Value) -> Value {
    caller
        .ask("tools/call", json!({ "name": tool, "arguments": arguments }))
        .await
}

async fn found(caller: &Caller, query: &str) -> Vec<String> {
    let answer = call(caller, "search_tools", json!({ "query": query })).await;
    let found = structured(&answer["result"]);
    let tools = found["tools"].as_array().expect("a list");
    tools
        .iter()
        .map(|tool| tool["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn clients_list_three_tools_and_find_the_others() {
    let (rig, _fake) = rig().await;
    let caller = rig.caller("open").begin().await;
    let list = caller.ask("tools/list", json!({})).await;
    let tools = list["result"]["tools"].as_array().expect("a list");
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    assert_eq!(names, ["search_tools", "describe_tool", "call_tool"]);
    let about = tools[0]["description"].as_str().expect("words");
    assert!(about.contains("3 tools of these servers: mail."), "{about}");

    assert_eq!(
        found(&caller, "searching for a mail").await,
        ["mail__search_mail", "mail__send_mail", "mail__echo"]
    );
    assert_eq!(found(&caller, "nothing of the sort").await, Vec::<String>::new());

    let described = call(
        &caller,
        "describe_tool",
        json!({ "names": ["mail__echo", "mail__gone"] }),
    )
    .await;
    let described = structured(&described["result"]);
    assert_eq!(described["tools"][0]["name"], "mail__echo");
    assert!(described["tools"][0]["inputSchema"].is_object(), "{described}");
    assert_eq!(described["unknown"], json!(["mail__gone"]));
}

#[tokio::test]
async fn what_is_found_can_be_called_in_both_ways_and_counts_as_itself() {
    let (rig, _fake) = rig().await;
    let caller = rig.caller("open").begin().await;
    let arguments = json!({ "text": "hi" });
    let direct = call(&caller, "mail__echo", arguments.clone()).await;
    let found = call(
        &caller,
        "call_tool",
        json!({ "name": "mail__echo", "arguments": arguments }),
    )
    .await;
    assert_eq!(direct["result"], found["result"]);
    assert!(found["result"]["content"].is_array(), "{found}");
    for n in 1..=2 {
        assert_eq!(&*rig.record(n).await.tool, "mail__echo");
    }
    let unknown = call(&caller, "call_tool", json!({ "name": "mail__gone" })).await;
    assert_eq!(unknown["error"]["data"]["class"], "unknown_tool", "{unknown}");
}

#[tokio::test]
async fn what_is_used_comes_first_among_equals() {
    let (rig, _fake) = rig().await;
    let caller = rig.caller("open").begin().await;
    assert_eq!(found(&caller, "mail").await[0], "mail__send_mail");
    call(&caller, "mail__search_mail", json!({})).await;
    let first = found(&caller, "mail").await;
    assert_eq!(first[0], "mail__search_mail", "{first:?}");
}

#[tokio::test]
async fn says_what_a_search_needs() {
    let (rig, _fake) = rig().await;
    let caller = rig.caller("open").begin().await;
    for (tool, arguments, word) in [
        ("search_tools", json!({}), "`query`"),
        (
            "search_tools",
            json!({ "query": "a", "limit": 51 }),
            "from 1 to 50",
        ),
        ("search_tools", json!({ "query": "x".repeat(2001) }), "2000 bytes"),
        ("describe_tool", json!({ "names": [] }), "`names`"),
        ("describe_tool", json!({ "names": "echo" }), "`names`"),
        ("call_tool", json!({ "arguments": {} }), "`name`"),
    ] {
        let answer = call(&caller, tool, arguments).await;
        let message = answer["error"]["message"].as_str().expect("refused");
        assert!(message.contains(word), "{message}");
        assert_eq!(answer["error"]["code"], -32602);
    }
}

#[tokio::test]
async fn clients_without_sessions_search_too() {
    let (rig, _fake) = rig().await;
    let client = Stateless::new(&rig, json!({}));
    let found = client
        .call("search_tools", json!({ "query": "send", "limit": 1 }))
        .await;
    assert_eq!(found["resultType"], "complete");
    let found = structured(&found);
    assert_eq!(found["tools"][0]["name"], "mail__send_mail");
    assert_eq!(found["total"], 3);
    let called = client.call("call_tool", json!({ "name": "mail__echo" })).await;
    assert!(called["content"].is_array(), "{called}");
}

#[tokio::test]
async fn a_budget_decides_as_the_list_grows() {
    let (mut rig, fake) = rig().await;
    rig.snapshot.endpoints[0].listing = ToolListing::Auto(200);
    rig.apply();
    let caller = rig.caller("open").begin().await;
    assert_eq!(caller.tools().await.len(), 3);
    assert!(caller.tools().await.contains(&"mail__echo".to_owned()));

    let mut stream = caller.listen().await;
    let names: Vec<String> = (0..50).map(|n| format!("tool{n}")).collect();
    fake.set_tools(&names.iter().map(String::as_str).collect::<Vec<_>>());
    rig.gateway.refresh(server(1)).await.expect("answers");
    let told = stream.next().await.expect("a notification");
    assert!(told.contains("notifications/tools/list_changed"), "{told}");
    assert_eq!(
        caller.tools().await,
        ["search_tools", "describe_tool", "call_tool"]
    );
    assert_eq!(found(&caller, "tool 17").await[0], "mail__tool17");
}

#[tokio::test]
async fn a_key_finds_the_tools_that_it_shows() {
    let (mut rig, _fake) = rig().await;
    rig.snapshot.endpoints[0].auth = EndpointAuth::ApiKey;
    rig.add_key(1, Some(2));
    rig.snapshot.keys[0].tools = vec!["mail__send*".to_owned()];
    rig.apply();
    let caller = rig.caller("open").with_key(1).begin().await;
    assert_eq!(
        caller.tools().await,
        ["search_tools", "describe_tool", "call_tool"]
    );
    assert_eq!(found(&caller, "mail").await, ["mail__send_mail"]);
    let list = caller.ask("tools/list", json!({})).await.to_string();
    assert!(
        list.contains("There is 1 tool") || list.contains("1 tool of"),
        "{list}"
    );
    let refused = call(&caller, "call_tool", json!({ "name": "mail__echo" })).await;
    assert_eq!(refused["error"]["data"]["class"], "unknown_tool", "{refused}");
}

#[tokio::test]
async fn a_server_gets_what_the_namespace_gives_and_the_client_may_not() {
    let (mut rig, fake) = rig().await;
    rig.member(0).overrides = serde_json::from_value(json!({
        "echo": {
            "name": "say",
            "arguments": {
                "text": { "value": "hello" },
                "secret": { "value": { "a": 1.5 }, "hidden": true },
            },
        },
    }))
    .expect("valid");
    rig.apply();
    let caller = rig.caller("open").begin().await;
    call(&caller, "say", json!({ "x": 1 })).await;
    let sent = fake.calls().pop().expect("called");
    assert_eq!(sent["params"]["name"], "echo");
    assert_eq!(
        sent["params"]["arguments"],
        json!({ "x": 1, "text": "hello", "secret": { "a": 1.5 } })
    );
    let refused = call(
        &caller,
        "call_tool",
        json!({ "name": "say", "arguments": { "secret": 2 } }),
    )
    .await;
    assert_eq!(refused["error"]["code"], -32602, "{refused}");
    assert_eq!(fake.calls().len(), 1);
}

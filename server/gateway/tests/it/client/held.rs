//! Servers that change tools while clients are connected, to a namespace that shows what somebody approved.

use gateway::ApprovedTools;
use model::EndpointAuth;
use serde_json::json;

use super::{
    fake::Fake,
    rig::{Rig, server},
};

const CHANGED: &str = r#"{"jsonrpc":"2.0","method":"notifications/tools/list_changed"}"#;
const MORE: &str = r#"{"name":"more","inputSchema":{"type":"object"}}"#;
const ECHO_IN_OTHER_WORDS: &str =
    r#"{"name":"echo","description":"Says it.","inputSchema":{"type":"object"}}"#;

/// What the server offers now, as if somebody had approved all of it.
fn approved(rig: &Rig) -> ApprovedTools {
    let offering = rig.gateway.offering(server(1)).expect("asked");
    let tools = offering.tools.iter();
    tools
        .map(|tool| (tool.name.clone(), tool.definition.get().into()))
        .collect()
}

#[tokio::test]
async fn a_change_reaches_nobody_before_it_is_approved() {
    let fake = Fake::start(&["echo", "other"]).await;
    let mut rig = Rig::open(&fake.url).await;
    let client = rig.client().await;
    assert_eq!(client.tools().await, ["fake__echo", "fake__other"]);
    let before = approved(&rig);
    rig.member(0).approved = Some(before);
    rig.apply();
    assert_eq!(client.tools().await, ["fake__echo", "fake__other"]);
    let mut stream = client.listen().await;

    fake.listened_to().await;
    fake.set_tools(&[ECHO_IN_OTHER_WORDS, "other", "new"]);
    fake.announce_change();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(client.tools().await, ["fake__other"]);
    for held in ["fake__echo", "fake__new"] {
        let refused = client.call(held).await;
        assert_eq!(refused["error"]["message"], format!("Unknown tool: {held}"));
    }
    assert!(fake.calls().is_empty(), "the server hears nothing of it");

    let after = approved(&rig);
    rig.member(0).approved = Some(after);
    rig.apply();
    assert_eq!(stream.next().await.as_deref(), Some(CHANGED));
    assert_eq!(client.tools().await, ["fake__echo", "fake__other", "fake__new"]);
    assert!(client.call("fake__echo").await["result"].is_object());
}

#[tokio::test]
async fn only_the_namespace_that_asks_for_it_holds_back() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::open(&fake.url).await;
    rig.add_endpoint(2, "careless", &[1], EndpointAuth::None, None);
    rig.member(0).approved = Some(ApprovedTools::default());
    rig.apply();
    let (careful, careless) = (rig.client().await, rig.caller("careless").begin().await);
    assert_eq!(careless.tools().await, ["fake__echo"]);
    assert!(careful.tools().await.is_empty());
}

#[tokio::test]
async fn what_a_server_shows_to_one_client_only_has_to_be_approved_too() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::open(&fake.url).await;
    rig.client().await.tools().await;
    let everybodys = approved(&rig);
    rig.member(0).approved = Some(everybodys);
    rig.apply();
    fake.show_more(MORE);
    let rich = rig
        .caller("open")
        .begin_with("2025-11-25", json!({ "elicitation": {} }))
        .await;
    // The first call makes the connection on which the server shows more.
    rich.call("fake__echo").await;
    assert_eq!(rich.tools().await, ["fake__echo"]);
    let offering = rig.gateway.offering(server(1)).expect("asked");
    let echo = offering.tools[0].definition.get();
    let all = [("echo", echo), ("more", MORE)];
    rig.member(0).approved = Some(
        all.map(|(name, definition)| (name.to_owned(), definition.into()))
            .into_iter()
            .collect(),
    );
    rig.apply();
    // What is shown there is learned behind the call's back.
    while rich.tools().await != ["fake__echo", "fake__more"] {
        assert_eq!(rich.tools().await.first().map(String::as_str), Some("fake__echo"));
    }
    assert!(rich.call("fake__more").await["result"].is_object());
}

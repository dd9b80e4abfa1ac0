//! A namespace as a server of another: nothing is between its clients and the servers inside.

use gateway::{Event, GatewayOptions, RunSpec, TransportSpec, UpstreamSpec};
use model::{EndpointAuth, UpstreamState};
use serde_json::{Value, json};
use testkit::everything::Era;

use super::{
    bridges::{askable, converse},
    fake::Fake,
    rig::{Rig, namespace, server},
    stateless::{Stateless, everything},
};

/// The number of the server that stands for the namespace 2.
const TEAM: u128 = 20;

/// The endpoint `open` over a namespace that has a server of its own and the namespace `team`, which has another.
async fn nested(own: &str, inner: &str) -> Rig {
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "own", own);
    rig.add_server(2, "far", inner);
    rig.snapshot.upstreams.push(UpstreamSpec {
        id: server(TEAM),
        name: "team".to_owned(),
        transport: TransportSpec::Namespace {
            namespace_id: namespace(2),
        },
        run: RunSpec::default(),
    });
    rig.add_endpoint(1, "open", &[1, TEAM], EndpointAuth::None, None);
    rig.add_endpoint(2, "inner", &[2], EndpointAuth::None, None);
    rig.apply();
    rig
}

#[tokio::test]
async fn its_tools_are_listed_behind_its_name_and_called_at_their_own_server() {
    let (own, far) = (Fake::start(&["echo"]).await, Fake::start(&["odd", "echo"]).await);
    let mut rig = nested(&own.url, &far.url).await;
    let client = rig.client().await;
    let tools = client.tools().await;
    assert_eq!(tools, ["own__echo", "team__far__odd", "team__far__echo"]);
    client.call("team__far__odd").await;
    far.received(&["tools/call", r#""name":"odd""#]).await;
    let record = rig.record(1).await;
    assert_eq!(
        (record.server_id, &*record.original_tool),
        (Some(server(2)), "odd")
    );
    assert_eq!(&*record.tool, "team__far__odd");

    // Switched off here, and still there inside.
    rig.member(1).disabled_tools = vec!["far__odd".to_owned()];
    rig.member(1).alias = Some("t".to_owned());
    rig.apply();
    assert_eq!(client.tools().await, ["own__echo", "t__far__echo"]);
    assert_eq!(client.call("t__far__odd").await["error"]["code"], -32602);
    let inside = rig.caller("inner").begin().await;
    assert_eq!(inside.tools().await, ["far__odd", "far__echo"]);
}

#[tokio::test]
async fn what_changes_inside_is_told_outside_and_to_whoever_stores_it() {
    let (own, far) = (Fake::start(&["echo"]).await, Fake::start(&["one"]).await);
    let rig = nested(&own.url, &far.url).await;
    let client = rig.client().await;
    assert_eq!(client.tools().await, ["own__echo", "team__far__one"]);
    let mut stream = client.listen().await;
    let mut events = rig.gateway.events();
    far.listened_to().await;
    far.set_tools(&["two"]);
    far.announce_change();
    let told: Value = serde_json::from_str(&stream.next().await.expect("news")).unwrap();
    assert_eq!(told["method"], "notifications/tools/list_changed");
    assert_eq!(client.tools().await, ["own__echo", "team__far__two"]);
    loop {
        if let Event::Offering { server_id, offering } = events.recv().await.unwrap()
            && server_id == server(TEAM)
        {
            assert_eq!(offering.tools[0].name, "far__two");
            break;
        }
    }
}

#[tokio::test]
async fn a_server_inside_asks_the_client_outside() {
    for era in [Era::Legacy, Era::Modern] {
        let (own, far) = (Fake::start(&[]).await, everything(era).await);
        let rig = nested(&own.url, &far.url()).await;
        let session = askable(&rig).await;
        let question = json!({"message": "Who?"});
        let (answer, asked) = converse(&session, "team__far__test_elicitation", &question).await;
        assert_eq!(asked, ["elicitation/create"], "{era:?} {answer}");
        assert!(answer["result"]["content"].is_array(), "{era:?} {answer}");

        let stateless = Stateless::new(&rig, json!({"elicitation": {}}));
        let result = stateless.call("team__far__test_elicitation", question).await;
        assert_eq!(result["resultType"], "input_required", "{era:?} {result}");
    }
}

#[tokio::test]
async fn resources_and_prompts_lead_to_their_own_server_too() {
    let (own, far) = (Fake::start(&[]).await, everything(Era::Both).await);
    let rig = nested(&own.url, &far.url()).await;
    let client = rig.client().await;
    client.tools().await;
    let prompt = client
        .ask("prompts/get", json!({"name": "team__far__test_simple_prompt"}))
        .await;
    assert!(prompt["result"]["messages"].is_array(), "{prompt}");
    for uri in ["test://static-text", "test://template/7/data"] {
        let read = client.ask("resources/read", json!({"uri": uri})).await;
        assert_eq!(read["result"]["contents"][0]["uri"], uri, "{read}");
    }
}

#[tokio::test]
async fn it_does_what_the_servers_behind_it_do() {
    let (own, far) = (Fake::start(&[]).await, Fake::start(&["one"]).await);
    let rig = nested(&own.url, &far.url).await;
    rig.client().await.tools().await;
    let status = rig.gateway.status(server(TEAM));
    assert_eq!((status.state, status.connections), (UpstreamState::Ready, 1));
    far.set_tools(&["two"]);
    rig.gateway.refresh(server(TEAM)).await.unwrap();
    assert_eq!(rig.client().await.tools().await, ["team__far__two"]);
}

#[tokio::test]
async fn a_circle_that_was_never_to_be_saved_stays_empty_inside() {
    let far = Fake::start(&["one"]).await;
    let mut rig = nested(&far.url, &far.url).await;
    rig.add_server(3, "third", &far.url);
    // The inner namespace contains the server that stands for it.
    let mut own = rig.snapshot.namespaces[0].members[1].clone();
    own.alias = Some("loop".to_owned());
    rig.snapshot.namespaces[1].members.push(own);
    rig.apply();
    let client = rig.client().await;
    assert_eq!(client.tools().await, ["own__one", "team__far__one"]);
}

#[tokio::test]
async fn there_is_nothing_to_try() {
    let far = Fake::start(&["one"]).await;
    let rig = nested(&far.url, &far.url).await;
    let spec = rig.snapshot.upstreams.last().unwrap().clone();
    let error = rig.gateway.probe(spec).await.unwrap_err();
    assert!(
        error.to_failure().advice.contains("servers of the namespace"),
        "{error}"
    );
}

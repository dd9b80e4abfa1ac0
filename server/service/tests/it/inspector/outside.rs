//! What is seen of inspections elsewhere, and what clients with keys see.

use http::StatusCode;
use model::{
    ExchangeState, InspectionInput, InspectionState, InspectorTarget, Visibility, WireFilter, WireSide,
};
use service::Error;

use super::scene::{Scene, call};
use crate::support::{initialize_status, namespace, until};

#[tokio::test]
async fn a_key_opens_what_it_opens_for_every_client() {
    let scene = Scene::new().await;
    let (inspector, bob) = (scene.services().inspector(), &scene.bob);
    let key = scene.installation.key(bob, "k", Visibility::Private).await;
    let opened = async |key: &str| {
        let input = InspectionInput {
            target: InspectorTarget::Endpoint(scene.endpoint).value(),
            key: key.to_owned(),
            ..InspectionInput::default()
        };
        inspector.open(bob, input).await.expect("begins")
    };
    let id = opened(&key).await;
    scene.lists(id).await;
    let answered = scene.answered(id, call("all__echo", r#"{"text":"hello"}"#)).await;
    assert_eq!(answered.row.state, ExchangeState::Done);
    let curl = answered.curl.expect("a command");
    assert!(
        curl.contains("https://mcp.example.com/metamcp/bobs/mcp"),
        "{curl}"
    );
    let whole = format!("{:?} {answered_curl}", scene.view(id).await, answered_curl = curl);
    assert!(!whole.contains(&key), "{whole}");

    let refused = opened("sk_mt_of_nobody").await;
    scene
        .sees(refused, "it is refused", |view| {
            view.state == InspectionState::Refused
        })
        .await;
    let first = scene.view(refused).await.exchanges[0].n;
    let exchange = inspector.exchange(bob, refused, first).await.expect("kept");
    assert_eq!(exchange.status, Some(401), "{exchange:?}");
    assert!(exchange.answer.is_some_and(|it| it.contains("WWW-Authenticate")));
}

#[tokio::test]
async fn a_hidden_endpoint_is_not_there_for_anybody_else() {
    let scene = Scene::new().await;
    let key = scene.installation.key(&scene.bob, "k", Visibility::Private).await;
    let gateway = &scene.installation.gateway;
    let id = scene.opened(InspectorTarget::Server(scene.server)).await;
    scene.lists(id).await;
    let status = initialize_status(gateway, "inspector", Some(&key)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let shown: Vec<_> = gateway
        .figures()
        .sessions
        .iter()
        .map(|(name, _)| name.to_string())
        .collect();
    assert_eq!(shown, ["bobs"]);

    // Other changes of the configuration do not end it.
    let space = namespace("another", &[scene.server], Visibility::Private);
    scene
        .services()
        .namespaces()
        .create(&scene.bob, space)
        .await
        .expect("created");
    let answered = scene.answered(id, call("echo", r#"{"text":"hello"}"#)).await;
    assert_eq!(answered.row.state, ExchangeState::Done, "{answered:?}");

    // The call is Bob's.
    let (audit, filter) = (scene.services().audit(), model::CallFilter::default());
    until("the call is written down", async || {
        let calls = audit.calls(&scene.bob, &filter, None).await.expect("read").calls;
        calls
            .iter()
            .any(|it| it.tool == "echo" && it.endpoint.name == "inspector")
    })
    .await;

    let sessions = scene.everything.sessions();
    assert!(sessions > 0);
    scene
        .services()
        .inspector()
        .close(&scene.bob, id)
        .expect("closes");
    let targets = scene
        .services()
        .inspector()
        .targets(&scene.bob)
        .await
        .expect("listed");
    assert!(targets.open.is_empty());
}

#[tokio::test]
async fn its_wires_show_its_own_frames_to_who_keeps_the_target() {
    let scene = Scene::new().await;
    let (inspector, bob) = (scene.services().inspector(), &scene.bob);
    // The server is everybody's, and so not Bob's to look into.
    let id = scene.opened(InspectorTarget::Server(scene.server)).await;
    assert!(!scene.view(id).await.may_watch);
    assert!(matches!(inspector.watch(bob, id).await, Err(Error::Forbidden)));

    let id = scene.opened(InspectorTarget::Endpoint(scene.endpoint)).await;
    scene.lists(id).await;
    assert!(scene.view(id).await.may_watch);
    let recording = inspector.watch(bob, id).await.expect("begins");
    assert_eq!(inspector.watch(bob, id).await.expect("goes on"), recording);
    scene
        .answered(id, call("all__echo", r#"{"text":"through"}"#))
        .await;
    let wires = scene.services().wires();
    let filter = WireFilter::default();
    until("both sides are there", async || {
        let page = wires.entries(bob, recording, None, &filter).expect("read");
        [WireSide::Client, WireSide::Server]
            .into_iter()
            .all(|side| page.entries.iter().any(|it| it.side == side))
    })
    .await;
    // It is the inspection's, and goes with it.
    assert!(wires.list(bob).expect("listed").is_empty());
    inspector.close(bob, id).expect("closes");
    until("it is gone", async || {
        matches!(wires.entries(bob, recording, None, &filter), Err(Error::NotFound))
    })
    .await;
}

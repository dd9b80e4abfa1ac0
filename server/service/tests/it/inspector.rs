//! Looking through a client.

use model::{
    ExchangeState, InspectionId, InspectionInput, InspectorTarget, NamespaceId, RequestInput, ServerId,
    Visibility,
};
use service::{Caller, Error, Services};

use crate::support::{Installation, endpoint, namespace, stdio};

/// A server with one tool, in a namespace of Bob's.
async fn furnished(installation: &Installation, bob: &Caller) -> (ServerId, NamespaceId) {
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now"]);
    let server = stdio("clock", &script.command_line(), Visibility::Public);
    let server = services.servers().create(&ada, server).await.expect("created").id;
    services.servers().refresh(&ada, server).await.expect("answers");
    let space = namespace("bobs", &[server], Visibility::Private);
    let space = services.namespaces().create(bob, space).await.expect("created");
    (server, space.id)
}

async fn opened(services: &Services, caller: &Caller, target: InspectorTarget) -> InspectionId {
    let input = InspectionInput {
        target: target.value(),
    };
    services.inspector().open(caller, input).await.expect("begins")
}

fn call(tool: &str) -> RequestInput {
    RequestInput {
        method: "tools/call".to_owned(),
        name: tool.to_owned(),
        params: "{}".to_owned(),
    }
}

#[tokio::test]
async fn every_target_is_a_client_s_view_of_it() {
    let installation = Installation::new().await;
    let (services, bob) = (&installation.services, installation.member().await);
    let (server, space) = furnished(&installation, &bob).await;
    let input = endpoint("bobs", space, Visibility::Private);
    let published = services
        .endpoints()
        .create(&bob, input)
        .await
        .expect("created")
        .id;
    let inspector = services.inspector();
    for (target, tool) in [
        (InspectorTarget::Endpoint(published), "clock__now"),
        (InspectorTarget::Namespace(space), "clock__now"),
        (InspectorTarget::Server(server), "now"),
    ] {
        let id = opened(services, &bob, target).await;
        let lists = inspector.lists(&bob, id).await.expect("lists");
        let names: Vec<_> = lists.tools.iter().map(|tool| tool.name.as_str()).collect();
        assert_eq!(names, [tool], "{target:?}");
        let n = inspector.send(&bob, id, call(tool)).await.expect("sent");
        let view = inspector.get(&bob, id).await.expect("there");
        let exchange = view.exchanges.iter().find(|it| it.n == n).expect("kept");
        assert_eq!(exchange.state, ExchangeState::Done, "{exchange:?}");
        assert!(view.greeting.is_some());
    }
    // What has no endpoint got one that no page lists.
    let listed = services.endpoints().list(&bob).await.expect("lists");
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn an_inspection_is_its_maker_s_alone_and_over_when_they_say_so() {
    let installation = Installation::new().await;
    let (services, bob) = (&installation.services, installation.member().await);
    let (server, _) = furnished(&installation, &bob).await;
    let ada = installation.admin().await;
    let id = opened(services, &bob, InspectorTarget::Server(server)).await;
    let inspector = services.inspector();
    assert!(matches!(inspector.get(&ada, id).await, Err(Error::NotFound)));
    assert!(matches!(inspector.lists(&ada, id).await, Err(Error::NotFound)));
    assert!(matches!(
        inspector.send(&ada, id, call("now")).await,
        Err(Error::NotFound)
    ));
    assert!(matches!(inspector.close(&ada, id).await, Err(Error::NotFound)));
    inspector.close(&bob, id).await.expect("closes");
    assert!(matches!(inspector.get(&bob, id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_cannot_be_sent_or_inspected_is_told_beside_its_field() {
    let installation = Installation::new().await;
    let (services, bob) = (&installation.services, installation.member().await);
    let (server, _) = furnished(&installation, &bob).await;
    let inspector = services.inspector();
    let odd = InspectionInput {
        target: "nothing".to_owned(),
    };
    assert!(matches!(inspector.open(&bob, odd).await, Err(Error::Invalid(_))));
    let id = opened(services, &bob, InspectorTarget::Server(server)).await;
    let list = RequestInput {
        params: "[]".to_owned(),
        ..call("now")
    };
    assert!(matches!(
        inspector.send(&bob, id, list).await,
        Err(Error::Invalid(_))
    ));
    // An unknown tool is an answer.
    inspector.lists(&bob, id).await.expect("lists");
    let n = inspector.send(&bob, id, call("gone")).await.expect("sent");
    let view = inspector.get(&bob, id).await.expect("there");
    let exchange = view.exchanges.iter().find(|it| it.n == n).expect("kept");
    assert_eq!(exchange.state, ExchangeState::Failed);
    // One more than somebody may have ends the first.
    for _ in 0..4 {
        opened(services, &bob, InspectorTarget::Server(server)).await;
    }
    assert!(matches!(inspector.get(&bob, id).await, Err(Error::NotFound)));
}

//! Looking through a client.

mod apps;
mod conversations;
mod looking_back;
mod offers;
mod outside;
mod saved;
mod scene;
mod sign_in;

use std::time::Duration;

use model::{InspectionInput, InspectorTarget, PingInput, RequestInput, RootsInput, Visibility};
use service::Error;

use self::scene::{Scene, call};
use crate::support::endpoint;

#[tokio::test]
async fn every_target_is_a_client_s_view_of_it() {
    let scene = Scene::new().await;
    let (services, bob) = (scene.services(), &scene.bob);
    for (target, tool) in [
        (InspectorTarget::Endpoint(scene.endpoint), "all__echo"),
        (InspectorTarget::Namespace(scene.namespace), "all__echo"),
        (InspectorTarget::Server(scene.server), "echo"),
    ] {
        let id = scene.opened(target).await;
        let lists = scene.lists(id).await;
        assert!(
            lists.tools.iter().any(|it| it.name == tool),
            "{target:?} {lists:?}"
        );
        let answered = scene.answered(id, call(tool, r#"{"text":"hello"}"#)).await;
        assert!(
            answered.answer.as_deref().is_some_and(|it| it.contains("hello")),
            "{answered:?}"
        );
    }
    // What has no endpoint got one that no page lists.
    let listed = services.endpoints().list(bob).await.expect("lists");
    assert_eq!(listed.len(), 1);
}

#[tokio::test]
async fn an_inspection_is_its_maker_s_alone_and_over_when_they_say_so() {
    let scene = Scene::new().await;
    let (inspector, ada) = (scene.services().inspector(), &scene.ada);
    let id = scene.opened(InspectorTarget::Server(scene.server)).await;
    let n = scene.sent(id, call("echo", r#"{"text":"a"}"#)).await;
    let refused = [
        inspector.get(ada, id).await.map(drop),
        inspector.lists(ada, id).await.map(drop),
        inspector.exchange(ada, id, n).await.map(drop),
        inspector.compare(ada, id, n, n).await.map(drop),
        inspector.app(ada, id, n).await.map(drop),
        inspector.app_page(ada, id, n).await.map(drop),
        inspector
            .ask_for_app(
                ada,
                id,
                n,
                model::AppRequestInput {
                    name: "echo".to_owned(),
                    ..model::AppRequestInput::default()
                },
            )
            .await
            .map(drop),
        inspector.send(ada, id, call("echo", "{}")).await.map(drop),
        inspector.resend(ada, id, n).await.map(drop),
        inspector.cancel(ada, id, n).await,
        inspector.answer(ada, id, n, model::AnswerInput::default()).await,
        inspector
            .complete(
                ada,
                id,
                model::CompletionInput {
                    reference: "p".to_owned(),
                    argument: "a".to_owned(),
                    ..model::CompletionInput::default()
                },
            )
            .await
            .map(drop),
        inspector.ping(ada, id, PingInput { times: 1 }).await,
        inspector.set_log_level(ada, id, model::McpLogLevel::Debug).await,
        inspector.set_roots(ada, id, RootsInput::default()).await,
        inspector.watch(ada, id).await.map(drop),
        inspector.close(ada, id),
    ];
    for (at, refused) in refused.into_iter().enumerate() {
        assert!(matches!(refused, Err(Error::NotFound)), "{at} {refused:?}");
    }
    inspector.close(&scene.bob, id).expect("closes");
    assert!(matches!(
        inspector.get(&scene.bob, id).await,
        Err(Error::NotFound)
    ));
    // Signing out ends all of them, and nobody else's.
    let (bobs, adas) = (
        scene.opened(InspectorTarget::Server(scene.server)).await,
        inspector
            .open(
                ada,
                InspectionInput {
                    target: InspectorTarget::Server(scene.server).value(),
                    ..InspectionInput::default()
                },
            )
            .await
            .expect("begins"),
    );
    inspector.close_all(&scene.bob);
    assert!(matches!(
        inspector.get(&scene.bob, bobs).await,
        Err(Error::NotFound)
    ));
    assert!(inspector.get(ada, adas).await.is_ok());
}

#[tokio::test]
async fn what_cannot_be_sent_or_inspected_is_told_beside_its_field() {
    let scene = Scene::new().await;
    let (inspector, bob) = (scene.services().inspector(), &scene.bob);
    let odd = InspectionInput {
        target: "nothing".to_owned(),
        ..InspectionInput::default()
    };
    assert!(matches!(inspector.open(bob, odd).await, Err(Error::Invalid(_))));
    let id = scene.opened(InspectorTarget::Server(scene.server)).await;
    scene.lists(id).await;
    let problem = async |input: RequestInput| match inspector.send(bob, id, input).await {
        Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
        _ => Vec::new(),
    };
    assert_eq!(problem(call("echo", "[]")).await, ["params"]);
    assert_eq!(problem(call("echo", "{}")).await, ["params/text"]);
    assert_eq!(problem(call("large", r#"{"bytes":-1}"#)).await, ["params/bytes"]);
    assert_eq!(problem(call("", "{}")).await, ["name"]);
    // An unknown tool is an answer.
    let answered = scene.answered(id, call("gone", "{}")).await;
    assert_eq!(answered.row.state, model::ExchangeState::Failed);
    // One more than somebody may have ends the first.
    for _ in 0..4 {
        scene.installation.clock.advance(Duration::from_secs(1));
        scene.opened(InspectorTarget::Server(scene.server)).await;
    }
    assert!(matches!(inspector.get(bob, id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn who_may_not_use_a_target_any_more_looks_through_no_client() {
    let scene = Scene::new().await;
    let (services, bob) = (scene.services(), &scene.bob);
    let private = endpoint("adas", scene.namespace_of_ada().await, Visibility::Public);
    let published = services
        .endpoints()
        .create(&scene.ada, private)
        .await
        .expect("created")
        .id;
    let id = scene.opened(InspectorTarget::Endpoint(published)).await;
    services
        .endpoints()
        .delete(&scene.ada, published)
        .await
        .expect("deleted");
    assert!(matches!(
        services.inspector().get(bob, id).await,
        Err(Error::NotFound)
    ));
    let targets = services.inspector().targets(bob).await.expect("listed");
    assert!(targets.open.is_empty(), "{targets:?}");
}

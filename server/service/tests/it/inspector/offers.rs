//! What targets offer, and how it is asked for.

use model::{
    CompletionInput, CompletionKind, ContentBlock, ExchangeState, InspectionProtocol, PingInput, TaskSupport,
};

use super::scene::{Scene, about, call, request};

#[tokio::test]
async fn everything_that_is_offered_is_listed() {
    let scene = Scene::new().await;
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let lists = scene.lists(id).await;
        assert!(
            lists.tools.len() > 20 && lists.resources.len() >= 4,
            "{protocol:?} {lists:?}"
        );
        assert_eq!(lists.templates[0].uri, "test://template/{id}/data");
        let prompt = lists
            .prompts
            .iter()
            .find(|it| it.name == "test_prompt_with_arguments");
        assert_eq!(prompt.expect("listed").arguments.len(), 2);
        let echo = lists.tools.iter().find(|it| it.name == "echo").expect("listed");
        assert!(echo.input_schema.contains("\"text\"") && echo.tasks == TaskSupport::Forbidden);
        assert!(scene.view(id).await.greeting.is_some());
    }
}

#[tokio::test]
async fn a_tool_that_is_new_is_listed_soon() {
    let scene = Scene::new().await;
    for (protocol, name) in [
        (InspectionProtocol::Streamable, "one"),
        (InspectionProtocol::Stateless, "two"),
        (InspectionProtocol::EventStream, "three"),
    ] {
        let id = scene.server_by(protocol).await;
        scene
            .answered(id, call("add_tool", &format!(r#"{{"name":"{name}"}}"#)))
            .await;
        let inspector = scene.services().inspector();
        crate::support::until("it is listed", async || {
            let lists = inspector.lists(&scene.bob, id).await.expect("lists");
            lists.tools.iter().any(|it| it.name == name)
        })
        .await;
    }
}

#[tokio::test]
async fn resources_are_read_and_their_changes_told() {
    let scene = Scene::new().await;
    let watched = "test://watched-resource";
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let read = scene
            .answered(id, about("resources/read", "test://template/7/data"))
            .await;
        let [
            ContentBlock::Resource {
                uri, text: Some(_), ..
            },
        ] = &*read.blocks
        else {
            panic!("{protocol:?} {read:?}")
        };
        assert_eq!(uri, "test://template/7/data");
        let listened = scene.answered(id, about("resources/subscribe", watched)).await;
        assert_eq!(
            listened.row.state,
            ExchangeState::Done,
            "{protocol:?} {listened:?}"
        );
        let change = call("update_resource", r#"{"text":"new"}"#);
        let changed = scene.answered(id, change).await;
        assert_eq!(changed.row.state, ExchangeState::Done, "{changed:?}");
        scene
            .sees(id, "the change is told", |view| {
                view.subscriptions
                    .iter()
                    .any(|it| it.uri == watched && it.updates > 0)
            })
            .await;
        scene.answered(id, about("resources/read", watched)).await;
        assert_eq!(scene.view(id).await.subscriptions[0].updates, 0, "{protocol:?}");
        let unheard = scene.answered(id, about("resources/unsubscribe", watched)).await;
        assert_eq!(unheard.row.state, ExchangeState::Done, "{protocol:?} {unheard:?}");
        assert!(scene.view(id).await.subscriptions.is_empty(), "{protocol:?}");
    }
}

#[tokio::test]
async fn prompts_and_their_arguments_are_asked_for() {
    let scene = Scene::new().await;
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let mut input = request("prompts/get", r#"{"arg1":"first","arg2":"second"}"#);
        "test_prompt_with_arguments".clone_into(&mut input.name);
        let prompt = scene.answered(id, input).await;
        let [ContentBlock::Text { text, .. }] = &*prompt.messages[0].blocks else {
            panic!("{protocol:?} {prompt:?}")
        };
        assert!(text.contains("first") && text.contains("second"), "{text}");
        let input = CompletionInput {
            kind: CompletionKind::Prompt,
            reference: "test_prompt_with_arguments".to_owned(),
            argument: "arg1".to_owned(),
            value: "test".to_owned(),
            context: String::new(),
        };
        let completed = scene.services().inspector().complete(&scene.bob, id, input).await;
        let completed = completed.expect("completed");
        assert!(
            !completed.values.is_empty() && completed.values.iter().all(|it| it.starts_with("test")),
            "{protocol:?} {completed:?}"
        );
    }
}

#[tokio::test]
async fn pings_are_counted() {
    let scene = Scene::new().await;
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let inspector = scene.services().inspector();
        inspector
            .ping(&scene.bob, id, PingInput { times: 3 })
            .await
            .expect("asked");
        scene
            .sees(id, "three answers", |view| {
                view.ping.is_some_and(|it| it.answered == 3 && it.failed == 0)
            })
            .await;
        assert!(
            inspector
                .ping(&scene.bob, id, PingInput { times: 0 })
                .await
                .is_err()
        );
    }
}

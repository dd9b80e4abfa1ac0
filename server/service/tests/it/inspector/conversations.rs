//! What servers ask, tell and are told.

use model::{
    AnswerInput, ContentBlock, ExchangeState, InspectionId, InspectionProtocol, McpLogLevel, QuestionAct,
    QuestionKind, RequestInput, RootsInput,
};
use service::Error;
use testkit::everything::Era;

use super::scene::{Scene, call};

const STREAMABLE: InspectionProtocol = InspectionProtocol::Streamable;
const STATELESS: InspectionProtocol = InspectionProtocol::Stateless;

/// Sends a request that asks something, and gives its number and the question's.
async fn asked(scene: &Scene, id: InspectionId, input: RequestInput) -> (u64, u64) {
    let inspector = scene.services().inspector();
    let asks = scene.sees(id, "a question", |view| !view.questions.is_empty());
    // The form waits for a moment, the question comes before.
    let (n, ()) = tokio::join!(inspector.send(&scene.bob, id, input), asks);
    let question = scene.view(id).await.questions[0].n;
    (n.expect("sent"), question)
}

async fn says(
    scene: &Scene,
    id: InspectionId,
    question: u64,
    act: QuestionAct,
    content: &str,
) -> service::Result<()> {
    let input = AnswerInput {
        act,
        content: content.to_owned(),
    };
    scene
        .services()
        .inspector()
        .answer(&scene.bob, id, question, input)
        .await
}

#[tokio::test]
async fn a_form_is_filled_in_by_hand_in_every_version() {
    for era in [Era::Legacy, Era::Modern] {
        filled_in_by_hand(&Scene::of(era).await).await;
    }
}

async fn filled_in_by_hand(scene: &Scene) {
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let input = call("test_elicitation", r#"{"message":"Who are you?"}"#);
        let (n, question) = asked(scene, id, input).await;
        let view = scene.view(id).await;
        assert_eq!(
            (view.questions[0].kind, &*view.questions[0].message),
            (QuestionKind::Form, "Who are you?"),
            "{protocol:?}"
        );
        // What does not fit stays a question.
        let odd = says(scene, id, question, QuestionAct::Accept, r#"{"username":7}"#).await;
        let Err(Error::Invalid(errors)) = odd else {
            panic!("{protocol:?} {odd:?}")
        };
        assert!(!errors.get("content/username").is_empty(), "{errors:?}");
        let form = r#"{"username":"ada","email":"ada@example.com"}"#;
        says(scene, id, question, QuestionAct::Accept, form)
            .await
            .expect("answered");
        let answered = scene.over(id, n).await;
        assert_eq!(
            answered.row.state,
            ExchangeState::Done,
            "{protocol:?} {answered:?}"
        );
        assert!(
            answered
                .answer
                .as_deref()
                .is_some_and(|it| it.contains("ada@example.com")),
            "{answered:?}"
        );
        assert!(scene.view(id).await.questions.is_empty());
        // Nobody answers twice.
        let again = says(scene, id, question, QuestionAct::Decline, "").await;
        assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    }
}

#[tokio::test]
async fn a_person_is_the_model_or_declines_to_be() {
    let scene = Scene::new().await;
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let input = call("test_sampling", r#"{"prompt":"What is 6 times 7?"}"#);
        let (n, question) = asked(&scene, id, input.clone()).await;
        let view = scene.view(id).await;
        let [ContentBlock::Text { text, .. }] = &*view.questions[0].messages[0].blocks else {
            panic!("{view:?}")
        };
        assert_eq!(text, "What is 6 times 7?");
        says(&scene, id, question, QuestionAct::Accept, "42")
            .await
            .expect("answered");
        let answered = scene.over(id, n).await;
        let [ContentBlock::Text { text, .. }] = &*answered.blocks else {
            panic!("{protocol:?} {answered:?}")
        };
        assert_eq!(text, "LLM response: 42");
        let (n, question) = asked(&scene, id, input).await;
        says(&scene, id, question, QuestionAct::Decline, "")
            .await
            .expect("declined");
        let declined = scene.over(id, n).await;
        assert!(
            matches!(
                declined.row.state,
                ExchangeState::Failed | ExchangeState::ToolError
            ),
            "{protocol:?} {declined:?}"
        );
    }
}

#[tokio::test]
async fn what_is_cancelled_is_cancelled_at_the_server() {
    let scene = Scene::new().await;
    let inspector = scene.services().inspector();
    for (at, protocol) in InspectionProtocol::ALL.into_iter().enumerate() {
        let id = scene.server_by(protocol).await;
        let waits = scene.sees(id, "it runs", |view| {
            scene.everything.waiting() > 0 && view.exchanges.iter().any(|it| it.name == "wait")
        });
        let cancels = async {
            waits.await;
            let n = scene.view(id).await.exchanges[0].n;
            inspector.cancel(&scene.bob, id, n).await.expect("cancelled");
            n
        };
        let (sent, n) = tokio::join!(
            inspector.send(&scene.bob, id, call("wait", r#"{"seconds":600}"#)),
            cancels
        );
        assert_eq!(sent.expect("sent"), n);
        let exchange = scene.over(id, n).await;
        assert_eq!(exchange.row.state, ExchangeState::Cancelled, "{protocol:?}");
        let cancelled = at as u64 + 1;
        scene
            .sees(id, "the server knows", |_| {
                scene.everything.cancelled() == cancelled
            })
            .await;
    }
}

#[tokio::test]
async fn progress_and_logs_are_seen() {
    let scene = Scene::new().await;
    for protocol in [STREAMABLE, STATELESS] {
        let id = scene.server_by(protocol).await;
        let inspector = scene.services().inspector();
        inspector
            .set_log_level(&scene.bob, id, McpLogLevel::Debug)
            .await
            .expect("set");
        assert_eq!(
            scene.view(id).await.log_level,
            Some(McpLogLevel::Debug),
            "{protocol:?}"
        );
        let answered = scene.answered(id, call("test_tool_with_progress", "{}")).await;
        let progress = answered.row.progress.expect("progress");
        assert_eq!(progress.fraction, Some(1.0), "{protocol:?} {progress:?}");
        scene.answered(id, call("test_tool_with_logging", "{}")).await;
        scene
            .sees(id, "a log message", |view| {
                view.notices.iter().any(|it| it.level == Some(McpLogLevel::Info))
            })
            .await;
    }
}

#[tokio::test]
async fn servers_hear_of_roots() {
    let scene = Scene::new().await;
    for (protocol, tool) in [
        (STREAMABLE, "ask_roots"),
        (STATELESS, "test_input_required_result_list_roots"),
    ] {
        let id = scene.server_by(protocol).await;
        let input = RootsInput {
            roots: "file:///srv/data Data".to_owned(),
        };
        let inspector = scene.services().inspector();
        inspector.set_roots(&scene.bob, id, input).await.expect("set");
        let answered = scene.answered(id, call(tool, "{}")).await;
        assert!(
            answered
                .answer
                .as_deref()
                .is_some_and(|it| it.contains("file:///srv/data") || it.contains("Data")),
            "{protocol:?} {answered:?}"
        );
        let odd = RootsInput {
            roots: "somewhere".to_owned(),
        };
        assert!(matches!(
            inspector.set_roots(&scene.bob, id, odd).await,
            Err(Error::Invalid(_))
        ));
    }
}

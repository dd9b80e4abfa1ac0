//! What was asked before.

use model::{ContentBlock, ExchangeState, InspectorTarget, LineKind};
use service::Error;

use super::scene::{Scene, call, request};

#[tokio::test]
async fn a_request_is_sent_again_and_compared() {
    let scene = Scene::new().await;
    let (inspector, bob) = (scene.services().inspector(), &scene.bob);
    let id = scene.opened(InspectorTarget::Server(scene.server)).await;
    scene.lists(id).await;
    let one = scene.answered(id, call("echo", r#"{"text":"one"}"#)).await;
    let again = inspector.resend(bob, id, one.row.n).await.expect("sent");
    let again = scene.over(id, again).await;
    assert_eq!((&again.answer, &again.input), (&one.answer, &one.input));
    let other = scene.answered(id, call("echo", r#"{"text":"other"}"#)).await;
    let same = inspector
        .compare(bob, id, one.row.n, again.row.n)
        .await
        .expect("compared");
    assert!(same.lines.iter().all(|line| line.kind == LineKind::Same));
    let differs = inspector
        .compare(bob, id, one.row.n, other.row.n)
        .await
        .expect("compared");
    let texts = |kind| {
        differs
            .lines
            .iter()
            .filter(move |line| line.kind == kind)
            .map(|line| &*line.text)
    };
    assert!(
        texts(LineKind::Removed).any(|it| it.contains("one")),
        "{differs:?}"
    );
    assert!(
        texts(LineKind::Added).any(|it| it.contains("other")),
        "{differs:?}"
    );
    // A server has no address, and a handshake is not repeated.
    assert_eq!(one.curl, None);
    assert!(matches!(inspector.resend(bob, id, 1).await, Err(Error::NotFound)));
    assert!(matches!(
        inspector.exchange(bob, id, 9999).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn results_show_what_they_carry() {
    let scene = Scene::new().await;
    let id = scene.opened(InspectorTarget::Server(scene.server)).await;
    scene.lists(id).await;
    let image = scene.answered(id, call("test_image_content", "{}")).await;
    assert!(
        matches!(&*image.blocks, [ContentBlock::Image { .. }]),
        "{image:?}"
    );
    let failed = scene.answered(id, call("test_error_handling", "{}")).await;
    assert_eq!(failed.row.state, ExchangeState::ToolError);
    let refused = scene.answered(id, call("refuse", "{}")).await;
    assert_eq!(refused.row.state, ExchangeState::Failed);
    assert!(refused.answer.is_some_and(|it| it.contains("\"code\"")));
    // What nobody knows goes out as it was written.
    let unknown = scene.answered(id, request("x/unknown", r#"{"a":1e400}"#)).await;
    assert_eq!(
        (unknown.row.state, &*unknown.input),
        (ExchangeState::Failed, "{\n  \"a\": 1e400\n}")
    );
}

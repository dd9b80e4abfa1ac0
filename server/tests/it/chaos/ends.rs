//! The gateway ends while clients call.

use reqwest::Response;
use serde_json::json;
use tokio::time::timeout;

use super::scene::Scene;
use crate::support::binary::PATIENCE;

/// Reads until the server has said something about a call: it runs.
async fn until_it_runs(response: &mut Response) -> String {
    let mut said = String::new();
    while !said.contains("notifications/progress") {
        let chunk = timeout(PATIENCE, response.chunk()).await.expect("in time");
        let chunk = chunk.expect("reads").expect("goes on");
        said.push_str(&String::from_utf8_lossy(&chunk));
    }
    said
}

#[tokio::test]
async fn a_call_that_runs_when_it_is_asked_to_stop_gets_its_answer() {
    let scene = Scene::start().await;
    let session = scene.begin().await;
    let counting = json!({"to": 10, "interval_ms": 50});
    let mut response = scene.call(&session, "slow_count", counting).await;
    let said = until_it_runs(&mut response).await;
    let (ended, rest) = tokio::join!(scene.served.terminate(), response.text());
    assert!(ended.success(), "{ended}");
    let rest = said + &rest.expect("the answer arrives");
    assert!(rest.contains(r#""result""#), "{rest}");
}

#[tokio::test]
async fn a_session_goes_on_when_the_gateway_was_killed_during_a_call() {
    let scene = Scene::start().await;
    let session = scene.begin().await;
    scene.works(&session).await;
    let counting = json!({"to": 100, "interval_ms": 100});
    let mut response = scene.call(&session, "slow_count", counting).await;
    until_it_runs(&mut response).await;
    let scene = scene.restart_hard().await;
    scene.works(&session).await;
    assert!(scene.served.terminate().await.success());
}

//! Servers behind a URL that answer wrongly, are cut off, or are not there.

use std::time::Duration;

use gateway::{RunSpec, TimeSpec, UpstreamSpec};
use model::FailureClass;
use serde_json::json;

use super::{
    Scene,
    door::{Door, Way},
};
use crate::upstream::{
    fake_http::{FakeHttp, works},
    rig::{Rig, mark, options, server_id, spec, url, user},
};

async fn behind_a_door() -> (FakeHttp, Door, UpstreamSpec) {
    let fake = FakeHttp::start(works).await;
    let server = fake.url.trim_start_matches("http://").trim_end_matches("/mcp");
    let door = Door::before(server.to_owned()).await;
    let run = RunSpec {
        times: TimeSpec {
            answer: Some(Duration::from_millis(500)),
            ..TimeSpec::default()
        },
        ..RunSpec::default()
    };
    let server = UpstreamSpec {
        run,
        ..spec(server_id(), url(&format!("http://{}/mcp", door.address)))
    };
    (fake, door, server)
}

/// Turns the door in the middle of a session, and expects a call to be answered with an error that says this.
async fn survives(way: Way, says: &str) {
    let (_fake, door, server) = behind_a_door().await;
    let scene = Scene::of(server, mark()).await;
    scene
        .survives(async |client, id| {
            assert_eq!(client.text("echo", json!({"text": "a"})).await, "a");
            door.turn(way);
            // What was open is cut off first; the next attempt meets what is there now.
            let mut answers = Vec::new();
            while !answers.iter().any(|answer: &String| answer.contains(says)) {
                assert!(answers.len() < 3, "{answers:?}");
                answers.push(client.answer("echo", json!({"text": "a"})).await);
            }
            door.turn(Way::Through);
            client.retry(id);
        })
        .await;
}

#[tokio::test]
async fn is_not_found() {
    survives(
        Way::Answer("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
        "404",
    )
    .await;
}

#[tokio::test]
async fn its_proxy_cannot_reach_it() {
    survives(
        Way::Answer("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbad"),
        "502",
    )
    .await;
}

#[tokio::test]
async fn is_reset() {
    survives(Way::Reset, "\"error\"").await;
}

#[tokio::test]
async fn is_cut_off_in_the_middle_of_an_answer() {
    survives(
        Way::Answer(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{\"jsonrpc\":",
        ),
        "\"error\"",
    )
    .await;
}

#[tokio::test]
async fn says_nothing() {
    survives(Way::Silence, "500 ms").await;
}

#[tokio::test]
async fn does_not_speak_tls() {
    let (_fake, door, server) = behind_a_door().await;
    door.turn(Way::Answer("HTTP/1.1 400 Bad Request\r\n\r\n"));
    let secure = spec(server.id, url(&format!("https://{}/mcp", door.address)));
    let rig = Rig::new(options(), secure);
    let error = rig.error(user(1), "echo", json!({"text": "a"})).await;
    assert_eq!(error.class(), FailureClass::Tls, "{error}");
    // New settings are tried at once, whatever was before.
    door.turn(Way::Through);
    rig.apply(vec![server]);
    assert_eq!(rig.text(user(1), "echo", json!({"text": "a"})).await, "a");
    rig.gateway.shutdown().await;
}

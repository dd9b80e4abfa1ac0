//! Each mode misbehaves in its way, and only in that.

use http::{Method, StatusCode};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::support::{Http, Process, call, initialize};

fn bad_peer(arguments: &[&str]) -> Process {
    Process::start("testkit-bad-peer", arguments)
}

/// A bad peer over HTTP, ended with the returned process.
async fn bad_http_peer(arguments: &[&str]) -> (Process, Http) {
    let arguments = [&["--listen", "127.0.0.1:0"], arguments].concat();
    let mut process = bad_peer(&arguments);
    let url = process.line().await.expect("its URL");
    (process, Http::new(url))
}

#[tokio::test]
async fn exits_at_once_and_says_why_on_stderr() {
    let mut peer = bad_peer(&["--mode", "exit"]);
    assert_eq!(peer.child.wait().await.expect("ends").code(), Some(3));
    let mut stderr = String::new();
    peer.child
        .stderr
        .take()
        .expect("piped")
        .read_to_string(&mut stderr)
        .await
        .expect("text");
    assert!(stderr.contains("EXAMPLE_API_KEY"), "{stderr}");
}

#[tokio::test]
async fn writes_garbage_instead_of_answers_or_between_them() {
    let mut garbage = bad_peer(&["--mode", "garbage"]);
    garbage.send(initialize()).await;
    assert_eq!(
        garbage.line().await.as_deref(),
        Some("Listening on port 3000 ...")
    );
    let mut noise = bad_peer(&["--mode", "noise"]);
    noise.send(initialize()).await;
    assert!(noise.line().await.expect("noise").starts_with("INFO"));
    assert_eq!(noise.receive().await["id"], 1);
}

#[tokio::test]
async fn crashes_only_when_called() {
    let mut peer = bad_peer(&["--mode", "crash-on-call"]);
    peer.send(initialize()).await;
    assert_eq!(
        peer.receive().await["result"]["serverInfo"]["name"],
        "metamcp-demo"
    );
    peer.send(call(2, "echo", json!({ "message": "hello" }))).await;
    assert_eq!(peer.line().await, None);
    assert_eq!(peer.child.wait().await.expect("ends").code(), Some(101));
}

/// What a peer writes until it ends: answers, and perhaps a part of one.
async fn life_of(seed: &str) -> Vec<String> {
    let mut peer = bad_peer(&["--mode", "crash", "--crash-every", "5", "--seed", seed]);
    let mut lines = Vec::new();
    for id in 1.. {
        let question = format!("{}\n", call(id, "echo", json!({ "message": "hello" })));
        // One that has ended after its answer does not read any more.
        let _ = peer
            .stdin
            .as_mut()
            .expect("still open")
            .write_all(question.as_bytes())
            .await;
        match peer.line().await {
            Some(line) => lines.push(line),
            None => break,
        }
    }
    assert_eq!(peer.child.wait().await.expect("ends").code(), Some(101));
    lines
}

#[tokio::test]
async fn crashes_before_during_and_after_answers_the_same_way_with_the_same_seed() {
    let mut halves = 0;
    for seed in 0..12 {
        let seed = seed.to_string();
        let life = life_of(&seed).await;
        assert_eq!(life, life_of(&seed).await, "seed {seed}");
        let is_whole = |line: &String| serde_json::from_str::<serde_json::Value>(line).is_ok();
        let whole = life.iter().filter(|line| is_whole(line)).count();
        assert!(whole + 1 >= life.len(), "{life:?}");
        halves += life.len() - whole;
    }
    assert!((1..12).contains(&halves), "{halves} of 12 ended within an answer");
}

#[tokio::test]
async fn answers_pings_but_no_calls() {
    let mut peer = bad_peer(&["--mode", "hang-on-call"]);
    peer.send(call(1, "echo", json!({ "message": "hello" }))).await;
    peer.request(2, "ping", json!({})).await;
    assert_eq!(peer.receive().await["id"], 2);
}

#[tokio::test]
async fn makes_answers_of_any_size() {
    let mut peer = bad_peer(&["--mode", "huge", "--size", "3000000"]);
    peer.send(call(1, "echo", json!({ "message": "hello" }))).await;
    assert_eq!(
        peer.receive().await["result"]["content"][0]["text"]
            .as_str()
            .map(str::len),
        Some(3_000_000)
    );
}

#[tokio::test]
async fn lists_many_tools_in_pages_or_without_end() {
    let mut peer = bad_peer(&["--mode", "many-tools", "--size", "250"]);
    let mut names = std::collections::BTreeSet::new();
    let mut cursor = json!({});
    for tools_on_page in [100, 100, 50] {
        peer.request(1, "tools/list", cursor).await;
        let page = peer.receive().await;
        let tools = page["result"]["tools"].as_array().expect("a list").clone();
        assert_eq!(tools.len(), tools_on_page);
        names.extend(tools.iter().map(|tool| tool["name"].to_string()));
        cursor = json!({ "cursor": page["result"]["nextCursor"] });
    }
    assert_eq!((names.len(), cursor), (250, json!({ "cursor": null })));
    let mut peer = bad_peer(&["--mode", "page-loop"]);
    peer.request(1, "tools/list", json!({ "cursor": "again" })).await;
    assert_eq!(peer.receive().await["result"]["nextCursor"], "again");
}

#[tokio::test]
async fn announces_a_new_tool_before_it_answers() {
    let mut peer = bad_peer(&["--mode", "list-change"]);
    peer.send(call(1, "more", json!({}))).await;
    assert_eq!(peer.receive().await["method"], "notifications/tools/list_changed");
    assert_eq!(peer.receive().await["id"], 1);
    peer.request(2, "tools/list", json!({})).await;
    assert_eq!(peer.receive().await["result"]["tools"][1]["name"], "more-1");
}

#[tokio::test]
async fn a_stubborn_child_outlives_its_parent() {
    let folder = std::env::temp_dir().join(format!("testkit-bad-peer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let pids = folder.join("pids");
    let mut peer = bad_peer(&["--mode", "grandchild", "--pid-file", pids.to_str().expect("text")]);
    peer.request(1, "ping", json!({})).await;
    assert_eq!(peer.receive().await["id"], 1);
    let pids = std::fs::read_to_string(pids).expect("written before it answers");
    let [own, child] = pids.lines().collect::<Vec<_>>()[..] else {
        panic!("two process ids, not {pids:?}")
    };
    assert_eq!(peer.child.id().map(|id| id.to_string()).as_deref(), Some(own));
    peer.stdin.take();
    assert!(peer.child.wait().await.expect("ends").success());
    let signal = |name: &str| {
        std::process::Command::new("kill")
            .args([name, child])
            .status()
            .expect("kill runs")
    };
    assert!(
        signal("-TERM").success() && signal("-0").success(),
        "the child ignores SIGTERM"
    );
    assert!(signal("-KILL").success());
    std::fs::remove_dir_all(folder).expect("removed");
}

#[tokio::test]
async fn http_modes_answer_with_what_is_not_mcp() {
    let (_page, http) = bad_http_peer(&["--mode", "html"]).await;
    assert_eq!(
        http.post(&[], initialize()).await.headers["content-type"],
        "text/html"
    );
    let (_status, http) = bad_http_peer(&["--mode", "status", "--status", "503"]).await;
    assert_eq!(
        http.post(&[], initialize()).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    let (_redirect, http) = bad_http_peer(&["--mode", "redirect"]).await;
    assert_eq!(http.post(&[], initialize()).await.headers["location"], "/mcp");
    let (_truncated, http) = bad_http_peer(&["--mode", "truncated"]).await;
    assert!(http.send(Method::POST, &[], "{}").await.is_err());
}

#[tokio::test]
async fn a_crash_during_a_call_cuts_the_connection() {
    let (mut peer, http) = bad_http_peer(&["--mode", "crash-on-call"]).await;
    assert_eq!(http.post(&[], initialize()).await.json()["id"], 1);
    let message = call(2, "echo", json!({ "message": "hello" })).to_string();
    assert!(http.send(Method::POST, &[], &message).await.is_err());
    assert_eq!(peer.child.wait().await.expect("ends").code(), Some(101));
}

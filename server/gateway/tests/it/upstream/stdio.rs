//! Servers that are processes.

use std::time::{Duration, Instant};

use gateway::{Error, TransportSpec};
use model::UpstreamState;
use serde_json::{Value, json};

use super::rig::{
    Rig, command, eventually, fake, fake_with, mark, next_tools, options, processes_with, server_id, soon,
    spec, user,
};

#[tokio::test]
async fn passes_the_bytes_of_a_result_through_untouched() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let result = rig.call(user(1), "raw", json!({})).await.expect("a result");
    assert_eq!(
        result.get(),
        r#"{"z":1.0,"a":12345678901234567890123,"content":[]}"#
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn log_lines_on_stdout_do_no_harm() {
    let rig = Rig::new(options(), spec(server_id(), fake("banner")));
    assert_eq!(rig.text(user(1), "echo", json!({"text": "hello"})).await, "hello");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn gives_a_process_its_own_variables_and_the_allowed_ones_only() {
    let mut options = options();
    options.child_env.push(("LANG".to_owned(), "C.UTF-8".to_owned()));
    options
        .variables
        .insert("STORED".to_owned(), "from the store".to_owned());
    let transport = fake_with(
        "plain",
        &[],
        &[("TOKEN", "x ${STORED} y"), ("LEVEL", "${LEVEL:-info}")],
    );
    let rig = Rig::new(options, spec(server_id(), transport));
    let env = rig.text(user(1), "env", json!({})).await;
    let env: Value = serde_json::from_str(&env).expect("JSON");
    assert_eq!(env["TOKEN"], "x from the store y");
    assert_eq!(env["LEVEL"], "info");
    let names: Vec<&String> = env.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["LANG", "LEVEL", "PATH", "TOKEN"]);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn hands_over_arguments_without_a_shell_and_starts_where_it_is_told() {
    let directory = tempfile::tempdir().expect("a directory");
    let odd = "a b; $(touch x) 'c' \"d\" *";
    let mut options = options();
    options.child_cwd = directory.path().to_owned();
    let rig = Rig::new(options, spec(server_id(), fake_with("plain", &[odd, ""], &[])));
    let seen = rig.text(user(1), "args", json!({})).await;
    let seen: Value = serde_json::from_str(&seen).expect("JSON");
    assert_eq!(seen["args"], json!([odd, ""]));
    let started_in = seen["cwd"].as_str().expect("a path");
    assert_eq!(
        started_in,
        directory
            .path()
            .canonicalize()
            .expect("a path")
            .to_str()
            .expect("text")
    );
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn variables_stand_for_values_anywhere_in_a_command() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut options = options();
    let place = directory.path().canonicalize().expect("a path");
    let place = place.to_str().expect("text");
    options.variables.insert("PLACE".to_owned(), place.to_owned());
    options
        .variables
        .insert("PYTHON".to_owned(), "python3".to_owned());
    let args = ["-${PLACE}-", "${NONE:-usual}", "${input:left-alone}"];
    let TransportSpec::Stdio { args, env, .. } = fake_with("plain", &args, &[]) else {
        unreachable!("it is a command");
    };
    let transport = TransportSpec::Stdio {
        command: "${PYTHON}".to_owned(),
        args,
        env,
        cwd: Some("${PLACE}".into()),
    };
    let rig = Rig::new(options, spec(server_id(), transport));
    let seen = rig.text(user(1), "args", json!({})).await;
    let seen: Value = serde_json::from_str(&seen).expect("JSON");
    let expected = json!([format!("-{place}-"), "usual", "${input:left-alone}"]);
    assert_eq!((&seen["args"], &seen["cwd"]), (&expected, &json!(place)));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn answers_ping_and_refuses_what_it_cannot_do_for_a_server() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let replies = rig.text(user(1), "ask", json!({})).await;
    let replies: Value = serde_json::from_str(&replies).expect("JSON");
    assert_eq!(replies["q:ping"], json!({}));
    assert_eq!(replies["q:roots/list"]["code"], -32601);
    assert_eq!(replies["q:sampling/createMessage"]["code"], -32601);
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn passes_progress_on_in_order_and_before_the_answer() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let body = rig
        .call_with_progress("progress", json!({"steps": 5, "pause": 0.001}))
        .await;
    let at = |text: &str| {
        body.find(text)
            .unwrap_or_else(|| panic!("{text} is missing in {body}"))
    };
    let steps: Vec<usize> = (0..5).map(|step| at(&format!(r#""progress": {step}"#))).collect();
    assert!(steps.is_sorted() && steps[4] < at("done"), "{body}");
    assert_eq!(body.matches(r#""mine""#).count(), 5, "{body}");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn progress_starts_the_time_of_a_call_anew() {
    let mut options = options();
    options.call_timeout = Duration::from_secs(2);
    let rig = Rig::new(options, spec(server_id(), fake("plain")));
    let body = rig
        .call_with_progress("progress", json!({"steps": 5, "pause": 0.6}))
        .await;
    assert!(body.contains("done"), "{body}");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn tells_the_server_when_nobody_waits_any_more() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    rig.text(user(1), "echo", json!({"text": ""})).await;
    let call = rig.call(user(1), "sleep", json!({"seconds": 30}));
    // Long enough for the request to be written.
    assert!(
        tokio::time::timeout(Duration::from_millis(200), call)
            .await
            .is_err()
    );
    let told = async { while rig.text(user(1), "cancelled", json!({})).await == "[]" {} };
    soon(Box::pin(told)).await;
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn lists_the_tools_again_when_the_server_says_that_they_changed() {
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let mut events = rig.gateway.events();
    rig.text(user(1), "echo", json!({"text": ""})).await;
    // Once because the connection is new.
    assert_eq!(next_tools(&mut events).await.len(), 18);
    rig.text(user(1), "grow", json!({})).await;
    let has_grown = async |n| {
        tokio::task::yield_now().await;
        let called = rig.call(user(n), "grown", json!({})).await;
        !matches!(called, Err(Error::UnknownTool(_)))
    };
    soon(Box::pin(async { while !has_grown(1).await {} })).await;
    assert!(!has_grown(2).await, "the process of another has not");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_probe_shows_what_a_server_is_and_leaves_nothing_behind() {
    let mark = mark();
    let rig = Rig::new(options(), spec(server_id(), fake("plain")));
    let probe = rig
        .gateway
        .probe(spec(server_id(), fake_with("plain", &[], &[("MARK", &mark)])))
        .await
        .expect("works");
    assert_eq!(probe.view.server_info, "fake 1");
    assert_eq!(probe.view.protocol_version, "2025-11-25");
    assert_eq!(probe.view.tools.len(), 18);
    assert_eq!(probe.view.tools[0], ("echo".to_owned(), "echo".to_owned()));
    assert!(
        probe.offering.tools[0]
            .definition
            .get()
            .contains(r#""description": "echo\nmore""#)
    );
    eventually("the end of the probed process", || {
        processes_with(&mark).is_empty().then_some(())
    })
    .await;
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn shutdown_ends_whole_process_trees() {
    let mark = mark();
    let mut options = options();
    options.stop_grace = Duration::from_secs(1);
    options.child_env.push(("MARK".to_owned(), mark.clone()));
    let id = server_id();
    // As `npx` does it: a shell that starts the server, which starts more.
    let script = concat!(
        "python3 ",
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/upstream/fake_server.py family; exit $?"
    );
    let rig = Rig::new(options, spec(id, command("sh", &["-c", script])));
    futures::future::join_all((1..=3).map(|person| rig.pid(user(person)))).await;
    // The shell, the server, and its two children; for each of three people.
    eventually("twelve processes", || {
        (processes_with(&mark).len() == 12).then_some(())
    })
    .await;
    let started = Instant::now();
    rig.gateway.shutdown().await;
    // All at once: three trees that resist take no longer than one.
    assert!(
        started.elapsed() < Duration::from_millis(2500),
        "took {:?}",
        started.elapsed()
    );
    assert_eq!(processes_with(&mark), [""; 0]);
    assert_eq!(rig.gateway.status(id).state, UpstreamState::Disabled);
}

#[tokio::test]
async fn a_crash_leaves_none_of_the_children_behind() {
    let mark = mark();
    let mut options = options();
    options.stop_grace = Duration::from_millis(300);
    options.child_env.push(("MARK".to_owned(), mark.clone()));
    let id = server_id();
    // Ignores SIGTERM, and the shell that started it ends in the middle of the handshake.
    let script = "trap '' TERM; sleep 60 & read line; exit 7";
    let rig = Rig::new(options, spec(id, command("sh", &["-c", script])));
    assert_eq!(
        rig.failure().await.message,
        "The process ended with exit code 7 before it was ready."
    );
    rig.apply(Vec::new());
    eventually("the end of the child", || {
        processes_with(&mark).is_empty().then_some(())
    })
    .await;
    rig.gateway.shutdown().await;
}

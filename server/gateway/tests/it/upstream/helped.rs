//! Servers that are started with the gateway's helper: whatever they do to get away, whatever they may use, wherever they
//! may write.

use std::{fs, path::Path, time::Duration};

use gateway::{
    ConnectionHolder, GatewayOptions, ProcessLimits, RunSpec, Sandbox, TransportSpec, UpstreamSpec,
};
use model::{Failure, FailureClass, MASK};
use serde_json::json;
use tempfile::TempDir;

use super::rig::{
    Rig, command, eventually, failed_probe, failed_probe_of, fake_with, mark, options, processes_with,
    server_id, spec, user,
};

const MEBIBYTE: u64 = 1024 * 1024;

fn helped(directory: &Path) -> GatewayOptions {
    GatewayOptions {
        helper: Some(env!("CARGO_BIN_EXE_gateway-helper").into()),
        child_cwd: directory.to_owned(),
        ..options()
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a directory")
}

fn run_with(transport: TransportSpec, run: RunSpec) -> UpstreamSpec {
    UpstreamSpec {
        run,
        ..spec(server_id(), transport)
    }
}

/// A shell that does something and then is the server.
fn prelude(script: &str) -> TransportSpec {
    let server = concat!(
        "exec python3 ",
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/upstream/fake_server.py plain"
    );
    command("sh", &["-c", &format!("{script}\n{server}")])
}

async fn failure(directory: &Path, transport: TransportSpec, run: RunSpec) -> Failure {
    failed_probe_of(helped(directory), run_with(transport, run)).await
}

fn limits(limits: ProcessLimits) -> RunSpec {
    RunSpec {
        limits,
        ..RunSpec::default()
    }
}

fn sandbox(writable: &[&Path]) -> RunSpec {
    let writable = writable.iter().map(|path| (*path).to_owned()).collect();
    RunSpec {
        sandbox: Some(Sandbox { writable }),
        ..RunSpec::default()
    }
}

// === Process trees ===

#[tokio::test]
async fn stop_ends_daemons_and_sessions_too() {
    let (directory, mark) = (folder(), mark());
    let mut options = helped(directory.path());
    options.stop_grace = Duration::from_secs(1);
    options.child_env.push(("MARK".to_owned(), mark.clone()));
    // One in a session of its own, one that is a daemon by the book: forked twice, so that its parent is gone.
    let script = "setsid sleep 60 & (setsid sh -c 'sleep 60 & sleep 60' &)";
    let rig = Rig::new(options, spec(server_id(), prelude(script)));
    rig.pid(user(1)).await;
    eventually("the family", || (processes_with(&mark).len() >= 5).then_some(())).await;
    rig.gateway.shutdown().await;
    assert_eq!(processes_with(&mark), [""; 0]);
}

#[tokio::test]
async fn the_server_itself_is_the_child_and_leads_a_session() {
    let directory = folder();
    let rig = Rig::new(
        helped(directory.path()),
        spec(server_id(), fake_with("plain", &[], &[])),
    );
    let pid: i32 = rig.pid(user(1)).await.parse().expect("a number");
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).expect("runs");
    let fields: Vec<i64> = status[status.rfind(')').expect("a name") + 3..]
        .split_whitespace()
        .filter_map(|field| field.parse().ok())
        .collect();
    let (parent, session) = (fields[0], fields[2]);
    assert_eq!(parent, i64::from(std::process::id()));
    assert_eq!(session, i64::from(pid));
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn shows_the_processes_of_a_server_without_its_secrets() {
    let directory = folder();
    let id = server_id();
    let script = concat!(
        "python3 ",
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/upstream/fake_server.py plain --token s3cret-token; exit $?"
    );
    let rig = Rig::new(helped(directory.path()), spec(id, command("sh", &["-c", script])));
    assert!(rig.gateway.connections(id).await.is_empty());
    let pid: u32 = rig.pid(user(1)).await.parse().expect("a number");
    let connections = rig.gateway.connections(id).await;
    let [connection] = &connections[..] else {
        panic!("expected one connection: {connections:?}");
    };
    let [shell, server] = &connection.processes[..] else {
        panic!("expected a shell and a server: {connection:?}");
    };
    assert_eq!((shell.parent, server.parent), (None, Some(shell.pid)));
    assert_eq!(server.pid, pid);
    assert!(
        server.command.contains("fake_server.py plain --token"),
        "{server:?}"
    );
    assert!(
        server.command.contains(MASK) && !server.command.contains("s3cret"),
        "{server:?}"
    );
    assert!(server.rss_bytes > MEBIBYTE, "{server:?}");
    assert!(server.started_at >= shell.started_at);
    assert_eq!(connection.holder, ConnectionHolder::Shared(user(1)));
    assert!(rig.gateway.connections(server_id()).await.is_empty());
    rig.gateway.shutdown().await;
    assert!(rig.gateway.connections(id).await.is_empty());
}

#[tokio::test]
async fn a_process_ends_with_its_gateway_where_no_keeper_is_left() {
    let mark = mark();
    // The shell stands for the gateway.
    let script = concat!(
        env!("CARGO_BIN_EXE_gateway-helper"),
        " gateway-helper launch parent $$ command '' sleep 60 & wait"
    );
    let mut gateway = tokio::process::Command::new("sh")
        .args(["-c", script])
        .env("MARK", &mark)
        .kill_on_drop(true)
        .spawn()
        .expect("starts");
    let runs = |pid: &String| {
        let command = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        command.starts_with(b"sleep")
    };
    eventually("the command", || {
        processes_with(&mark).iter().any(runs).then_some(())
    })
    .await;
    gateway.kill().await.expect("is killed");
    eventually("its end", || processes_with(&mark).is_empty().then_some(())).await;
}

#[tokio::test]
async fn new_limits_hold_at_once() {
    let directory = folder();
    let server = spec(server_id(), fake_with("plain", &[], &[]));
    let rig = Rig::new(helped(directory.path()), server.clone());
    let before = rig.pid(user(1)).await;
    let run = limits(ProcessLimits {
        open_files: Some(77),
        ..ProcessLimits::default()
    });
    rig.apply(vec![UpstreamSpec { run, ..server }]);
    let after = rig.pid(user(1)).await;
    assert_ne!(before, after);
    let limits = fs::read_to_string(format!("/proc/{after}/limits")).expect("runs");
    let files = limits.lines().find(|line| line.starts_with("Max open files"));
    let files: Vec<&str> = files.expect("a limit").split_whitespace().collect();
    assert_eq!(files[3..5], ["77", "77"]);
    rig.gateway.shutdown().await;
}

// === What cannot be started ===

#[tokio::test]
async fn a_command_that_cannot_be_run_is_explained_as_without_a_helper() {
    let directory = folder();
    fs::write(directory.path().join("file"), "not a program").expect("writes");
    let file = directory.path().join("file");
    let cases = [
        command("no-such-program-here", &["--token", "abc"]),
        command(file.to_str().expect("text"), &[]),
        TransportSpec::Stdio {
            command: "sh".to_owned(),
            args: Vec::new(),
            env: Vec::new(),
            cwd: Some(directory.path().join("missing")),
        },
    ];
    for case in cases {
        let without = failed_probe(options(), case.clone()).await;
        let with = failed_probe(helped(directory.path()), case).await;
        assert_eq!(with.class, FailureClass::Spawn);
        assert_eq!(
            Failure {
                at: without.at,
                ..with
            },
            without
        );
    }
}

#[tokio::test]
async fn limits_are_refused_where_nobody_can_set_them() {
    let run = limits(ProcessLimits {
        open_files: Some(20),
        ..ProcessLimits::default()
    });
    let failure = failed_probe_of(options(), run_with(prelude(""), run)).await;
    assert_eq!(failure.class, FailureClass::Spawn);
    assert!(
        failure.message.contains("MetaMCP's own program"),
        "{}",
        failure.message
    );
}

// === Limits ===

#[tokio::test]
async fn a_process_that_uses_up_its_processor_time() {
    let directory = folder();
    let run = limits(ProcessLimits {
        cpu_seconds: Some(1),
        ..ProcessLimits::default()
    });
    let failure = failure(
        directory.path(),
        command("sh", &["-c", "while :; do :; done"]),
        run,
    )
    .await;
    assert_eq!(failure.class, FailureClass::Exited);
    assert_eq!(
        failure.message,
        "The process was ended by SIGXCPU before it was ready: it has used its 1 s of processor time."
    );
    assert!(failure.advice.contains("Raise the limit"), "{}", failure.advice);
}

#[tokio::test]
async fn a_process_that_asks_for_more_memory_than_it_may_use() {
    let directory = folder();
    let run = limits(ProcessLimits {
        memory_bytes: Some(64 * MEBIBYTE),
        ..ProcessLimits::default()
    });
    let greedy = command("python3", &["-c", "bytearray(500_000_000)"]);
    let failure = failure(directory.path(), greedy, run).await;
    assert!(
        failure
            .message
            .contains("it may use 64 MiB of memory and asked for more"),
        "{failure:?}"
    );
}

#[tokio::test]
async fn a_process_that_opens_more_files_than_it_may() {
    let directory = folder();
    let run = limits(ProcessLimits {
        open_files: Some(20),
        ..ProcessLimits::default()
    });
    let greedy = command(
        "python3",
        &["-c", "files = [open('/dev/null') for _ in range(100)]"],
    );
    let failure = failure(directory.path(), greedy, run).await;
    assert!(
        failure
            .message
            .contains("it may have 20 files open and asked for more"),
        "{failure:?}"
    );
}

// === The sandbox ===

/// Landlock in a version that we use.
fn has_sandbox() -> bool {
    // The kernel says which system calls it has only to those who try; the launcher is who tries.
    let directory = tempfile::tempdir().expect("a directory");
    let helper = env!("CARGO_BIN_EXE_gateway-helper");
    let parent = std::process::id().to_string();
    let words = [
        "gateway-helper",
        "launch",
        "parent",
        &parent,
        "sandbox",
        "landlock",
        "command",
        "",
        "true",
    ];
    let tried = std::process::Command::new(helper)
        .args(words)
        .current_dir(directory.path())
        .output()
        .expect("runs");
    tried.status.success()
}

#[tokio::test]
async fn a_sandboxed_server_writes_where_it_may_and_nowhere_else() {
    let (home, allowed, outside) = (folder(), folder(), folder());
    let at = |folder: &TempDir, name: &str| folder.path().join(name).display().to_string();
    let script = [
        format!("echo x > {} && echo inside >&2", at(&allowed, "a")),
        format!(
            "(echo x > {}) 2>/dev/null || echo kept out >&2",
            at(&outside, "b")
        ),
        "echo x > $TMPDIR/t && echo temporary >&2".to_owned(),
        "echo x > /dev/null && echo device >&2".to_owned(),
        format!(
            "(mv {} {}) 2>/dev/null || echo not moved >&2",
            at(&allowed, "a"),
            at(&outside, "c")
        ),
        format!("ls {} > /dev/null && echo read >&2", outside.path().display()),
        "echo $TMPDIR >&2; exit 3".to_owned(),
    ]
    .join("\n");
    let failure = failure(
        home.path(),
        command("sh", &["-c", &script]),
        sandbox(&[allowed.path()]),
    )
    .await;
    if !has_sandbox() {
        assert_eq!(failure.class, FailureClass::Spawn);
        assert!(failure.message.contains("Landlock"), "{failure:?}");
        assert!(
            fs::read_dir(allowed.path()).expect("readable").next().is_none(),
            "it was run"
        );
        return;
    }
    let said: Vec<&str> = failure.output.lines().collect();
    assert_eq!(
        said[..6],
        ["inside", "kept out", "temporary", "device", "not moved", "read"],
        "{failure:?}"
    );
    let temporary = Path::new(said[6]);
    assert!(temporary.starts_with(home.path().join("tmp")), "{temporary:?}");
    assert!(fs::read_dir(outside.path()).expect("readable").next().is_none());
    eventually("the end of the temporary folder", || {
        (!temporary.exists()).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_sandboxed_server_works() {
    let (home, allowed) = (folder(), folder());
    let mut options = helped(home.path());
    options
        .variables
        .insert("PLACE".to_owned(), allowed.path().display().to_string());
    let run = sandbox(&[Path::new("${PLACE}"), Path::new("${NONE:-/dev/shm}")]);
    let transport = prelude("echo x > $0; echo x > \"$PLACE/written\"");
    let TransportSpec::Stdio {
        command,
        mut args,
        cwd,
        ..
    } = transport
    else {
        unreachable!("it is a command");
    };
    args.push("/dev/null".to_owned());
    let transport = TransportSpec::Stdio {
        command,
        args,
        env: vec![("PLACE".to_owned(), "${PLACE}".to_owned())],
        cwd,
    };
    if !has_sandbox() {
        let failure = failed_probe_of(options, run_with(transport, run)).await;
        assert!(failure.message.contains("Landlock"), "{failure:?}");
        return;
    }
    let rig = Rig::new(options, run_with(transport, run));
    assert_eq!(rig.text(user(1), "echo", json!({"text": "hello"})).await, "hello");
    assert!(allowed.path().join("written").exists());
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_folder_that_does_not_exist_is_named() {
    let home = folder();
    let missing = home.path().join("missing");
    let failure = failure(home.path(), prelude(""), sandbox(&[home.path(), &missing])).await;
    assert_eq!(failure.class, FailureClass::Spawn);
    let expected = if has_sandbox() {
        format!(
            "The folder {}, which the server may write to, does not exist.",
            missing.display()
        )
    } else {
        "The sandbox needs Landlock as Linux has it since 6.2, which this system does not offer.".to_owned()
    };
    assert_eq!(failure.message, expected);
}

#[tokio::test]
async fn a_server_that_may_write_to_the_usual_place_gets_no_other() {
    let (home, usual) = (folder(), folder());
    let mut options = helped(home.path());
    options
        .child_env
        .push(("TMPDIR".to_owned(), usual.path().display().to_string()));
    let run = sandbox(&[usual.path()]);
    let failure = failed_probe_of(options, run_with(command("sh", &["-c", "echo $TMPDIR >&2"]), run)).await;
    let expected = if has_sandbox() {
        usual.path().display().to_string()
    } else {
        String::new()
    };
    assert_eq!(failure.output, expected);
    assert!(!home.path().join("tmp").exists());
}

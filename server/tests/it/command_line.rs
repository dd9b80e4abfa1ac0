//! Commands that end.

use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

use crate::support::binary::{Served, command, run, stderr, stdout};

#[tokio::test]
async fn a_wrong_setting_is_named_before_anything_starts() {
    let data = TempDir::new().expect("a directory");
    let output = command(data.path())
        .arg("serve")
        .env("METAMCP_MAX_SESSIONS", "many")
        .env("METAMCP_LISTEN", "nowhere")
        .output()
        .await
        .expect("runs");
    assert!(!output.status.success());
    let told = stderr(&output);
    assert!(
        told.contains("METAMCP_MAX_SESSIONS=many") && told.contains("METAMCP_LISTEN=nowhere"),
        "{told}"
    );
    assert!(!data.path().join("metamcp.db").exists());
}

#[tokio::test]
async fn help_teaches_the_first_steps() {
    let data = TempDir::new().expect("a directory");
    let help = stdout(&run(data.path(), &["--help"]).await);
    for word in [
        "serve",
        "migrate",
        "demo-server",
        "connect",
        "healthcheck",
        "user",
        "settings",
        "apply",
        "audit",
        "export",
        "METAMCP_LISTEN",
    ] {
        assert!(help.contains(word), "{word} is missing in:\n{help}");
    }
    assert!(stdout(&run(data.path(), &["apply", "--help"]).await).contains("api_keys:"));
    let connect = stdout(&run(data.path(), &["connect", "--help"]).await);
    assert!(
        connect.contains("METAMCP_API_KEY") && connect.contains("mcpServers"),
        "{connect}"
    );
}

#[tokio::test]
async fn migrations_go_up_and_down_and_up_again() {
    let data = TempDir::new().expect("a directory");
    assert!(stdout(&run(data.path(), &["migrate"]).await).contains("done: "));
    assert_eq!(
        stdout(&run(data.path(), &["migrate"]).await).trim(),
        "nothing to do"
    );
    assert!(!stdout(&run(data.path(), &["migrate", "--status"]).await).contains("pending"));
    assert!(
        run(data.path(), &["migrate", "--down", "1"])
            .await
            .status
            .success()
    );
    assert!(stdout(&run(data.path(), &["migrate", "--status"]).await).contains("pending"));
    assert!(stdout(&run(data.path(), &["migrate"]).await).contains("done: "));
}

#[tokio::test]
async fn healthcheck_tells_a_running_gateway_from_none() {
    let data = TempDir::new().expect("a directory");
    let served = Served::start(data.path()).await;
    let well = run(data.path(), &["healthcheck", "--url", &served.base]).await;
    assert!(well.status.success(), "{}", stderr(&well));
    let base = served.base.clone();
    served.terminate().await;
    let gone = run(data.path(), &["healthcheck", "--url", &base]).await;
    assert!(!gone.status.success());
    assert!(
        stderr(&gone).contains("is `metamcp serve` running?"),
        "{}",
        stderr(&gone)
    );
}

#[tokio::test]
async fn a_user_is_created_with_a_made_or_a_given_password() {
    let data = TempDir::new().expect("a directory");
    let made = stdout(&run(data.path(), &["user", "create", "--email", "ada@example.com"]).await);
    assert!(
        made.contains("created ada@example.com (admin)") && made.contains("password: "),
        "{made}"
    );
    let again = run(data.path(), &["user", "create", "--email", "ADA@example.com"]).await;
    assert!(
        !again.status.success(),
        "e-mail addresses are unique without regard to case"
    );

    let mut child = command(data.path())
        .args([
            "user",
            "create",
            "--email",
            "bob@example.com",
            "--role",
            "viewer",
            "--password-stdin",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(b"a long password\n")
        .await
        .expect("writes");
    let given = stdout(&child.wait_with_output().await.expect("ends"));
    assert!(
        given.contains("(viewer)") && !given.contains("password"),
        "{given}"
    );
}

#[tokio::test]
async fn people_are_listed_changed_and_deleted() {
    let data = TempDir::new().expect("a directory");
    for email in ["ada@example.com", "bob@example.com"] {
        run(data.path(), &["user", "create", "--email", email]).await;
    }
    let user = |args: &'static [&'static str]| {
        let path = data.path().to_owned();
        async move { run(&path, &[&["user"], args].concat()).await }
    };
    let changed = stdout(&user(&["set-role", "BOB@example.com", "member"]).await);
    assert!(changed.contains("bob@example.com is member now"), "{changed}");
    let last = user(&["set-role", "ada@example.com", "viewer"]).await;
    assert!(
        !last.status.success() && stderr(&last).contains("last administrator"),
        "{}",
        stderr(&last)
    );
    let listed = stdout(&user(&["list"]).await);
    assert_eq!(
        listed.lines().collect::<Vec<_>>(),
        ["ada@example.com admin ada", "bob@example.com member bob"]
    );
    let link = stdout(&user(&["reset-password", "bob@example.com"]).await);
    assert!(link.contains("/reset/"), "{link}");

    let unknown = user(&["delete", "eve@example.com"]).await;
    assert!(
        stderr(&unknown).contains("metamcp user list"),
        "{}",
        stderr(&unknown)
    );
    assert!(user(&["delete", "bob@example.com"]).await.status.success());
    assert!(!stdout(&user(&["list"]).await).contains("bob"));
}

#[tokio::test]
async fn the_demo_server_speaks_mcp_without_any_setting() {
    let data = TempDir::new().expect("a directory");
    let mut child = command(data.path())
        .arg("demo-server")
        .env("METAMCP_LISTEN", "not even read")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("starts");
    let initialize = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"#;
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(format!("{initialize}\n").as_bytes())
        .await
        .expect("writes");
    let answer = stdout(&child.wait_with_output().await.expect("ends when stdin does"));
    assert!(answer.contains(r#""protocolVersion":"2025-11-25""#), "{answer}");
}

#[tokio::test]
async fn sign_in_by_password_is_never_off_while_nobody_could_get_in() {
    let data = TempDir::new().expect("a directory");
    let off = run(data.path(), &["settings", "password-sign-in", "off"]).await;
    assert!(!off.status.success());
    assert!(
        stderr(&off).contains("no administrator could sign in"),
        "{}",
        stderr(&off)
    );
    let on = stdout(&run(data.path(), &["settings", "password-sign-in", "on"]).await);
    assert_eq!(on.trim(), "sign-in by password is on now");
}

#[tokio::test]
async fn what_commands_change_is_written_down_and_can_be_checked() {
    let data = TempDir::new().expect("a directory");
    let nothing = run(data.path(), &["audit", "verify"]).await;
    assert!(
        stdout(&nothing).contains("nothing is written down yet"),
        "{nothing:?}"
    );
    let created = run(data.path(), &["user", "create", "--email", "ada@example.com"]).await;
    assert!(created.status.success(), "{created:?}");
    let whole = stdout(&run(data.path(), &["audit", "verify"]).await);
    assert!(whole.contains("acts: as they were written (rows: 1)"), "{whole}");
    let head = whole
        .lines()
        .find_map(|line| line.trim().strip_prefix("head "))
        .expect("a head");
    let kept = run(data.path(), &["audit", "verify", "--head", head]).await;
    assert!(kept.status.success(), "{kept:?}");
    let (place, _) = head.rsplit_once(':').expect("a hash");
    let other = format!("{place}:{}", "0".repeat(64));
    let found = run(data.path(), &["audit", "verify", "--head", &other]).await;
    assert!(
        !found.status.success() && stdout(&found).contains("BROKEN"),
        "{found:?}"
    );
}

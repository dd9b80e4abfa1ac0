//! The built binary as a process of its own.

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::timeout,
};

/// Longer than anything here takes; a test that waits so long has failed.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// Runs a command of the binary to its end.
pub(crate) async fn run(data: &Path, args: &[&str]) -> Output {
    let output = command(data).args(args).stdin(Stdio::null()).output();
    timeout(PATIENCE, output).await.expect("ends").expect("starts")
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(crate) fn command(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_metamcp"));
    command
        .env_clear()
        .env("PATH", env!("PATH"))
        .env("HOME", data)
        .env("METAMCP_DATA_DIR", data)
        .env("METAMCP_LISTEN", "127.0.0.1:0")
        .env("METAMCP_LOG_FORMAT", "json")
        .kill_on_drop(true);
    command
}

/// `metamcp serve` that has said where it listens.
pub(crate) struct Served {
    pub(crate) child: Child,
    pub(crate) base: String,
    log: Arc<Mutex<String>>,
}

impl Served {
    /// As [`Self::start`], with this declaration applied before.
    pub(crate) async fn declared(data: &Path, declaration: &str) -> Self {
        let file = data.join("metamcp.yaml");
        fs::write(&file, declaration).expect("writes");
        let applied = run(data, &["apply", "-f", file.to_str().expect("UTF-8")]).await;
        assert!(applied.status.success(), "{}", stderr(&applied));
        Self::start(data).await
    }

    pub(crate) async fn start(data: &Path) -> Self {
        Self::of(command(data)).await
    }

    /// As [`Self::start`], with settings of its own.
    pub(crate) async fn of(mut command: Command) -> Self {
        let mut child = command
            .arg("serve")
            .stderr(Stdio::piped())
            .spawn()
            .expect("starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let log = Arc::new(Mutex::new(String::new()));
        let note = |log: &Mutex<String>, line: &str| {
            let mut log = log.lock().expect("nobody panicked");
            log.push_str(line);
            log.push('\n');
        };
        let address = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("UTF-8") {
                note(&log, &line);
                let event: serde_json::Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(address) = event["address"].as_str() {
                    return address.to_owned();
                }
            }
            panic!(
                "ended before it listened: {}",
                log.lock().expect("nobody panicked")
            )
        })
        .await
        .expect("listens");
        // The pipe has to be read on, or a full one would stop the process.
        let noted = Arc::clone(&log);
        tokio_util::task::TaskTracker::new().spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                note(&noted, &line);
            }
        });
        Self {
            child,
            base: format!("http://{address}"),
            log,
        }
    }

    /// What it has said so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("nobody panicked").clone()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().expect("still runs")
    }

    /// SIGTERM, and the exit code.
    pub(crate) async fn terminate(mut self) -> std::process::ExitStatus {
        let pid = self.pid().to_string();
        let sent = Command::new("kill")
            .args(["-TERM", &pid])
            .status()
            .await
            .expect("kill runs");
        assert!(sent.success());
        timeout(PATIENCE, self.child.wait())
            .await
            .expect("ends")
            .expect("is waited for")
    }
}

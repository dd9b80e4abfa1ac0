//! The clock of the machine is set while the gateway runs. The real one stays as it is: `faketime` shows another to one process.

use std::{fs, path::PathBuf};

use reqwest::StatusCode;
use tempfile::TempDir;
use tokio::process::Command;

use super::scene::{Scene, add_namespace, namespaces};

/// A clock on the wall, which can be set.
struct WallClock(TempDir);

impl WallClock {
    /// It shows the real time.
    fn new() -> Self {
        let clock = Self(TempDir::new().expect("a directory"));
        clock.set("+0");
        clock
    }

    /// From now on it is so much before (`-`) or behind (`+`) the real time.
    fn set(&self, offset: &str) {
        // In one move, since it is read at any time.
        let draft = self.0.path().join("draft");
        fs::write(&draft, offset).expect("writes");
        fs::rename(draft, self.file()).expect("moves");
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("offset")
    }

    /// What makes a process look at this clock.
    async fn settings(&self) -> Vec<(String, String)> {
        let file = self.file().display().to_string();
        [
            ("LD_PRELOAD", library().await),
            ("FAKETIME_TIMESTAMP_FILE", file),
            ("FAKETIME_NO_CACHE", "1".to_owned()),
            // As the system does: what measures how long something takes goes on evenly.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }
}

/// Where `faketime` has its library for programs with threads.
async fn library() -> String {
    let told = Command::new("faketime")
        .args(["-m", "-f", "+0", "printenv", "LD_PRELOAD"])
        .output()
        .await
        .expect("faketime runs; scripts/setup.sh test installs it");
    let told = String::from_utf8(told.stdout).expect("a path");
    assert!(!told.trim().is_empty(), "faketime names no library");
    told.trim().to_owned()
}

#[tokio::test]
async fn a_day_forward_and_two_back_are_noticed_by_nobody() {
    let clock = WallClock::new();
    let scene = Scene::with(clock.settings().await).await;
    let (first, mut ada) = (scene.begin().await, scene.administrator().await);
    scene.works(&first).await;
    let mut sessions = vec![first];
    for (name, offset) in [("tomorrow", "+1d"), ("yesterday", "-1d"), ("today", "+0")] {
        clock.set(offset);
        // Whoever was here stays, and whoever comes is let in: now, and when the clock is set again.
        sessions.push(scene.begin().await);
        for session in &sessions {
            scene.works(session).await;
        }
        assert_eq!(add_namespace(&ada, name).await.0, StatusCode::OK, "{name}");
        assert_eq!(ada.sign_in().await.status(), StatusCode::OK, "{name}");
    }
    assert_eq!(namespaces(&ada).await, ["dev", "today", "tomorrow", "yesterday"]);
    let scene = scene.restart().await;
    for session in &sessions {
        scene.works(session).await;
    }
    scene.end().await;
}

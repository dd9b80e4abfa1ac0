//! The file of the database cannot grow: the disk is full, a quota is used up, or a limit is reached.

use reqwest::{Response, StatusCode};
use tokio::process::Command;

use super::scene::{Scene, add_namespace, namespaces};
use crate::support::visitor::Visitor;

/// More than the database has connections: what goes wrong on each must not be left behind there.
const ATTEMPTS: usize = 20;

/// Bounds the size of the files that the gateway writes.
async fn bound_files(scene: &Scene, bytes: &str) {
    let pid = scene.served.pid().to_string();
    let set = Command::new("prlimit")
        .args(["--pid", &pid, &format!("--fsize={bytes}:")])
        .status()
        .await;
    assert!(set.expect("prlimit, of util-linux, runs").success());
}

/// The file that changes are written to first has its size for now.
async fn fill_disk(scene: &Scene) {
    let log = scene.database().with_extension("db-wal");
    let size = log.metadata().expect("there were changes").len();
    bound_files(scene, &size.to_string()).await;
}

async fn assert_unavailable(response: Response) {
    let status = response.status();
    let answer = response.text().await.expect("a body");
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    assert!(
        answer.contains(r#""error":"unavailable""#) && answer.contains("disk"),
        "{answer}"
    );
}

#[tokio::test]
async fn calls_go_on_changes_say_why_they_cannot_and_nothing_is_lost() {
    let scene = Scene::start().await;
    let (before, mut ada) = (scene.begin().await, scene.administrator().await);
    scene.works(&before).await;
    assert_eq!(add_namespace(&ada, "kept").await.0, StatusCode::OK);

    fill_disk(&scene).await;
    scene.works(&before).await;
    let meanwhile = scene.begin().await;
    scene.works(&meanwhile).await;
    for _ in 0..ATTEMPTS {
        let (status, answer) = add_namespace(&ada, "lost").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
        assert!(
            answer.contains(r#""error":"unavailable""#) && answer.contains("disk"),
            "{answer}"
        );
    }
    let mut stranger = Visitor::at(&scene.served.base);
    assert_unavailable(stranger.sign_in().await).await;
    assert_unavailable(ada.sign_in().await).await;
    assert_eq!(namespaces(&ada).await, ["dev", "kept"], "pages are there");
    scene.works(&meanwhile).await;

    bound_files(&scene, "unlimited").await;
    for name in 0..ATTEMPTS {
        let (status, answer) = add_namespace(&ada, &format!("more-{name}")).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    for somebody in [&mut stranger, &mut ada] {
        assert_eq!(somebody.sign_in().await.status(), StatusCode::OK);
        assert_eq!(namespaces(somebody).await.len(), 2 + ATTEMPTS);
    }
    let scene = scene.restart().await;
    scene.works(&before).await;
    scene.works(&meanwhile).await;
    scene.end().await;
}

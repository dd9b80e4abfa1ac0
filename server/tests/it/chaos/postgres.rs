//! Postgres goes away and comes back.

use std::time::Duration;

use reqwest::{StatusCode, header};
use store::testing::OwnPostgres;
use tokio::time::{Instant, timeout};

use super::scene::{Scene, add_namespace, namespaces};
use crate::support::{
    processes::{children_of, descriptors_of, eventually},
    visitor::Visitor,
};

/// Whoever changes something learns so soon that it cannot be.
const ANSWER: Duration = Duration::from_secs(15);

/// Changes of other processes are looked for every five seconds by those that hear of them.
const TOLD: Duration = Duration::from_secs(4);

/// Somebody else publishes this too.
const MORE: &str = "endpoints: { more: { namespace: dev, auth: none } }\n";

/// One that loses nothing when it is stopped as in a crash: those of tests may lose what was saved last, to be faster.
async fn lasting_postgres() -> OwnPostgres {
    let postgres = OwnPostgres::start();
    postgres.ask("ALTER SYSTEM SET synchronous_commit = on");
    postgres.ask("SELECT pg_reload_conf()");
    eventually("the setting", || postgres.ask("SHOW synchronous_commit") == "on").await;
    postgres
}

fn listeners(postgres: &OwnPostgres) -> String {
    postgres.ask("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
}

/// Descriptors but for connections to the database, of which there may be more or less at any time; and processes.
fn held(pid: u32, postgres: &OwnPostgres) -> (usize, usize) {
    let connections = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metamcp'";
    let connections: usize = postgres.ask(connections).parse().expect("a number");
    (
        descriptors_of(pid).saturating_sub(connections),
        children_of(pid).len(),
    )
}

#[tokio::test]
async fn calls_go_on_changes_say_why_they_cannot_and_afterwards_all_is_as_before() {
    let mut postgres = lasting_postgres().await;
    let scene = Scene::with(vec![("DATABASE_URL".to_owned(), postgres.url())]).await;
    let (before, ada) = (scene.begin().await, scene.administrator().await);
    scene.works(&before).await;
    assert_eq!(add_namespace(&ada, "kept").await.0, StatusCode::OK);
    eventually("somebody who listens", || listeners(&postgres) == "1").await;
    let (pid, ready) = (scene.served.pid(), "/ready");
    let (mut before_it, mut last) = ((0, 0), None);
    eventually("rest", || {
        before_it = held(pid, &postgres);
        last.replace(before_it) == Some(before_it)
    })
    .await;

    postgres.take_away();
    scene.works(&before).await;
    let meanwhile = scene.begin().await;
    scene.works(&meanwhile).await;
    let (status, answer) = timeout(ANSWER, add_namespace(&ada, "lost")).await.expect("soon");
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    assert!(
        answer.contains(r#""error":"unavailable""#) && answer.contains("DATABASE_URL"),
        "{answer}"
    );
    let page = timeout(ANSWER, ada.get("/namespaces")).await.expect("soon");
    assert_eq!(page.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ada.get(ready).await.status(), StatusCode::SERVICE_UNAVAILABLE);

    postgres.give_back();
    eventually("somebody who listens again", || listeners(&postgres) == "1").await;
    assert_eq!(ada.get(ready).await.status(), StatusCode::OK);
    assert_eq!(add_namespace(&ada, "after").await.0, StatusCode::OK);
    assert_eq!(namespaces(&ada).await, ["after", "dev", "kept"]);
    eventually("the sessions in the database", || {
        postgres.ask("SELECT count(*) FROM client_sessions") == "2"
    })
    .await;
    scene.apply(MORE).await;
    let applied = Instant::now();
    while !is_published(&ada).await {
        assert!(applied.elapsed() < TOLD, "the change was not told");
    }
    let (descriptors, processes) = before_it;
    eventually("no more descriptors and processes than before", || {
        let now = held(pid, &postgres);
        now.0 <= descriptors && now.1 <= processes
    })
    .await;

    let scene = scene.restart_hard().await;
    scene.works(&before).await;
    scene.works(&meanwhile).await;
    scene.end().await;
}

/// Endpoints that are there take no GET without a stream; others are not found.
async fn is_published(ada: &Visitor) -> bool {
    let asked = ada
        .request(reqwest::Method::GET, "/metamcp/more/mcp")
        .header(header::ACCEPT, "application/json");
    asked.send().await.expect("an answer").status() != StatusCode::NOT_FOUND
}

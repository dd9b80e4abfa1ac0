//! What was decided about tools in namespaces.

use model::{NamespaceId, ToolId, ToolVerdict};
use store::{Error, MOST_VERDICTS, NewToolVerdict, ToolVerdictRecord, testing::TestDatabase};

use crate::support::{add_namespace, add_servers, at, execute, id, list_tools, namespace, server, tool};

store::db_tests!(
    keeps_who_decided_what,
    what_is_approved_takes_the_place_of_all_before,
    what_is_refused_leaves_what_was_approved,
    takes_both_that_are_in_force_at_once,
    gives_more_verdicts_than_a_statement_has_room_for,
    forgets_the_oldest_and_never_what_is_in_force,
    leaves_other_namespaces_alone,
    goes_with_its_server_and_its_namespace,
    belongs_to_a_tool_that_exists,
    says_which_row_is_of_no_known_verdict,
);

fn dev() -> NamespaceId {
    id(5)
}

fn now() -> ToolId {
    id(100)
}

fn new(tool: ToolId, verdict: ToolVerdict, definition: &str) -> NewToolVerdict {
    NewToolVerdict {
        tool_id: tool,
        verdict,
        definition: definition.into(),
        by: Some("Ada".to_owned()),
        at: at(60),
    }
}

async fn prepare(db: &TestDatabase) {
    add_servers(db, &[server(1, "time")]).await;
    list_tools(db, id(1), &[tool("now", "{}"), tool("zones", "{}")], 100, at(40)).await;
    add_namespace(db, &namespace(5, "dev"), &[id(1)]).await;
    add_namespace(db, &namespace(6, "prod"), &[id(1)]).await;
}

async fn give(db: &TestDatabase, namespace: NamespaceId, verdicts: &[NewToolVerdict]) {
    let tx = db.begin().await.unwrap();
    tx.tool_verdicts().insert(namespace, verdicts).await.unwrap();
    tx.commit().await.unwrap();
}

/// The verdicts in force, by their definitions.
async fn in_force(db: &TestDatabase) -> Vec<(ToolVerdict, String)> {
    let all = db.tool_verdicts().in_force(dev()).await.unwrap();
    all.into_iter()
        .map(|it| (it.verdict, it.definition.to_string()))
        .collect()
}

fn held(verdict: ToolVerdict, definition: &str) -> (ToolVerdict, String) {
    (verdict, definition.to_owned())
}

async fn keeps_who_decided_what(db: TestDatabase) {
    prepare(&db).await;
    let written = r#"{ "name":"now","z":1.0,  "x":[ "日本" ]}"#;
    let nobody = NewToolVerdict {
        by: None,
        ..new(now(), ToolVerdict::Kept, written)
    };
    give(&db, dev(), &[nobody]).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Returned, "later")]).await;
    let first = ToolVerdictRecord {
        namespace_id: dev(),
        tool_id: now(),
        number: 1,
        verdict: ToolVerdict::Kept,
        definition: written.into(),
        by: None,
        at: at(60),
        in_force: false,
    };
    let second = ToolVerdictRecord {
        number: 2,
        verdict: ToolVerdict::Returned,
        definition: "later".into(),
        by: Some("Ada".to_owned()),
        in_force: true,
        ..first.clone()
    };
    let listed = db.tool_verdicts().list(dev(), now()).await.unwrap();
    assert_eq!(listed, [second.clone(), first]);
    assert_eq!(db.snapshot().await.unwrap().tool_verdicts, [second]);
}

async fn what_is_approved_takes_the_place_of_all_before(db: TestDatabase) {
    prepare(&db).await;
    for verdict in [ToolVerdict::Kept, ToolVerdict::Refused, ToolVerdict::Approved] {
        give(&db, dev(), &[new(now(), verdict, verdict.as_str())]).await;
    }
    assert_eq!(in_force(&db).await, [held(ToolVerdict::Approved, "approved")]);
}

async fn what_is_refused_leaves_what_was_approved(db: TestDatabase) {
    prepare(&db).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Kept, "kept")]).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Refused, "bad")]).await;
    let both = [
        new(now(), ToolVerdict::Refused, "worse"),
        new(id(101), ToolVerdict::Approved, "other"),
    ];
    give(&db, dev(), &both).await;
    let expected = [
        held(ToolVerdict::Kept, "kept"),
        held(ToolVerdict::Refused, "worse"),
        held(ToolVerdict::Approved, "other"),
    ];
    assert_eq!(in_force(&db).await, expected);
}

async fn takes_both_that_are_in_force_at_once(db: TestDatabase) {
    prepare(&db).await;
    let both = [
        new(now(), ToolVerdict::Kept, "kept"),
        new(now(), ToolVerdict::Refused, "bad"),
    ];
    give(&db, dev(), &both).await;
    let expected = [held(ToolVerdict::Kept, "kept"), held(ToolVerdict::Refused, "bad")];
    assert_eq!(in_force(&db).await, expected);
}

async fn gives_more_verdicts_than_a_statement_has_room_for(db: TestDatabase) {
    prepare(&db).await;
    let tools: Vec<_> = (0..2500).map(|n| tool(&format!("t{n}"), "{}")).collect();
    list_tools(&db, id(1), &tools, 1000, at(41)).await;
    let verdicts = |verdict| -> Vec<_> { (0..2500).map(|n| new(id(1000 + n), verdict, "{}")).collect() };
    give(&db, dev(), &verdicts(ToolVerdict::Kept)).await;
    give(&db, dev(), &verdicts(ToolVerdict::Approved)).await;
    let all = in_force(&db).await;
    assert_eq!(all.len(), 2500);
    assert!(all.iter().all(|(verdict, _)| *verdict == ToolVerdict::Approved));
}

async fn forgets_the_oldest_and_never_what_is_in_force(db: TestDatabase) {
    prepare(&db).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Approved, "good")]).await;
    for n in 0..=MOST_VERDICTS {
        give(
            &db,
            dev(),
            &[new(now(), ToolVerdict::Refused, &format!("bad {n}"))],
        )
        .await;
    }
    let kept = db.tool_verdicts().list(dev(), now()).await.unwrap();
    let numbers: Vec<_> = kept.iter().map(|it| it.number).collect();
    let latest = MOST_VERDICTS + 2;
    let expected: Vec<_> = (3..=latest).rev().chain([1]).collect();
    assert_eq!(numbers, expected);
    assert!(kept.last().unwrap().in_force);
}

async fn leaves_other_namespaces_alone(db: TestDatabase) {
    prepare(&db).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Kept, "dev")]).await;
    give(&db, id(6), &[new(now(), ToolVerdict::Approved, "prod")]).await;
    assert_eq!(in_force(&db).await, [held(ToolVerdict::Kept, "dev")]);
    assert_eq!(db.snapshot().await.unwrap().tool_verdicts.len(), 2);
}

async fn goes_with_its_server_and_its_namespace(db: TestDatabase) {
    prepare(&db).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Kept, "dev")]).await;
    give(&db, id(6), &[new(now(), ToolVerdict::Kept, "prod")]).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces().set_servers(dev(), &[], at(70)).await.unwrap();
    tx.commit().await.unwrap();
    let left = db.snapshot().await.unwrap().tool_verdicts;
    assert_eq!(left.iter().map(|it| it.namespace_id).collect::<Vec<_>>(), [id(6)]);
    let tx = db.begin().await.unwrap();
    tx.namespaces().delete(id(6)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.snapshot().await.unwrap().tool_verdicts, []);
}

async fn belongs_to_a_tool_that_exists(db: TestDatabase) {
    prepare(&db).await;
    let tx = db.begin().await.unwrap();
    let strange = new(id(999), ToolVerdict::Kept, "{}");
    let refused = tx.tool_verdicts().insert(dev(), &[strange]).await;
    assert!(refused.is_err(), "{refused:?}");
}

async fn says_which_row_is_of_no_known_verdict(db: TestDatabase) {
    prepare(&db).await;
    give(&db, dev(), &[new(now(), ToolVerdict::Kept, "{}")]).await;
    execute(&db, "UPDATE tool_verdicts SET verdict = 'liked'").await;
    let read = db.snapshot().await;
    let is_named = |table: &str, column: &str| (table, column) == ("tool_verdicts", "verdict");
    assert!(
        matches!(&read, Err(Error::Inconsistent { table, column, .. }) if is_named(table, column)),
        "{read:?}"
    );
}

//! What changed at the tools of servers.

use model::{ServerId, ToolChangeKind};
use store::{Error, HistoryBounds, ToolChangeRecord, testing::TestDatabase};

use crate::support::{add_servers, at, execute, id, server};

store::db_tests!(
    keeps_definitions_byte_for_byte,
    lists_the_newest_first_and_then_by_name,
    gives_one_page_at_a_time,
    forgets_the_oldest_beyond_the_bound,
    forgets_the_oldest_when_definitions_are_long,
    forgets_more_than_a_statement_has_room_for,
    leaves_other_servers_alone,
    goes_with_its_server,
    belongs_to_a_server_that_exists,
    says_which_row_is_of_no_known_kind,
);

const ROOMY: HistoryBounds = HistoryBounds {
    changes: 1000,
    characters: 1_000_000,
};

/// The server of most tests here.
fn time() -> ServerId {
    id(1)
}

fn change(number: u128, seconds: i64, tool: &str) -> ToolChangeRecord {
    ToolChangeRecord {
        id: id(number),
        server_id: time(),
        at: at(seconds),
        tool: tool.to_owned(),
        kind: ToolChangeKind::Changed,
        before: Some("old".to_owned()),
        after: Some("new".to_owned()),
    }
}

async fn insert(db: &TestDatabase, changes: &[ToolChangeRecord], bounds: HistoryBounds) {
    let tx = db.begin().await.unwrap();
    tx.tool_changes()
        .insert(changes[0].server_id, changes, bounds)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn tools(db: &TestDatabase) -> Vec<String> {
    let all = db.tool_changes().list(time(), 0, 10_000).await.unwrap();
    all.into_iter().map(|change| change.tool).collect()
}

async fn keeps_definitions_byte_for_byte(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let written = r#"{ "name":"now","z":1.0,"a":{"\u00e9":"日本 \n"},  "x":[ ]}"#;
    let added = ToolChangeRecord {
        kind: ToolChangeKind::Added,
        before: None,
        after: Some(written.to_owned()),
        ..change(100, 3, "now")
    };
    let removed = ToolChangeRecord {
        kind: ToolChangeKind::Removed,
        before: Some(written.to_owned()),
        after: None,
        ..change(101, 2, "now")
    };
    insert(&db, &[added.clone(), removed.clone()], ROOMY).await;
    let listed = db.tool_changes().list(time(), 0, 10).await.unwrap();
    assert_eq!(listed, [added, removed]);
}

async fn lists_the_newest_first_and_then_by_name(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let changes = [
        change(100, 1, "z"),
        change(101, 2, "b"),
        change(103, 2, "a"),
        change(102, 2, "a"),
        change(104, 2, "B"),
    ];
    insert(&db, &changes, ROOMY).await;
    let listed = db.tool_changes().list(time(), 0, 10).await.unwrap();
    let seen: Vec<_> = listed
        .iter()
        .map(|change| (change.tool.as_str(), change.id))
        .collect();
    let expected = [("B", 104), ("a", 102), ("a", 103), ("b", 101), ("z", 100)];
    assert_eq!(seen, expected.map(|(tool, number)| (tool, id(number))));
}

async fn gives_one_page_at_a_time(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let changes = ["a", "b", "c", "d", "e"].map(|tool| change(u128::from(tool.as_bytes()[0]), 1, tool));
    insert(&db, &changes, ROOMY).await;
    let page = async |skip, most| {
        let page = db.tool_changes().list(time(), skip, most).await.unwrap();
        page.into_iter().map(|change| change.tool).collect::<String>()
    };
    assert_eq!(page(0, 2).await, "ab");
    assert_eq!(page(2, 2).await, "cd");
    assert_eq!(page(4, 2).await, "e");
    assert_eq!(page(6, 2).await, "");
    assert_eq!(db.tool_changes().count(time()).await.unwrap(), 5);
    assert_eq!(db.tool_changes().count(id(2)).await.unwrap(), 0);
}

async fn forgets_the_oldest_beyond_the_bound(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let three = HistoryBounds { changes: 3, ..ROOMY };
    insert(&db, &[change(100, 1, "first"), change(101, 2, "second")], three).await;
    insert(&db, &[change(102, 3, "third")], three).await;
    assert_eq!(
        tools(&db).await,
        ["third", "second", "first"],
        "the bound is not reached"
    );
    insert(&db, &[change(103, 4, "d"), change(104, 4, "c")], three).await;
    assert_eq!(tools(&db).await, ["c", "d", "third"]);
    let at_once = [5, 6, 7, 8].map(|number| change(100 + number, 5, &number.to_string()));
    insert(&db, &at_once, three).await;
    assert_eq!(tools(&db).await, ["5", "6", "7"]);
}

async fn forgets_the_oldest_when_definitions_are_long(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let few = HistoryBounds {
        characters: 12,
        ..ROOMY
    };
    insert(&db, &[change(100, 1, "first"), change(101, 2, "second")], few).await;
    assert_eq!(tools(&db).await, ["second", "first"], "six characters each");
    let only_added = ToolChangeRecord {
        before: None,
        after: Some("日本".to_owned()),
        ..change(102, 3, "third")
    };
    insert(&db, &[only_added], few).await;
    assert_eq!(tools(&db).await, ["third", "second"]);
    let long = ToolChangeRecord {
        after: Some("x".repeat(20)),
        ..change(103, 4, "long")
    };
    insert(&db, &[long], few).await;
    assert_eq!(tools(&db).await, ["long"], "the newest is kept");
}

async fn forgets_more_than_a_statement_has_room_for(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let many: Vec<_> = (0..2500).map(|number| change(1000 + number, 1, "many")).collect();
    insert(&db, &many, HistoryBounds { changes: 5, ..ROOMY }).await;
    assert_eq!(db.tool_changes().count(time()).await.unwrap(), 5);
}

async fn leaves_other_servers_alone(db: TestDatabase) {
    add_servers(&db, &[server(1, "time"), server(2, "docs")]).await;
    let of_docs = ToolChangeRecord {
        server_id: id(2),
        ..change(100, 1, "search")
    };
    insert(&db, std::slice::from_ref(&of_docs), ROOMY).await;
    let one = HistoryBounds { changes: 1, ..ROOMY };
    insert(&db, &[change(101, 2, "now"), change(102, 3, "now")], one).await;
    assert_eq!(tools(&db).await, ["now"]);
    assert_eq!(db.tool_changes().list(id(2), 0, 10).await.unwrap(), [of_docs]);
}

async fn goes_with_its_server(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    insert(&db, &[change(100, 1, "now")], ROOMY).await;
    let tx = db.begin().await.unwrap();
    tx.servers().delete(time()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.tool_changes().count(time()).await.unwrap(), 0);
}

async fn belongs_to_a_server_that_exists(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    let refused = tx
        .tool_changes()
        .insert(time(), &[change(100, 1, "now")], ROOMY)
        .await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
}

async fn says_which_row_is_of_no_known_kind(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    insert(&db, &[change(100, 1, "now")], ROOMY).await;
    execute(&db, "UPDATE tool_changes SET kind = 'renamed'").await;
    let broken = db.tool_changes().list(time(), 0, 10).await;
    assert!(
        matches!(&broken, Err(Error::Inconsistent { table, column: "kind", .. }) if table == "tool_changes"),
        "{broken:?}"
    );
}

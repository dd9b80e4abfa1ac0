//! Tools of servers, as last seen.

use model::{ServerId, ToolId};
use store::{ToolRecord, ToolSync, testing::TestDatabase};

use crate::support::{add_namespace, add_servers, at, id, list_tools, namespace, server, tool};

store::db_tests!(
    keeps_definitions_byte_for_byte,
    tells_what_changed_and_nothing_else,
    keeps_a_tool_that_went_and_brings_it_back_with_its_state,
    takes_the_first_of_two_tools_of_one_name,
    keeps_the_order_of_the_server,
    forgets_nothing_when_a_server_lists_nothing,
    takes_more_tools_than_a_statement_has_room_for,
    lists_the_tools_of_a_namespace_server_by_server,
    finds_and_counts_tools,
);

fn names(tools: &[ToolRecord]) -> Vec<&str> {
    tools.iter().map(|tool| tool.name.as_str()).collect()
}

fn changes(added: &[&str], changed: &[&str], moved: &[&str], gone: &[&str]) -> ToolSync {
    let [added, changed, moved, gone] =
        [added, changed, moved, gone].map(|names| names.iter().map(|&name| name.to_owned()).collect());
    ToolSync {
        added,
        changed,
        moved,
        gone,
    }
}

/// The server of most tests here.
fn time() -> ServerId {
    id(1)
}

async fn keeps_definitions_byte_for_byte(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let written = r#"{"name":"now", "z":1,"a":{"\u00e9":"日本 \n"},"n":1.0,"big":12345678901234567890,  "x_unknown":[ ]}"#;
    list_tools(&db, time(), &[tool("now", written)], 100, at(60)).await;
    let expected = ToolRecord {
        id: id(100),
        server_id: time(),
        name: "now".to_owned(),
        definition: written.to_owned(),
        position: 0,
        created_at: at(60),
        updated_at: at(60),
        gone_at: None,
    };
    assert_eq!(db.tools().list(time()).await.unwrap(), [expected]);
}

async fn tells_what_changed_and_nothing_else(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let listed = [tool("a", "1"), tool("b", "1"), tool("c", "1"), tool("d", "1")];
    let first = list_tools(&db, time(), &listed, 100, at(60)).await;
    assert_eq!(first, changes(&["a", "b", "c", "d"], &[], &[], &[]));
    assert!(list_tools(&db, time(), &listed, 200, at(61)).await.is_empty());

    let listed = [tool("a", "2"), tool("d", "1"), tool("e", "1"), tool("c", "1")];
    let second = list_tools(&db, time(), &listed, 200, at(62)).await;
    assert_eq!(second, changes(&["e"], &["a"], &["d", "c"], &["b"]));
    assert!(!second.is_empty());

    let tools = db.tools().list(time()).await.unwrap();
    let of = |name: &str| tools.iter().find(|tool| tool.name == name).unwrap();
    assert_eq!(
        (
            of("a").definition.as_str(),
            of("a").updated_at,
            of("a").created_at
        ),
        ("2", at(62), at(60))
    );
    assert_eq!(
        (of("d").position, of("d").updated_at),
        (1, at(60)),
        "a place is not a definition"
    );
    assert_eq!((of("b").gone_at, of("b").updated_at), (Some(at(62)), at(60)));
    assert_eq!(of("e").id, id(200));
    assert_eq!(of("a").id, id(100));
}

async fn keeps_a_tool_that_went_and_brings_it_back_with_its_state(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let listed = [tool("now", "1"), tool("then", "1")];
    list_tools(&db, time(), &listed, 100, at(60)).await;
    add_namespace(&db, &namespace(5, "dev"), &[time()]).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(101)], false, at(61))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let went = list_tools(&db, time(), &listed[..1], 200, at(62)).await;
    assert_eq!(went, changes(&[], &[], &[], &["then"]));
    assert_eq!(db.tools().count(time()).await.unwrap(), 1);
    assert!(
        list_tools(&db, time(), &listed[..1], 200, at(63))
            .await
            .is_empty(),
        "it goes once"
    );
    assert_eq!(
        db.tools().find(id(101)).await.unwrap().unwrap().gone_at,
        Some(at(62))
    );

    let back = list_tools(&db, time(), &[tool("now", "1"), tool("then", "2")], 200, at(64)).await;
    assert_eq!(back, changes(&["then"], &[], &[], &[]));
    let then = db
        .tools()
        .find(id(101))
        .await
        .unwrap()
        .expect("it has the id it had");
    assert_eq!(
        (then.gone_at, then.definition.as_str(), then.updated_at),
        (None, "2", at(64))
    );
    let choices = db.namespaces().tools(id(5)).await.unwrap();
    assert_eq!(
        choices
            .iter()
            .map(|choice| (choice.tool_id, choice.enabled))
            .collect::<Vec<_>>(),
        [(id(101), false)]
    );
}

async fn takes_the_first_of_two_tools_of_one_name(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let listed = [tool("now", "first"), tool("now", "second"), tool("then", "1")];
    let changed = list_tools(&db, time(), &listed, 100, at(60)).await;
    assert_eq!(changed, changes(&["now", "then"], &[], &[], &[]));
    let tools = db.tools().list(time()).await.unwrap();
    assert_eq!(tools[0].definition, "first");
    assert_eq!(tools[1].position, 1, "places have no holes");
    assert!(list_tools(&db, time(), &listed, 200, at(61)).await.is_empty());
}

async fn keeps_the_order_of_the_server(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    list_tools(
        &db,
        time(),
        &[tool("z", "1"), tool("a", "1"), tool("m", "1")],
        100,
        at(60),
    )
    .await;
    assert_eq!(names(&db.tools().list(time()).await.unwrap()), ["z", "a", "m"]);
    list_tools(
        &db,
        time(),
        &[tool("m", "1"), tool("z", "1"), tool("a", "1")],
        200,
        at(61),
    )
    .await;
    assert_eq!(names(&db.tools().list(time()).await.unwrap()), ["m", "z", "a"]);
}

async fn forgets_nothing_when_a_server_lists_nothing(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    list_tools(&db, time(), &[tool("a", "1"), tool("b", "1")], 100, at(60)).await;
    let changed = list_tools(&db, time(), &[], 200, at(61)).await;
    assert_eq!(changed, changes(&[], &[], &[], &["a", "b"]));
    assert_eq!(names(&db.tools().list(time()).await.unwrap()), ["a", "b"]);
    assert_eq!(db.tools().count(time()).await.unwrap(), 0);
}

async fn takes_more_tools_than_a_statement_has_room_for(db: TestDatabase) {
    add_servers(&db, &[server(1, "big")]).await;
    let listed: Vec<_> = (0..5000)
        .map(|number| tool(&format!("tool_{number}"), "{}"))
        .collect();
    let changed = list_tools(&db, time(), &listed, 1000, at(60)).await;
    assert_eq!(changed.added.len(), 5000);
    assert_eq!(db.tools().count(time()).await.unwrap(), 5000);
    let all: Vec<ToolId> = db
        .tools()
        .list(time())
        .await
        .unwrap()
        .into_iter()
        .map(|tool| tool.id)
        .collect();
    add_namespace(&db, &namespace(5, "dev"), &[time()]).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &all, false, at(61))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.namespaces().tools(id(5)).await.unwrap().len(), 5000);
}

async fn lists_the_tools_of_a_namespace_server_by_server(db: TestDatabase) {
    add_servers(
        &db,
        &[server(1, "time"), server(2, "files"), server(3, "elsewhere")],
    )
    .await;
    for (number, names) in [(2_u128, ["read", "write"]), (1, ["now", "then"]), (3, ["x", "y"])] {
        let listed = names.map(|name| tool(name, "{}"));
        list_tools(&db, id(number), &listed, number * 100, at(60)).await;
    }
    add_namespace(&db, &namespace(5, "dev"), &[id(2), id(1)]).await;
    let tools = db.tools().list_of_namespace(id(5)).await.unwrap();
    assert_eq!(names(&tools), ["now", "then", "read", "write"]);
    assert!(db.tools().list_of_namespace(id(6)).await.unwrap().is_empty());
}

async fn finds_and_counts_tools(db: TestDatabase) {
    add_servers(&db, &[server(1, "time"), server(2, "other")]).await;
    list_tools(&db, time(), &[tool("now", "{}")], 100, at(60)).await;
    assert_eq!(db.tools().find(id(100)).await.unwrap().unwrap().name, "now");
    assert_eq!(db.tools().find(id(101)).await.unwrap(), None);
    assert_eq!(db.tools().count(time()).await.unwrap(), 1);
    assert_eq!(db.tools().count(id(2)).await.unwrap(), 0);
}

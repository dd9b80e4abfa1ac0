//! Configured MCP servers.

use model::{
    ConnectionSettings, Owner, ProcessLimits, RunSettings, Sandbox, ServerKind, Sharing, Timeouts,
    ToolTimeouts,
};
use store::{Error, ServerRecord, testing::TestDatabase};

use crate::support::{
    add_namespace, add_servers, at, execute, id, list_tools, namespace, server, tool, user,
};

store::db_tests!(
    keeps_every_field,
    keeps_how_it_is_run,
    finds_a_name_at_its_owner_only,
    lists_by_name_without_regard_to_case,
    counts_servers,
    changes_a_server_once_per_version,
    refuses_to_change_a_server_that_is_gone,
    takes_tools_and_places_along,
    stands_for_a_namespace_that_exists_and_stays,
    reports_a_row_that_cannot_be_read,
    never_shows_secrets_in_debug_output,
);

async fn keeps_every_field(db: TestDatabase) {
    let stdio = ServerRecord {
        cwd: Some("/srv/data".to_owned()),
        ..server(1, "time")
    };
    let remote = ServerRecord {
        kind: ServerKind::StreamableHttp,
        command: None,
        args: Vec::new(),
        url: Some("https://example.com/mcp?k=${KEY}".to_owned()),
        secrets: Vec::new(),
        ..server(2, "remote")
    };
    let sse = ServerRecord {
        kind: ServerKind::Sse,
        ..server(3, "old")
    };
    add_servers(&db, &[stdio.clone(), remote.clone(), sse.clone()]).await;
    for expected in [stdio, remote, sse] {
        assert_eq!(db.servers().find(expected.id).await.unwrap(), Some(expected));
    }
    assert_eq!(db.servers().find(id(4)).await.unwrap(), None);
}

fn run() -> RunSettings {
    let find = ToolTimeouts {
        answer: Some(30),
        total: None,
    };
    RunSettings {
        connections: ConnectionSettings {
            sharing: Some(Sharing::User),
            spares: Some(0),
            max: Some(10),
        },
        timeouts: Timeouts {
            connect: Some(1),
            answer: Some(2),
            total: Some(3),
            tools: [("find".to_owned(), find)].into(),
        },
        refresh_minutes: Some(0),
        limits: ProcessLimits {
            memory_mib: Some(16),
            cpu_seconds: Some(4),
            open_files: Some(u32::MAX),
        },
        sandbox: Some(Sandbox {
            writable: vec!["/srv/data".to_owned(), "${HOME}/out".to_owned()],
        }),
    }
}

async fn keeps_how_it_is_run(db: TestDatabase) {
    let closed = RunSettings {
        sandbox: Some(Sandbox::default()),
        ..RunSettings::default()
    };
    for (number, run) in (1..).zip([run(), closed, RunSettings::default()]) {
        let written = ServerRecord {
            run,
            ..server(number, &format!("s{number}"))
        };
        add_servers(&db, std::slice::from_ref(&written)).await;
        assert_eq!(db.servers().find(id(number)).await.unwrap(), Some(written));
    }

    // What is taken back is gone.
    let tx = db.begin().await.unwrap();
    tx.servers().update(&server(1, "s1")).await.unwrap();
    tx.commit().await.unwrap();
    let read = db.servers().find(id(1)).await.unwrap().expect("it is there");
    assert_eq!(read.run, RunSettings::default());
}

async fn finds_a_name_at_its_owner_only(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.commit().await.unwrap();
    let (public, private) = (
        server(1, "time"),
        ServerRecord {
            owner: Owner::Person(id(9)),
            ..server(2, "time")
        },
    );
    add_servers(&db, &[public.clone(), private.clone()]).await;
    let servers = db.servers();
    assert_eq!(
        servers.find_by_name("time", Owner::Public).await.unwrap(),
        Some(public)
    );
    assert_eq!(
        servers.find_by_name("time", Owner::Person(id(9))).await.unwrap(),
        Some(private)
    );
    assert_eq!(
        servers.find_by_name("Time", Owner::Public).await.unwrap(),
        None,
        "names are exact"
    );
    assert_eq!(
        servers.find_by_name("time", Owner::Person(id(8))).await.unwrap(),
        None
    );
}

async fn lists_by_name_without_regard_to_case(db: TestDatabase) {
    let names = ["zeta", "a_b", "a-b", "GitHub", "ab", "github", "Alpha", "10", "2"];
    let servers: Vec<_> = (1..)
        .zip(names)
        .map(|(number, name)| server(number, name))
        .collect();
    add_servers(&db, &servers).await;
    let listed: Vec<_> = db
        .servers()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|server| server.name)
        .collect();
    assert_eq!(
        listed,
        ["10", "2", "a-b", "a_b", "ab", "Alpha", "GitHub", "github", "zeta"]
    );
}

async fn counts_servers(db: TestDatabase) {
    assert_eq!(db.servers().count().await.unwrap(), 0);
    add_servers(&db, &[server(1, "a"), server(2, "b")]).await;
    assert_eq!(db.servers().count().await.unwrap(), 2);
}

async fn changes_a_server_once_per_version(db: TestDatabase) {
    add_servers(&db, &[server(1, "time"), server(2, "other")]).await;
    let changed = ServerRecord {
        kind: ServerKind::Sse,
        command: None,
        args: Vec::new(),
        url: Some("https://example.com/sse".to_owned()),
        secrets: vec![9],
        updated_at: at(70),
        ..server(1, "clock")
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.servers().update(&changed).await.unwrap(), 2);
    tx.commit().await.unwrap();
    assert_eq!(
        db.servers().find(id(1)).await.unwrap(),
        Some(ServerRecord {
            version: 2,
            ..changed.clone()
        })
    );

    let tx = db.begin().await.unwrap();
    let again = tx.servers().update(&changed).await;
    assert!(matches!(again, Err(Error::Stale)), "{again:?}");
    drop(tx);
    assert_eq!(
        db.servers().find(id(2)).await.unwrap(),
        Some(server(2, "other")),
        "others stay as they were"
    );
}

async fn refuses_to_change_a_server_that_is_gone(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    let refused = tx.servers().update(&server(1, "time")).await;
    assert!(matches!(refused, Err(Error::Stale)), "{refused:?}");
}

async fn takes_tools_and_places_along(db: TestDatabase) {
    add_servers(&db, &[server(1, "time"), server(2, "other")]).await;
    list_tools(&db, id(1), &[tool("now", "{}")], 100, at(60)).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(1), id(2)]).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(100)], false, at(61))
        .await
        .unwrap();
    assert!(tx.servers().delete(id(1)).await.unwrap());
    assert!(!tx.servers().delete(id(1)).await.unwrap());
    tx.commit().await.unwrap();

    let left = db.snapshot().await.unwrap();
    assert_eq!(left.namespaces.len(), 1);
    assert_eq!(
        left.namespace_servers
            .iter()
            .map(|row| row.server_id)
            .collect::<Vec<_>>(),
        [id(2)]
    );
    assert!(left.tools.is_empty() && left.namespace_tools.is_empty());
}

async fn stands_for_a_namespace_that_exists_and_stays(db: TestDatabase) {
    let nested = ServerRecord {
        kind: ServerKind::Namespace,
        command: None,
        args: Vec::new(),
        namespace_id: Some(id(5)),
        ..server(1, "team")
    };
    let tx = db.begin().await.unwrap();
    let refused = tx.servers().insert(&nested).await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
    drop(tx);

    add_namespace(&db, &namespace(5, "team-tools"), &[]).await;
    add_servers(&db, std::slice::from_ref(&nested)).await;
    assert_eq!(db.servers().find(id(1)).await.unwrap(), Some(nested.clone()));
    let tx = db.begin().await.unwrap();
    let refused = tx.namespaces().delete(id(5)).await;
    assert!(matches!(refused, Err(Error::InUse)), "{refused:?}");
    drop(tx);

    let tx = db.begin().await.unwrap();
    tx.servers()
        .update(&ServerRecord {
            version: nested.version,
            ..server(1, "team")
        })
        .await
        .unwrap();
    assert!(
        tx.namespaces().delete(id(5)).await.unwrap(),
        "nothing uses it now"
    );
    tx.commit().await.unwrap();
}

async fn reports_a_row_that_cannot_be_read(db: TestDatabase) {
    add_servers(&db, &[server(1, "time")]).await;
    let cases = [
        ("args", "args", "'[1]'", "'[]'"),
        ("kind", "kind", "'CARRIER_PIGEON'", "'STDIO'"),
        ("namespace_id", "kind", "'NAMESPACE'", "'STDIO'"),
        ("connection_sharing", "connection_sharing", "'pigeon'", "NULL"),
        ("spares", "spares", "-1", "NULL"),
        ("open_files", "open_files", "4294967296", "NULL"),
        ("tool_times", "tool_times", "'[]'", "NULL"),
        ("sandbox", "sandbox", r#"'{"writeable":[]}'"#, "NULL"),
    ];
    for (named, column, broken, repaired) in cases {
        execute(&db, &format!("UPDATE servers SET {column} = {broken}")).await;
        let error = db.servers().list().await.expect_err("not readable");
        let message = error.to_string();
        assert!(
            message.contains(named) && message.contains("servers 00000000-"),
            "{message}"
        );
        execute(&db, &format!("UPDATE servers SET {column} = {repaired}")).await;
        db.servers().list().await.expect("readable again");
    }
}

async fn never_shows_secrets_in_debug_output(db: TestDatabase) {
    let secretive = ServerRecord {
        args: vec!["--token=hunter2".to_owned()],
        url: Some("https://example.com/?key=hunter2".to_owned()),
        secrets: b"hunter2".to_vec(),
        ..server(1, "time")
    };
    add_servers(&db, &[secretive]).await;
    let shown = format!("{:?}", db.snapshot().await.unwrap());
    assert!(
        !shown.contains("hunter2") && !shown.contains("104, 117"),
        "{shown}"
    );
}

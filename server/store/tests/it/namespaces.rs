//! Groups of servers with chosen tools.

use model::{
    ChangePolicy, NamingPolicy, Owner, ServerId, ToolOverride,
    middleware::{Chain, Middleware, MiddlewareKind},
};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use store::{Error, NamespaceRecord, NamespaceServerRecord, NamespaceToolRecord, testing::TestDatabase};

use crate::support::{
    add_namespace, add_servers, at, endpoint, execute, id, list_tools, namespace, server, tool, user,
};

store::db_tests!(
    keeps_every_field,
    finds_a_name_at_its_owner_only,
    lists_by_name,
    lists_the_namespaces_of_a_server,
    changes_a_namespace_once_per_version,
    servers_that_stay_keep_their_state,
    servers_that_go_take_their_state_along,
    refuses_a_server_that_does_not_exist,
    a_server_named_twice_counts_once,
    switches_servers,
    tells_an_empty_alias_from_none,
    says_which_naming_policy_it_does_not_know,
    changes_a_chain_once_per_version_and_keeps_the_one_before,
    says_which_chain_it_does_not_understand,
    switches_tools_and_keeps_other_words_for_them,
    cannot_be_deleted_while_published,
    goes_with_its_choices_and_without_its_servers,
    every_table_that_names_a_namespace_is_known_to_its_clone,
);

fn order(members: &[NamespaceServerRecord]) -> Vec<(ServerId, i32)> {
    members.iter().map(|row| (row.server_id, row.position)).collect()
}

fn chain(kind: MiddlewareKind) -> Chain {
    let mut chain = Chain::default();
    chain.add(Middleware::usual(kind)).unwrap();
    chain
}

async fn keeps_every_field(db: TestDatabase) {
    let dev = NamespaceRecord {
        description: "for\ndevelopers".to_owned(),
        naming: NamingPolicy::OnCollision,
        chain: chain(MiddlewareKind::Webhook),
        chain_before: Some(chain(MiddlewareKind::Cache)),
        chain_version: 7,
        changes: ChangePolicy::Hold,
        ..namespace(5, "dev")
    };
    add_namespace(&db, &dev, &[]).await;
    assert_eq!(db.namespaces().find(id(5)).await.unwrap(), Some(dev));
    assert_eq!(db.namespaces().find(id(6)).await.unwrap(), None);
    assert!(db.namespaces().servers(id(5)).await.unwrap().is_empty());
}

async fn finds_a_name_at_its_owner_only(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.commit().await.unwrap();
    let (public, private) = (
        namespace(5, "dev"),
        NamespaceRecord {
            owner: Owner::Person(id(9)),
            ..namespace(6, "dev")
        },
    );
    add_namespace(&db, &public, &[]).await;
    add_namespace(&db, &private, &[]).await;
    assert_eq!(
        db.namespaces().find_by_name("dev", Owner::Public).await.unwrap(),
        Some(public)
    );
    assert_eq!(
        db.namespaces()
            .find_by_name("dev", Owner::Person(id(9)))
            .await
            .unwrap(),
        Some(private)
    );
    assert_eq!(
        db.namespaces()
            .find_by_name("dev", Owner::Person(id(8)))
            .await
            .unwrap(),
        None
    );
}

async fn lists_by_name(db: TestDatabase) {
    for (number, name) in (5..).zip(["b", "C", "a"]) {
        add_namespace(&db, &namespace(number, name), &[]).await;
    }
    let listed: Vec<_> = db
        .namespaces()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|found| found.name)
        .collect();
    assert_eq!(listed, ["a", "b", "C"]);
    assert_eq!(db.namespaces().count().await.unwrap(), 3);
}

async fn lists_the_namespaces_of_a_server(db: TestDatabase) {
    add_servers(&db, &[server(1, "a"), server(2, "b")]).await;
    add_namespace(&db, &namespace(5, "second"), &[id(2), id(1)]).await;
    add_namespace(&db, &namespace(6, "First"), &[id(1)]).await;
    add_namespace(&db, &namespace(7, "other"), &[id(2)]).await;
    let listed = db.namespaces().list_of_server(id(1)).await.unwrap();
    assert_eq!(listed, [namespace(6, "First"), namespace(5, "second")]);
}

async fn changes_a_namespace_once_per_version(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    let changed = NamespaceRecord {
        description: "new".to_owned(),
        naming: NamingPolicy::Never,
        updated_at: at(90),
        ..namespace(5, "prod")
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.namespaces().update(&changed).await.unwrap(), 2);
    let again = tx.namespaces().update(&changed).await;
    assert!(matches!(again, Err(Error::Stale)), "{again:?}");
    tx.commit().await.unwrap();
    assert_eq!(
        db.namespaces().find(id(5)).await.unwrap(),
        Some(NamespaceRecord {
            version: 2,
            ..changed
        })
    );
}

async fn servers_that_stay_keep_their_state(db: TestDatabase) {
    add_servers(&db, &[server(1, "a"), server(2, "b"), server(3, "c")]).await;
    list_tools(&db, id(2), &[tool("now", "{}")], 100, at(40)).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(1), id(2)]).await;
    let tx = db.begin().await.unwrap();
    assert!(
        tx.namespaces()
            .set_server_enabled(id(5), id(2), false)
            .await
            .unwrap()
    );
    assert!(
        tx.namespaces()
            .set_server_alias(id(5), id(2), Some("beta"))
            .await
            .unwrap()
    );
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(100)], false, at(51))
        .await
        .unwrap();
    tx.namespaces()
        .set_servers(id(5), &[id(2), id(3), id(1)], at(60))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let member = |server, position, enabled, alias: Option<&str>, created_at| NamespaceServerRecord {
        namespace_id: id(5),
        server_id: id(server),
        position,
        enabled,
        alias: alias.map(str::to_owned),
        created_at: at(created_at),
    };
    let expected = [
        member(2, 0, false, Some("beta"), 50),
        member(3, 1, true, None, 60),
        member(1, 2, true, None, 50),
    ];
    assert_eq!(db.namespaces().servers(id(5)).await.unwrap(), expected);
    assert!(!db.namespaces().tools(id(5)).await.unwrap()[0].enabled);
}

async fn servers_that_go_take_their_state_along(db: TestDatabase) {
    add_servers(&db, &[server(1, "a"), server(2, "b")]).await;
    list_tools(&db, id(1), &[tool("x", "{}")], 100, at(40)).await;
    list_tools(&db, id(2), &[tool("y", "{}")], 200, at(40)).await;
    for (number, name) in [(5, "dev"), (6, "prod")] {
        add_namespace(&db, &namespace(number, name), &[id(1), id(2)]).await;
        let tx = db.begin().await.unwrap();
        tx.namespaces()
            .set_tools_enabled(id(number), &[id(100), id(200)], false, at(51))
            .await
            .unwrap();
        tx.namespaces()
            .set_server_enabled(id(number), id(1), false)
            .await
            .unwrap();
        tx.namespaces()
            .set_server_alias(id(number), id(1), Some("beta"))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_servers(id(5), &[id(2)], at(60))
        .await
        .unwrap();
    tx.namespaces()
        .set_servers(id(5), &[id(2), id(1)], at(61))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let members = db.namespaces().servers(id(5)).await.unwrap();
    assert_eq!(order(&members), [(id(2), 0), (id(1), 1)]);
    assert!(members[1].enabled, "it came back as new");
    assert_eq!(members[1].alias, None);
    let hidden =
        |choices: Vec<NamespaceToolRecord>| choices.into_iter().map(|row| row.tool_id).collect::<Vec<_>>();
    assert_eq!(hidden(db.namespaces().tools(id(5)).await.unwrap()), [id(200)]);
    assert_eq!(
        hidden(db.namespaces().tools(id(6)).await.unwrap()),
        [id(100), id(200)],
        "others are not touched"
    );
    assert!(!db.namespaces().servers(id(6)).await.unwrap()[0].enabled);
}

async fn refuses_a_server_that_does_not_exist(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    let tx = db.begin().await.unwrap();
    let refused = tx.namespaces().set_servers(id(5), &[id(404)], at(60)).await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
}

async fn a_server_named_twice_counts_once(db: TestDatabase) {
    add_servers(&db, &[server(1, "a"), server(2, "b")]).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(2), id(1), id(2)]).await;
    assert_eq!(
        order(&db.namespaces().servers(id(5)).await.unwrap()),
        [(id(2), 0), (id(1), 1)]
    );
}

async fn switches_servers(db: TestDatabase) {
    add_servers(&db, &[server(1, "a"), server(2, "b")]).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(1)]).await;
    let tx = db.begin().await.unwrap();
    assert!(
        tx.namespaces()
            .set_server_enabled(id(5), id(1), false)
            .await
            .unwrap()
    );
    assert!(
        !tx.namespaces()
            .set_server_enabled(id(5), id(2), false)
            .await
            .unwrap(),
        "it is not in there"
    );
    tx.commit().await.unwrap();
    assert!(!db.namespaces().servers(id(5)).await.unwrap()[0].enabled);
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_server_enabled(id(5), id(1), true)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(db.namespaces().servers(id(5)).await.unwrap()[0].enabled);
    assert_eq!(
        db.namespaces().find(id(5)).await.unwrap().unwrap().version,
        1,
        "a switch is no change of the form"
    );
}

async fn tells_an_empty_alias_from_none(db: TestDatabase) {
    add_servers(&db, &[server(1, "a"), server(2, "b")]).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(1)]).await;
    for alias in [Some("beta"), Some(""), None] {
        let tx = db.begin().await.unwrap();
        assert!(
            tx.namespaces()
                .set_server_alias(id(5), id(1), alias)
                .await
                .unwrap()
        );
        assert!(
            !tx.namespaces()
                .set_server_alias(id(5), id(2), alias)
                .await
                .unwrap(),
            "it is not in there"
        );
        tx.commit().await.unwrap();
        let members = db.namespaces().servers(id(5)).await.unwrap();
        assert_eq!(members[0].alias.as_deref(), alias);
    }
}

async fn says_which_naming_policy_it_does_not_know(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    execute(&db, "UPDATE namespaces SET naming = 'sometimes'").await;
    let error = db.namespaces().find(id(5)).await.expect_err("no such policy");
    assert!(
        matches!(&error, Error::Inconsistent { table, column: "naming", .. } if table == "namespaces"),
        "{error:?}"
    );
}

async fn changes_a_chain_once_per_version_and_keeps_the_one_before(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    let (first, second) = (chain(MiddlewareKind::Filter), chain(MiddlewareKind::RateLimit));
    for (chain, version) in [(&first, 0), (&second, 1)] {
        let tx = db.begin().await.unwrap();
        tx.namespaces()
            .set_chain(id(5), chain, version, at(90))
            .await
            .unwrap();
        let again = tx.namespaces().set_chain(id(5), chain, version, at(91)).await;
        assert!(matches!(again, Err(Error::Stale)), "{again:?}");
        tx.commit().await.unwrap();
    }
    let changed = NamespaceRecord {
        chain: second,
        chain_before: Some(first),
        chain_version: 2,
        updated_at: at(90),
        ..namespace(5, "dev")
    };
    assert_eq!(db.namespaces().find(id(5)).await.unwrap(), Some(changed.clone()));

    let tx = db.begin().await.unwrap();
    let renamed = NamespaceRecord {
        chain: Chain::default(),
        chain_version: 0,
        ..namespace(5, "prod")
    };
    tx.namespaces().update(&renamed).await.unwrap();
    let gone = tx
        .namespaces()
        .set_chain(id(6), &Chain::default(), 0, at(92))
        .await;
    assert!(matches!(gone, Err(Error::Stale)), "{gone:?}");
    tx.commit().await.unwrap();
    let kept = db.namespaces().find(id(5)).await.unwrap().unwrap();
    assert_eq!((kept.chain, kept.chain_version), (changed.chain, 2));
}

async fn says_which_chain_it_does_not_understand(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    for (column, text) in [
        ("chain", r#"[{"id":1,"enabled":true,"kind":"miracle"}]"#),
        ("chain_before", "no JSON"),
    ] {
        execute(&db, "UPDATE namespaces SET chain = '[]'").await;
        execute(&db, &format!("UPDATE namespaces SET {column} = '{text}'")).await;
        let error = db.namespaces().find(id(5)).await.expect_err("no chain");
        assert!(
            matches!(&error, Error::Inconsistent { table, column: of, .. } if table == "namespaces" && *of == column),
            "{error:?}"
        );
    }
}

async fn switches_tools_and_keeps_other_words_for_them(db: TestDatabase) {
    add_servers(&db, &[server(1, "a")]).await;
    list_tools(&db, id(1), &[tool("x", "{}"), tool("y", "{}")], 100, at(40)).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(1)]).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(101), id(100), id(101)], false, at(51))
        .await
        .unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &[], false, at(51))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let overrides = ToolOverride {
        name: Some("z".to_owned()),
        ..ToolOverride::default()
    };
    let tx = db.begin().await.unwrap();
    for tool in [id(100), id(101), id(101)] {
        tx.namespaces()
            .set_tool_override(id(5), tool, &overrides, at(52))
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(100)], true, at(52))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let choice = |tool, enabled, version, before: &ToolOverride| NamespaceToolRecord {
        namespace_id: id(5),
        tool_id: id(tool),
        enabled,
        overrides: overrides.clone(),
        overrides_before: before.clone(),
        version,
        created_at: at(51),
    };
    assert_eq!(
        db.namespaces().tools(id(5)).await.unwrap(),
        [
            choice(100, true, 1, &ToolOverride::default()),
            choice(101, false, 2, &overrides)
        ]
    );
}

async fn cannot_be_deleted_while_published(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    let tx = db.begin().await.unwrap();
    tx.endpoints().insert(&endpoint(7, "dev", id(5))).await.unwrap();
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    let refused = tx.namespaces().delete(id(5)).await;
    assert!(matches!(refused, Err(Error::InUse)), "{refused:?}");
    drop(tx);
    let tx = db.begin().await.unwrap();
    tx.endpoints().delete(id(7)).await.unwrap();
    assert!(tx.namespaces().delete(id(5)).await.unwrap());
    tx.commit().await.unwrap();
}

async fn goes_with_its_choices_and_without_its_servers(db: TestDatabase) {
    add_servers(&db, &[server(1, "a")]).await;
    list_tools(&db, id(1), &[tool("x", "{}")], 100, at(40)).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(1)]).await;
    let tx = db.begin().await.unwrap();
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(100)], false, at(51))
        .await
        .unwrap();
    assert!(tx.namespaces().delete(id(5)).await.unwrap());
    assert!(!tx.namespaces().delete(id(5)).await.unwrap());
    tx.commit().await.unwrap();
    let left = db.snapshot().await.unwrap();
    assert!(left.namespace_servers.is_empty() && left.namespace_tools.is_empty());
    assert_eq!((left.servers.len(), left.tools.len()), (1, 1));
}

/// A clone has to have everything that a namespace has. Who adds a table adds it here, and to the clone
/// (`service::namespaces::clone`) and the declaration (`model::NamespaceDeclaration`) when it is about what a namespace is.
async fn every_table_that_names_a_namespace_is_known_to_its_clone(db: TestDatabase) {
    const CLONED: [&str; 3] = ["namespace_servers", "namespace_tools", "tool_verdicts"];
    const REFERRING: [&str; 4] = ["approvals", "endpoints", "namespace_saves", "servers"];
    let connection = Database::connect(db.url()).await.unwrap();
    let backend = connection.get_database_backend();
    let sql = if backend == DbBackend::Sqlite {
        "SELECT t.name AS name FROM sqlite_master t, pragma_table_info(t.name) c
         WHERE t.type = 'table' AND c.name = 'namespace_id'"
    } else {
        "SELECT CAST(table_name AS text) AS name FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'namespace_id'"
    };
    let rows = connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await;
    connection.close().await.unwrap();
    let mut tables: Vec<String> = rows
        .unwrap()
        .into_iter()
        .map(|row| row.try_get("", "name").unwrap())
        .collect();
    tables.sort();
    let mut known = [&CLONED[..], &REFERRING[..]].concat();
    known.sort_unstable();
    assert_eq!(tables, known);
}

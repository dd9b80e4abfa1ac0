//! The whole configuration at one moment, and how others learn that it changed.

use store::{AccountRecord, Configuration, StoreOptions, testing::TestDatabase};

use crate::{
    oidc_providers::provider,
    support::{
        account, add_namespace, add_servers, api_key, at, endpoint, id, list_tools, namespace, password,
        server, tool, user,
    },
};

store::db_tests!(
    an_empty_installation_has_an_empty_configuration,
    holds_everything_in_order,
    other_processes_see_that_the_revision_grew,
    a_revision_that_is_rolled_back_never_was,
    is_of_one_moment_while_others_write,
);

async fn an_empty_installation_has_an_empty_configuration(db: TestDatabase) {
    let expected = Configuration {
        revision: 0,
        users: Vec::new(),
        teams: Vec::new(),
        team_members: Vec::new(),
        providers: Vec::new(),
        accounts: Vec::new(),
        servers: Vec::new(),
        tools: Vec::new(),
        offerings: Vec::new(),
        namespaces: Vec::new(),
        namespace_servers: Vec::new(),
        namespace_tools: Vec::new(),
        tool_verdicts: Vec::new(),
        endpoints: Vec::new(),
        api_keys: Vec::new(),
        authorizations: Vec::new(),
        signing_keys: Vec::new(),
    };
    assert_eq!(db.snapshot().await.unwrap(), expected);
}

async fn holds_everything_in_order(db: TestDatabase) {
    add_servers(&db, &[server(1, "b"), server(2, "a")]).await;
    list_tools(&db, id(2), &[tool("y", "{}"), tool("x", "{}")], 200, at(40)).await;
    list_tools(&db, id(1), &[tool("z", "{}")], 100, at(40)).await;
    add_namespace(&db, &namespace(6, "prod"), &[id(1)]).await;
    add_namespace(&db, &namespace(5, "dev"), &[id(2), id(1)]).await;
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.oidc_providers().insert(&provider(7, "work")).await.unwrap();
    for identity in [account(1, id(9), "a"), password(2, id(9))] {
        tx.identities().insert(&identity).await.unwrap();
    }
    tx.namespaces()
        .set_tools_enabled(id(5), &[id(200)], false, at(41))
        .await
        .unwrap();
    tx.endpoints().insert(&endpoint(7, "dev", id(5))).await.unwrap();
    tx.api_keys().insert(&api_key(8, "ci")).await.unwrap();
    tx.bump_revision().await.unwrap();
    tx.commit().await.unwrap();

    let all = db.snapshot().await.unwrap();
    assert_eq!(all.revision, 1);
    assert_eq!(all.users, [user(9, "a@x.org")]);
    assert_eq!(all.providers, [provider(7, "work")]);
    let there = AccountRecord {
        user_id: id(9),
        provider_id: id(7),
        groups: vec!["ops".to_owned(), "cn=a,b".to_owned()],
    };
    assert_eq!(all.accounts, [there]);
    assert_eq!(all.servers, [server(2, "a"), server(1, "b")]);
    assert_eq!(
        all.tools
            .iter()
            .map(|tool| tool.name.as_str())
            .collect::<Vec<_>>(),
        ["z", "y", "x"]
    );
    assert_eq!(all.namespaces, [namespace(5, "dev"), namespace(6, "prod")]);
    let members: Vec<_> = all
        .namespace_servers
        .iter()
        .map(|row| (row.namespace_id, row.server_id))
        .collect();
    assert_eq!(members, [(id(5), id(2)), (id(5), id(1)), (id(6), id(1))]);
    assert_eq!(all.namespace_tools.len(), 1);
    assert_eq!(all.endpoints, [endpoint(7, "dev", id(5))]);
    assert_eq!(all.api_keys, [api_key(8, "ci")]);
}

async fn other_processes_see_that_the_revision_grew(db: TestDatabase) {
    let other = db.connect(StoreOptions::default()).await;
    assert_eq!(other.revision().await.unwrap(), 0);
    for expected in 1..=3 {
        let tx = db.begin().await.unwrap();
        assert_eq!(tx.bump_revision().await.unwrap(), expected);
        assert_eq!(
            other.revision().await.unwrap(),
            expected - 1,
            "not before it is saved"
        );
        tx.commit().await.unwrap();
        assert_eq!(other.revision().await.unwrap(), expected);
    }
    other.close().await;
}

async fn a_revision_that_is_rolled_back_never_was(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.bump_revision().await.unwrap();
    drop(tx);
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.bump_revision().await.unwrap(), 1);
}

/// Each change writes a server and a namespace of the same name; no snapshot may see one without the other.
async fn is_of_one_moment_while_others_write(db: TestDatabase) {
    let writer = db.connect(StoreOptions::default()).await;
    let writing = async {
        for number in 1..=40 {
            let tx = writer.begin().await.unwrap();
            tx.servers()
                .insert(&server(number, &format!("n{number}")))
                .await
                .unwrap();
            tx.namespaces()
                .insert(&namespace(number, &format!("n{number}")))
                .await
                .unwrap();
            tx.bump_revision().await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    let reading = async {
        loop {
            let seen = db.snapshot().await.unwrap();
            let revision = usize::try_from(seen.revision).unwrap();
            assert_eq!((seen.servers.len(), seen.namespaces.len()), (revision, revision));
            if revision == 40 {
                break;
            }
        }
    };
    tokio::join!(writing, reading);
    writer.close().await;
}

//! Uniqueness is decided by the database, and told apart by rule.

use model::Owner;
use store::{
    ApiKeyRecord, Constraint, EndpointRecord, Error, NamespaceRecord, ServerRecord, Tx, testing::TestDatabase,
};

use crate::support::{add_namespace, api_key, endpoint, execute, id, namespace, server, user};

store::db_tests!(
    ids_are_unique,
    names_are_unique_among_public_things,
    names_are_unique_among_the_things_of_a_person,
    names_of_endpoints_are_unique_in_the_installation,
    changes_cannot_take_a_name_either,
    keys_are_unique_whatever_their_name,
    tools_are_unique_at_their_server,
    owners_have_to_exist,
);

#[expect(clippy::needless_pass_by_value, reason = "a result is asked about once")]
fn is_conflict<T>(result: Result<T, Error>, expected: Constraint) -> bool {
    matches!(result, Err(Error::Conflict(constraint)) if constraint == expected)
}

/// A statement that failed ends its transaction on Postgres, so each has its own.
async fn tx(db: &TestDatabase) -> Tx {
    db.begin().await.unwrap()
}

async fn two_people(db: &TestDatabase) -> [Owner; 2] {
    let tx = tx(db).await;
    tx.users().insert(&user(1, "a@x.org")).await.unwrap();
    tx.users().insert(&user(2, "b@x.org")).await.unwrap();
    tx.commit().await.unwrap();
    [Owner::Person(id(1)), Owner::Person(id(2))]
}

/// One of each noun, all with the name `dev`.
async fn one_of_each(db: &TestDatabase, first_id: u8, owner: Owner) {
    let number = u128::from(first_id);
    let namespace = NamespaceRecord {
        owner,
        ..namespace(number, "dev")
    };
    let tx = tx(db).await;
    tx.servers()
        .insert(&ServerRecord {
            owner,
            ..server(number, "dev")
        })
        .await
        .unwrap();
    tx.namespaces().insert(&namespace).await.unwrap();
    tx.api_keys()
        .insert(&ApiKeyRecord {
            owner,
            ..api_key(first_id, "dev")
        })
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn ids_are_unique(db: TestDatabase) {
    one_of_each(&db, 10, Owner::Public).await;
    assert!(is_conflict(
        tx(&db).await.servers().insert(&server(10, "other")).await,
        Constraint::Id
    ));
    assert!(is_conflict(
        tx(&db).await.namespaces().insert(&namespace(10, "other")).await,
        Constraint::Id
    ));
    let key = ApiKeyRecord {
        hash: [99; 32],
        ..api_key(10, "other")
    };
    assert!(is_conflict(
        tx(&db).await.api_keys().insert(&key).await,
        Constraint::Id
    ));
}

async fn names_are_unique_among_public_things(db: TestDatabase) {
    one_of_each(&db, 10, Owner::Public).await;
    assert!(is_conflict(
        tx(&db).await.servers().insert(&server(11, "dev")).await,
        Constraint::ServerName
    ));
    assert!(is_conflict(
        tx(&db).await.namespaces().insert(&namespace(11, "dev")).await,
        Constraint::NamespaceName
    ));
    assert!(is_conflict(
        tx(&db).await.api_keys().insert(&api_key(11, "dev")).await,
        Constraint::ApiKeyName
    ));
    tx(&db)
        .await
        .servers()
        .insert(&server(11, "Dev"))
        .await
        .expect("another name");
}

async fn names_are_unique_among_the_things_of_a_person(db: TestDatabase) {
    let [ada, bob] = two_people(&db).await;
    one_of_each(&db, 10, Owner::Public).await;
    one_of_each(&db, 11, ada).await;
    one_of_each(&db, 12, bob).await;
    let server = ServerRecord {
        owner: ada,
        ..server(13, "dev")
    };
    assert!(is_conflict(
        tx(&db).await.servers().insert(&server).await,
        Constraint::ServerName
    ));
    let namespace = NamespaceRecord {
        owner: bob,
        ..namespace(13, "dev")
    };
    assert!(is_conflict(
        tx(&db).await.namespaces().insert(&namespace).await,
        Constraint::NamespaceName
    ));
    let key = ApiKeyRecord {
        owner: ada,
        ..api_key(13, "dev")
    };
    assert!(is_conflict(
        tx(&db).await.api_keys().insert(&key).await,
        Constraint::ApiKeyName
    ));
}

async fn names_of_endpoints_are_unique_in_the_installation(db: TestDatabase) {
    let [ada, _] = two_people(&db).await;
    add_namespace(&db, &namespace(10, "dev"), &[]).await;
    let first = tx(&db).await;
    first
        .endpoints()
        .insert(&endpoint(20, "dev", id(10)))
        .await
        .unwrap();
    first.commit().await.unwrap();
    let second = EndpointRecord {
        owner: ada,
        ..endpoint(21, "dev", id(10))
    };
    assert!(is_conflict(
        tx(&db).await.endpoints().insert(&second).await,
        Constraint::EndpointName
    ));
}

async fn changes_cannot_take_a_name_either(db: TestDatabase) {
    let [ada, _] = two_people(&db).await;
    one_of_each(&db, 10, Owner::Public).await;
    one_of_each(&db, 11, ada).await;
    // Making a private thing public moves its name to the public ones.
    assert!(is_conflict(
        tx(&db).await.servers().update(&server(11, "dev")).await,
        Constraint::ServerName
    ));
    assert!(is_conflict(
        tx(&db).await.namespaces().update(&namespace(11, "dev")).await,
        Constraint::NamespaceName
    ));
    let both = tx(&db).await;
    both.endpoints().insert(&endpoint(20, "a", id(10))).await.unwrap();
    both.endpoints().insert(&endpoint(21, "b", id(10))).await.unwrap();
    assert!(is_conflict(
        both.endpoints().update(&endpoint(21, "a", id(10))).await,
        Constraint::EndpointName
    ));
}

async fn keys_are_unique_whatever_their_name(db: TestDatabase) {
    one_of_each(&db, 10, Owner::Public).await;
    let same = ApiKeyRecord {
        hash: [10; 32],
        ..api_key(11, "other")
    };
    assert!(is_conflict(
        tx(&db).await.api_keys().insert(&same).await,
        Constraint::ApiKeyHash
    ));
}

async fn tools_are_unique_at_their_server(db: TestDatabase) {
    one_of_each(&db, 10, Owner::Public).await;
    crate::support::list_tools(
        &db,
        id(10),
        &[crate::support::tool("now", "{}")],
        100,
        crate::support::at(1),
    )
    .await;
    // Two names that `sync` cannot confuse, made one behind its back.
    execute(&db, "UPDATE tools SET name = 'then'").await;
    let tx = tx(&db).await;
    let listed = [
        crate::support::tool("now", "{}"),
        crate::support::tool("then", "{}"),
    ];
    let taken = tx
        .tools()
        .sync(id(10), &listed, crate::support::at(2), || id(100))
        .await;
    assert!(
        is_conflict(taken, Constraint::Id),
        "a minted id that exists is told from a name that does"
    );
}

async fn owners_have_to_exist(db: TestDatabase) {
    for nobody in [Owner::Person(id(404)), Owner::Team(id(404))] {
        let server = ServerRecord {
            owner: nobody,
            ..server(10, "dev")
        };
        assert!(matches!(
            tx(&db).await.servers().insert(&server).await,
            Err(Error::MissingReference)
        ));
        let namespace = NamespaceRecord {
            owner: nobody,
            ..namespace(10, "dev")
        };
        assert!(matches!(
            tx(&db).await.namespaces().insert(&namespace).await,
            Err(Error::MissingReference)
        ));
        let key = ApiKeyRecord {
            owner: nobody,
            ..api_key(10, "dev")
        };
        assert!(matches!(
            tx(&db).await.api_keys().insert(&key).await,
            Err(Error::MissingReference)
        ));
    }
}

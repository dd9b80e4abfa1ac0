//! People.

use model::{Owner, Role};
use store::{Constraint, Error, UserRecord, testing::TestDatabase};

use crate::support::{account, at, id, namespace, password, server, user};

store::db_tests!(
    keeps_every_field,
    finds_an_address_in_any_case,
    refuses_an_address_that_differs_in_case_only,
    lists_by_name_without_regard_to_case,
    counts_people_and_roles,
    changes_a_person_once_per_version,
    takes_what_a_person_owns_along,
    tells_whether_there_was_anyone_to_delete,
);

async fn add(db: &TestDatabase, people: &[UserRecord]) {
    let tx = db.begin().await.unwrap();
    for person in people {
        tx.users().insert(person).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field(db: TestDatabase) {
    let ada = UserRecord {
        name: "Ada Löveläce 日本".to_owned(),
        role: Role::Admin,
        ..user(1, "Ada@Example.org")
    };
    add(&db, std::slice::from_ref(&ada)).await;
    assert_eq!(db.users().find(ada.id).await.unwrap(), Some(ada));
    assert_eq!(db.users().find(id(2)).await.unwrap(), None);
}

async fn finds_an_address_in_any_case(db: TestDatabase) {
    let ada = user(1, "Ä.Ada@Example.org");
    add(&db, std::slice::from_ref(&ada)).await;
    assert_eq!(
        db.users().find_by_email("ä.ADA@example.ORG").await.unwrap(),
        Some(ada)
    );
    assert_eq!(db.users().find_by_email("ada@example.org").await.unwrap(), None);
}

async fn refuses_an_address_that_differs_in_case_only(db: TestDatabase) {
    add(&db, &[user(1, "É@example.org"), user(2, "other@example.org")]).await;
    let tx = db.begin().await.unwrap();
    let refused = tx.users().insert(&user(3, "é@EXAMPLE.org")).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Constraint::UserEmail))),
        "{refused:?}"
    );
    drop(tx);

    let tx = db.begin().await.unwrap();
    let refused = tx.users().update(&user(2, "é@example.org")).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Constraint::UserEmail))),
        "{refused:?}"
    );
}

async fn lists_by_name_without_regard_to_case(db: TestDatabase) {
    let named = |number, name: &str| UserRecord {
        name: name.to_owned(),
        ..user(number, &format!("{number}@x.org"))
    };
    add(
        &db,
        &[
            named(1, "zoe"),
            named(4, "bob"),
            named(3, "Bob"),
            named(2, "bob"),
            named(5, "-dash"),
            named(6, "Alan"),
        ],
    )
    .await;
    let listed: Vec<_> = db
        .users()
        .list()
        .await
        .unwrap()
        .into_iter()
        .map(|user| (user.name, user.id.as_uuid().as_u128()))
        .collect();
    let expected = [
        ("-dash", 5),
        ("Alan", 6),
        ("Bob", 3),
        ("bob", 2),
        ("bob", 4),
        ("zoe", 1),
    ];
    assert_eq!(listed, expected.map(|(name, number)| (name.to_owned(), number)));
}

async fn counts_people_and_roles(db: TestDatabase) {
    assert_eq!(db.users().count().await.unwrap(), 0);
    add(
        &db,
        &[
            user(1, "a@x.org"),
            UserRecord {
                role: Role::Admin,
                ..user(2, "b@x.org")
            },
        ],
    )
    .await;
    assert_eq!(db.users().count().await.unwrap(), 2);
    assert_eq!(db.users().count_with_role(Role::Admin).await.unwrap(), 1);
    assert_eq!(db.users().count_with_role(Role::Viewer).await.unwrap(), 0);
}

async fn changes_a_person_once_per_version(db: TestDatabase) {
    let before = user(1, "a@x.org");
    add(&db, &[before.clone(), user(2, "b@x.org")]).await;
    let changed = UserRecord {
        name: "Countess".to_owned(),
        email: "A@y.org".to_owned(),
        role: Role::Viewer,
        created_at: at(99),
        updated_at: at(100),
        ..before.clone()
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.users().update(&changed).await.unwrap(), 2);
    let again = tx.users().update(&changed).await;
    assert!(matches!(again, Err(Error::Stale)), "{again:?}");
    tx.commit().await.unwrap();

    let expected = UserRecord {
        version: 2,
        created_at: before.created_at,
        ..changed
    };
    assert_eq!(db.users().find(before.id).await.unwrap(), Some(expected));
    assert_eq!(
        db.users().find(id(2)).await.unwrap(),
        Some(user(2, "b@x.org")),
        "others stay as they were"
    );
}

async fn takes_what_a_person_owns_along(db: TestDatabase) {
    let ada = user(1, "a@x.org");
    let tx = db.begin().await.unwrap();
    tx.users().insert(&ada).await.unwrap();
    tx.identities().insert(&password(10, ada.id)).await.unwrap();
    tx.identities().insert(&account(11, ada.id, "ada")).await.unwrap();
    tx.servers()
        .insert(&store::ServerRecord {
            owner: Owner::Person(ada.id),
            ..server(20, "mine")
        })
        .await
        .unwrap();
    tx.servers().insert(&server(21, "public")).await.unwrap();
    let mine = store::NamespaceRecord {
        owner: Owner::Person(ada.id),
        ..namespace(30, "mine")
    };
    tx.namespaces().insert(&mine).await.unwrap();
    let published = store::EndpointRecord {
        owner: Owner::Person(ada.id),
        ..crate::support::endpoint(40, "mine", mine.id)
    };
    tx.endpoints().insert(&published).await.unwrap();
    let key = store::ApiKeyRecord {
        owner: Owner::Person(ada.id),
        ..crate::support::api_key(50, "mine")
    };
    tx.api_keys().insert(&key).await.unwrap();
    assert!(tx.users().delete(ada.id).await.unwrap());
    tx.commit().await.unwrap();

    let left = db.snapshot().await.unwrap();
    assert_eq!(left.servers, [server(21, "public")]);
    assert!(left.users.is_empty() && left.namespaces.is_empty() && left.endpoints.is_empty());
    assert!(left.api_keys.is_empty() && db.identities().list(ada.id).await.unwrap().is_empty());
}

async fn tells_whether_there_was_anyone_to_delete(db: TestDatabase) {
    add(&db, &[user(1, "a@x.org")]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.users().delete(id(1)).await.unwrap());
    assert!(!tx.users().delete(id(1)).await.unwrap());
}

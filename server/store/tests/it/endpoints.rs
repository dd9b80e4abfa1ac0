//! Published namespaces.

use model::{EndpointAuth, Owner, SessionTimes, SsoAccess};
use store::{EndpointRecord, Error, testing::TestDatabase};

use crate::support::{add_namespace, at, endpoint, execute, id, namespace, user};

store::db_tests!(
    keeps_every_way_to_prove_who_one_is,
    keeps_how_long_sessions_last,
    finds_by_name,
    lists_by_name_and_by_namespace,
    changes_an_endpoint_once_per_version,
    keeps_columns_that_nothing_reads_yet,
    refuses_a_namespace_that_does_not_exist,
    deletes_one_endpoint,
);

async fn add(db: &TestDatabase, endpoints: &[EndpointRecord]) {
    let tx = db.begin().await.unwrap();
    for endpoint in endpoints {
        tx.endpoints().insert(endpoint).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_way_to_prove_who_one_is(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.commit().await.unwrap();
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    for (number, auth) in (7..).zip(EndpointAuth::ALL) {
        let owner = Owner::from((number == 8).then(|| id(9)));
        let written = EndpointRecord {
            auth,
            sso: auth.is_sso_only().then(SsoAccess::default),
            owner,
            description: "d".to_owned(),
            ..endpoint(number, &format!("e{number}"), id(5))
        };
        add(&db, std::slice::from_ref(&written)).await;
        assert_eq!(db.endpoints().find(id(number)).await.unwrap(), Some(written));
    }
    assert_eq!(db.endpoints().find(id(99)).await.unwrap(), None);
}

async fn keeps_how_long_sessions_last(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    let written = EndpointRecord {
        session: SessionTimes {
            idle_minutes: Some(30),
            lifetime_minutes: Some(600),
        },
        ..endpoint(7, "dev", id(5))
    };
    add(&db, std::slice::from_ref(&written)).await;
    assert_eq!(db.endpoints().find(id(7)).await.unwrap(), Some(written));
    execute(&db, "UPDATE endpoints SET session_idle_minutes = -1").await;
    let error = db.endpoints().list().await.expect_err("not readable");
    assert!(error.to_string().contains("session_idle_minutes"), "{error}");
    execute(&db, "UPDATE endpoints SET session_idle_minutes = NULL").await;
    let read = db.endpoints().find(id(7)).await.unwrap().expect("readable again");
    let left = SessionTimes {
        idle_minutes: None,
        lifetime_minutes: Some(600),
    };
    assert_eq!(read.session, left);
}

async fn finds_by_name(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[endpoint(7, "dev", id(5))]).await;
    assert_eq!(
        db.endpoints().find_by_name("dev").await.unwrap(),
        Some(endpoint(7, "dev", id(5)))
    );
    assert_eq!(db.endpoints().find_by_name("Dev").await.unwrap(), None);
}

async fn lists_by_name_and_by_namespace(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add_namespace(&db, &namespace(6, "prod"), &[]).await;
    let endpoints = [
        endpoint(7, "c", id(5)),
        endpoint(8, "B", id(6)),
        endpoint(10, "a", id(5)),
    ];
    add(&db, &endpoints).await;
    let [c, b, a] = endpoints;
    assert_eq!(db.endpoints().list().await.unwrap(), [a.clone(), b, c.clone()]);
    assert_eq!(db.endpoints().list_of_namespace(id(5)).await.unwrap(), [a, c]);
    assert_eq!(db.endpoints().count().await.unwrap(), 3);
}

async fn changes_an_endpoint_once_per_version(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add_namespace(&db, &namespace(6, "prod"), &[]).await;
    add(&db, &[endpoint(7, "dev", id(5))]).await;
    let changed = EndpointRecord {
        auth: EndpointAuth::Sso,
        sso: Some(SsoAccess {
            providers: Some(vec![id(3)]),
            groups: vec!["cn=ops,dc=x".to_owned()],
        }),
        updated_at: at(90),
        ..endpoint(7, "renamed", id(6))
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.endpoints().update(&changed).await.unwrap(), 2);
    let again = tx.endpoints().update(&changed).await;
    assert!(matches!(again, Err(Error::Stale)), "{again:?}");
    tx.commit().await.unwrap();
    assert_eq!(
        db.endpoints().find(id(7)).await.unwrap(),
        Some(EndpointRecord {
            version: 2,
            ..changed
        })
    );
}

async fn keeps_columns_that_nothing_reads_yet(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[endpoint(7, "dev", id(5))]).await;
    execute(&db, "UPDATE endpoints SET enable_max_rate = TRUE, max_rate = 5").await;
    let tx = db.begin().await.unwrap();
    tx.endpoints()
        .update(&endpoint(7, "renamed", id(5)))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    execute(
        &db,
        "DELETE FROM endpoints WHERE enable_max_rate AND max_rate = 5",
    )
    .await;
    assert_eq!(db.endpoints().count().await.unwrap(), 0);
}

async fn refuses_a_namespace_that_does_not_exist(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    let refused = tx.endpoints().insert(&endpoint(7, "dev", id(404))).await;
    assert!(matches!(refused, Err(Error::MissingReference)), "{refused:?}");
}

async fn deletes_one_endpoint(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[endpoint(7, "a", id(5)), endpoint(8, "b", id(5))]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.endpoints().delete(id(7)).await.unwrap());
    assert!(!tx.endpoints().delete(id(7)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.endpoints().list().await.unwrap(), [endpoint(8, "b", id(5))]);
}

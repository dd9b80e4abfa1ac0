//! Links for people.

use model::{Role, UserId};
use store::{LinkPurpose, PersonLinkRecord, testing::TestDatabase};

use crate::support::{at, id, user};

store::db_tests!(
    keeps_every_field,
    lists_what_is_good_the_newest_first,
    a_link_is_deleted_once,
    people_take_their_links_along,
    deletes_what_is_over,
);

fn invite(number: u8, created_by: Option<UserId>) -> PersonLinkRecord {
    PersonLinkRecord {
        id: id(number.into()),
        token_hash: [number; 32],
        purpose: LinkPurpose::Invite {
            email: "New@example.org".to_owned(),
            name: String::new(),
            role: Role::Viewer,
        },
        created_by,
        created_at: at(number.into()),
        expires_at: at(100 + i64::from(number)),
    }
}

fn reset(number: u8, user_id: UserId) -> PersonLinkRecord {
    PersonLinkRecord {
        purpose: LinkPurpose::Reset { user_id },
        ..invite(number, None)
    }
}

async fn add(db: &TestDatabase, links: &[PersonLinkRecord]) {
    let tx = db.begin().await.unwrap();
    for number in [1, 2] {
        tx.users()
            .insert(&user(number, &format!("{number}@x.org")))
            .await
            .unwrap();
    }
    for link in links {
        tx.person_links().insert(link).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field(db: TestDatabase) {
    let links = [invite(10, Some(id(1))), reset(11, id(2))];
    add(&db, &links).await;
    for link in links {
        let found = db.person_links().find_by_hash(&link.token_hash).await.unwrap();
        assert_eq!(found, Some(link));
    }
    assert_eq!(db.person_links().find_by_hash(&[0; 32]).await.unwrap(), None);
}

async fn lists_what_is_good_the_newest_first(db: TestDatabase) {
    add(&db, &[invite(10, None), reset(11, id(1)), invite(12, None)]).await;
    let listed = db.person_links().list(at(110)).await.unwrap();
    assert_eq!(listed, [invite(12, None), reset(11, id(1))]);
}

async fn a_link_is_deleted_once(db: TestDatabase) {
    add(&db, &[invite(10, None)]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.person_links().delete(id(10)).await.unwrap());
    assert!(!tx.person_links().delete(id(10)).await.unwrap());
}

async fn people_take_their_links_along(db: TestDatabase) {
    add(
        &db,
        &[
            invite(10, Some(id(1))),
            reset(11, id(1)),
            reset(12, id(2)),
            invite(13, None),
        ],
    )
    .await;
    let tx = db.begin().await.unwrap();
    tx.person_links().delete_resets(id(2)).await.unwrap();
    tx.users().delete(id(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.person_links().list(at(0)).await.unwrap(), [invite(13, None)]);
}

async fn deletes_what_is_over(db: TestDatabase) {
    add(&db, &[invite(10, None), invite(11, None)]).await;
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.person_links().delete_expired(at(110)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(db.person_links().list(at(0)).await.unwrap(), [invite(11, None)]);
}

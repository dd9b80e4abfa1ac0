//! Requests of the inspector that people keep.

use model::{InspectorTarget, Owner};
use store::{Error, SavedRequestRecord, testing::TestDatabase};

use crate::support::{at, id, team, user};

store::db_tests!(
    keeps_every_field_and_gives_those_of_a_person_and_their_teams,
    a_name_is_changed_by_who_has_seen_the_latest,
    goes_with_its_owner,
);

fn request(number: u128, name: &str, owner: Owner) -> SavedRequestRecord {
    SavedRequestRecord {
        id: id(number),
        name: name.to_owned(),
        owner,
        target: InspectorTarget::Server(id(77)),
        method: "tools/call".to_owned(),
        request_name: "weather".to_owned(),
        params: vec![0, 1, 255],
        created_at: at(1),
        updated_at: at(2),
        version: 1,
    }
}

/// Two people and a team.
async fn furnish(db: &TestDatabase) {
    let tx = db.begin().await.unwrap();
    for (number, email) in [(1, "ada@example.com"), (2, "bob@example.com")] {
        tx.users().insert(&user(number, email)).await.unwrap();
    }
    tx.teams().insert(&team(5, "Lab")).await.unwrap();
    tx.commit().await.unwrap();
}

async fn insert(db: &TestDatabase, requests: &[SavedRequestRecord]) {
    let tx = db.begin().await.unwrap();
    for request in requests {
        tx.saved_requests().insert(request).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field_and_gives_those_of_a_person_and_their_teams(db: TestDatabase) {
    furnish(&db).await;
    let (ada, lab) = (Owner::Person(id(1)), Owner::Team(id(5)));
    let (own, ours) = (request(11, "b", ada), request(12, "A", lab));
    let theirs = request(13, "c", Owner::Person(id(2)));
    insert(&db, &[own.clone(), ours.clone(), theirs]).await;
    let requests = db.saved_requests();
    assert_eq!(requests.find(id(11)).await.unwrap(), Some(own.clone()));
    assert_eq!(requests.list(id(1), &[id(5)]).await.unwrap(), [ours, own.clone()]);
    assert_eq!(requests.list(id(1), &[]).await.unwrap(), [own]);
    assert_eq!(requests.count(lab).await.unwrap(), 1);
}

async fn a_name_is_changed_by_who_has_seen_the_latest(db: TestDatabase) {
    furnish(&db).await;
    insert(&db, &[request(11, "b", Owner::Person(id(1)))]).await;
    let tx = db.begin().await.unwrap();
    let requests = tx.saved_requests();
    assert_eq!(requests.rename(id(11), 1, "z", at(9)).await.unwrap(), 2);
    assert!(matches!(
        requests.rename(id(11), 1, "y", at(9)).await,
        Err(Error::Stale)
    ));
    let renamed = requests.find(id(11)).await.unwrap().expect("kept");
    assert_eq!(
        (&*renamed.name, renamed.updated_at, renamed.version),
        ("z", at(9), 2)
    );
    assert_eq!(renamed.params, [0, 1, 255]);
    assert!(requests.delete(id(11)).await.unwrap() && !requests.delete(id(11)).await.unwrap());
    tx.commit().await.unwrap();
}

async fn goes_with_its_owner(db: TestDatabase) {
    furnish(&db).await;
    insert(
        &db,
        &[
            request(11, "a", Owner::Person(id(1))),
            request(12, "b", Owner::Team(id(5))),
        ],
    )
    .await;
    let tx = db.begin().await.unwrap();
    tx.users().delete(id(1)).await.unwrap();
    tx.teams().delete(id(5)).await.unwrap();
    tx.commit().await.unwrap();
    let requests = db.saved_requests();
    assert!(requests.find(id(11)).await.unwrap().is_none());
    assert!(requests.find(id(12)).await.unwrap().is_none());
}

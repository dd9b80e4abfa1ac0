//! Teams, and who is in them.

use model::Owner;
use store::{
    ApiKeyRecord, Constraint, EndpointRecord, Error, NamespaceRecord, ServerRecord, TeamMemberRecord,
    TeamRecord, testing::TestDatabase,
};

use crate::{
    oidc_providers,
    support::{api_key, at, endpoint, id, namespace, server, team, user},
};

store::db_tests!(
    lists_by_name_with_members,
    names_are_unique_in_any_case,
    changes_a_team_once_per_version,
    somebody_is_in_a_team_once,
    takes_what_a_team_owns_along,
    keeps_a_namespace_that_somebody_elses_endpoint_publishes,
    membership_ends_with_the_person,
    a_provider_takes_along_whom_its_rules_put_there,
);

fn member(team: u128, user: u128, is_manager: bool, since: i64) -> TeamMemberRecord {
    TeamMemberRecord {
        team_id: id(team),
        user_id: id(user),
        is_manager,
        since: at(since),
        provider_id: None,
    }
}

async fn add(db: &TestDatabase, teams: &[TeamRecord], members: &[TeamMemberRecord]) {
    let tx = db.begin().await.unwrap();
    for number in [1, 2] {
        tx.users()
            .insert(&user(number, &format!("{number}@x.org")))
            .await
            .unwrap();
    }
    for team in teams {
        tx.teams().insert(team).await.unwrap();
    }
    for member in members {
        tx.teams().put_member(member).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn lists_by_name_with_members(db: TestDatabase) {
    let members = [
        member(7, 1, true, 20),
        member(7, 2, false, 21),
        member(8, 2, false, 22),
    ];
    add(&db, &[team(7, "lab"), team(8, "Admins")], &members).await;
    assert_eq!(
        db.teams().list().await.unwrap(),
        [team(8, "Admins"), team(7, "lab")]
    );
    assert_eq!(db.teams().members().await.unwrap(), members);
    let all = db.snapshot().await.unwrap();
    assert_eq!((all.teams.len(), all.team_members), (2, members.to_vec()));
}

async fn names_are_unique_in_any_case(db: TestDatabase) {
    add(&db, &[team(7, "Lab"), team(8, "other")], &[]).await;
    let tx = db.begin().await.unwrap();
    let second = tx.teams().insert(&team(9, "LAB")).await;
    drop(tx);
    let tx = db.begin().await.unwrap();
    let renamed = tx.teams().update(&team(8, "lab")).await;
    for refused in [second, renamed.map(drop)] {
        assert!(
            matches!(refused, Err(Error::Conflict(Constraint::TeamName))),
            "{refused:?}"
        );
    }
}

async fn changes_a_team_once_per_version(db: TestDatabase) {
    add(&db, &[team(7, "lab")], &[]).await;
    let changed = TeamRecord {
        updated_at: at(90),
        ..team(7, "workshop")
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.teams().update(&changed).await.unwrap(), 2);
    let again = tx.teams().update(&changed).await;
    assert!(matches!(again, Err(Error::Stale)), "{again:?}");
    tx.commit().await.unwrap();
    let expected = TeamRecord {
        version: 2,
        ..changed
    };
    assert_eq!(db.teams().list().await.unwrap(), [expected]);
}

async fn somebody_is_in_a_team_once(db: TestDatabase) {
    let again = member(7, 1, true, 99);
    add(&db, &[team(7, "lab")], &[member(7, 1, false, 20), again]).await;
    assert_eq!(db.teams().members().await.unwrap(), [member(7, 1, true, 20)]);
    let tx = db.begin().await.unwrap();
    assert!(tx.teams().remove_member(id(7), id(1)).await.unwrap());
    assert!(!tx.teams().remove_member(id(7), id(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.teams().members().await.unwrap(), []);
}

async fn takes_what_a_team_owns_along(db: TestDatabase) {
    add(&db, &[team(7, "lab")], &[member(7, 1, false, 20)]).await;
    let owner = Owner::Team(id(7));
    let tx = db.begin().await.unwrap();
    let things = ServerRecord {
        owner,
        ..server(20, "ours")
    };
    tx.servers().insert(&things).await.unwrap();
    tx.servers().insert(&server(21, "public")).await.unwrap();
    let space = NamespaceRecord {
        owner,
        ..namespace(30, "ours")
    };
    tx.namespaces().insert(&space).await.unwrap();
    let published = EndpointRecord {
        owner,
        ..endpoint(40, "ours", space.id)
    };
    tx.endpoints().insert(&published).await.unwrap();
    let key = ApiKeyRecord {
        owner,
        ..api_key(50, "ours")
    };
    tx.api_keys().insert(&key).await.unwrap();
    tx.commit().await.unwrap();
    let all = db.snapshot().await.unwrap();
    assert_eq!(all.endpoints, [published]);
    assert_eq!((all.namespaces, all.api_keys), (vec![space], vec![key]));

    let tx = db.begin().await.unwrap();
    assert!(tx.teams().delete(id(7)).await.unwrap());
    assert!(!tx.teams().delete(id(7)).await.unwrap());
    tx.commit().await.unwrap();
    let left = db.snapshot().await.unwrap();
    assert_eq!(left.servers, [server(21, "public")]);
    assert!(left.namespaces.is_empty() && left.endpoints.is_empty() && left.api_keys.is_empty());
    assert!(left.teams.is_empty() && left.team_members.is_empty());
}

async fn keeps_a_namespace_that_somebody_elses_endpoint_publishes(db: TestDatabase) {
    add(&db, &[team(7, "lab")], &[]).await;
    let tx = db.begin().await.unwrap();
    let space = NamespaceRecord {
        owner: Owner::Team(id(7)),
        ..namespace(30, "ours")
    };
    tx.namespaces().insert(&space).await.unwrap();
    let private = EndpointRecord {
        owner: Owner::Person(id(1)),
        ..endpoint(40, "mine", space.id)
    };
    tx.endpoints().insert(&private).await.unwrap();
    let refused = tx.teams().delete(id(7)).await;
    assert!(matches!(refused, Err(Error::InUse)), "{refused:?}");
}

async fn membership_ends_with_the_person(db: TestDatabase) {
    add(
        &db,
        &[team(7, "lab")],
        &[member(7, 1, true, 20), member(7, 2, false, 20)],
    )
    .await;
    let tx = db.begin().await.unwrap();
    assert!(tx.users().delete(id(1)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.teams().members().await.unwrap(), [member(7, 2, false, 20)]);
}

async fn a_provider_takes_along_whom_its_rules_put_there(db: TestDatabase) {
    oidc_providers::add(
        &db,
        &[
            oidc_providers::provider(3, "work"),
            oidc_providers::provider(4, "google"),
        ],
    )
    .await;
    let by = |team, provider: u128| TeamMemberRecord {
        provider_id: Some(id(provider)),
        ..member(team, 1, false, 20)
    };
    let members = [by(7, 3), member(8, 1, false, 21), by(9, 4), by(10, 3)];
    let teams = [team(7, "a"), team(8, "b"), team(9, "c"), team(10, "d")];
    add(&db, &teams, &members).await;
    assert_eq!(db.teams().members().await.unwrap(), members);
    let tx = db.begin().await.unwrap();
    // Who is put there by hand is no rule's any more.
    tx.teams().put_member(&member(10, 1, true, 30)).await.unwrap();
    assert_eq!(tx.teams().remove_of_provider(id(3), id(1)).await.unwrap(), 1);
    assert!(tx.oidc_providers().delete(id(4)).await.unwrap());
    tx.commit().await.unwrap();
    let kept = member(10, 1, true, 20);
    assert_eq!(
        db.teams().members().await.unwrap(),
        [member(8, 1, false, 21), kept]
    );
}

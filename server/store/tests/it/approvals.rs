//! Calls that wait for a person.

use model::{ApprovalState, Asker};
use store::{ApprovalRecord, Error, Settlement, testing::TestDatabase};

use crate::support::{add_namespace, at, execute, id, namespace};

store::db_tests!(
    keeps_every_field,
    lists_by_namespace_and_by_what_became_of_them,
    only_the_first_settlement_counts,
    ends_and_deletes_what_is_old,
    goes_with_its_namespace,
    says_what_it_does_not_understand,
);

fn approval(number: u128, namespace: u128, created: i64) -> ApprovalRecord {
    ApprovalRecord {
        id: id(number),
        namespace_id: id(namespace),
        server_id: id(900),
        endpoint: "dev".to_owned(),
        server: "fs".to_owned(),
        tool: "fs__write".to_owned(),
        original_tool: "write".to_owned(),
        client: "test 1".to_owned(),
        asker: Asker::Key("laptop".to_owned()),
        arguments: vec![0, 255],
        digest: [9; 32],
        state: ApprovalState::Waiting,
        decided_by: None,
        reason: String::new(),
        created_at: at(created),
        expires_at: at(created + 100),
        decided_at: None,
    }
}

fn refused() -> Settlement {
    Settlement {
        state: ApprovalState::Refused,
        decided_by: Some("Ada".to_owned()),
        reason: "no".to_owned(),
    }
}

async fn add(db: &TestDatabase, approvals: &[ApprovalRecord]) {
    let tx = db.begin().await.unwrap();
    for approval in approvals {
        tx.approvals().insert(approval).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    let settled = ApprovalRecord {
        asker: Asker::Anyone,
        state: ApprovalState::Allowed,
        decided_by: Some("Ada".to_owned()),
        reason: "ja".to_owned(),
        decided_at: Some(at(7)),
        ..approval(2, 5, 6)
    };
    add(&db, &[approval(1, 5, 5), settled.clone()]).await;
    assert_eq!(db.approvals().find(id(1)).await.unwrap(), Some(approval(1, 5, 5)));
    assert_eq!(db.approvals().find(id(2)).await.unwrap(), Some(settled));
    assert_eq!(db.approvals().find(id(3)).await.unwrap(), None);
    let tx = db.begin().await.unwrap();
    let nowhere = tx.approvals().insert(&approval(4, 6, 5)).await;
    assert!(matches!(nowhere, Err(Error::MissingReference)), "{nowhere:?}");
}

async fn lists_by_namespace_and_by_what_became_of_them(db: TestDatabase) {
    for number in [5, 6] {
        add_namespace(&db, &namespace(number, &format!("n{number}")), &[]).await;
    }
    let over = ApprovalRecord {
        state: ApprovalState::Expired,
        ..approval(4, 5, 40)
    };
    add(
        &db,
        &[
            approval(2, 5, 20),
            approval(1, 5, 10),
            approval(3, 6, 5),
            over.clone(),
        ],
    )
    .await;
    let approvals = db.approvals();
    let waiting = async |namespaces: &[u128], now, limit| -> Vec<_> {
        let ids: Vec<_> = namespaces.iter().map(|number| id(*number)).collect();
        let found = approvals.waiting(&ids, at(now), limit).await.unwrap();
        found.into_iter().map(|it| it.id).collect()
    };
    assert_eq!(waiting(&[5, 6], 50, 9).await, [id(3), id(1), id(2)]);
    assert_eq!(waiting(&[5, 6], 50, 2).await, [id(3), id(1)]);
    assert_eq!(waiting(&[5], 110, 9).await, [id(2)], "the first is too late");
    assert_eq!(waiting(&[], 50, 9).await, []);
    assert_eq!(approvals.count_waiting(&[id(5)], at(50)).await.unwrap(), 2);
    assert_eq!(approvals.over(&[id(5), id(6)], 9).await.unwrap(), [over]);
}

async fn only_the_first_settlement_counts(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[approval(1, 5, 5)]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.approvals().settle(id(1), &refused(), at(9)).await.unwrap());
    let allowed = Settlement {
        state: ApprovalState::Allowed,
        ..refused()
    };
    assert!(!tx.approvals().settle(id(1), &allowed, at(10)).await.unwrap());
    assert!(!tx.approvals().settle(id(2), &allowed, at(10)).await.unwrap());
    tx.commit().await.unwrap();
    let expected = ApprovalRecord {
        state: ApprovalState::Refused,
        decided_by: Some("Ada".to_owned()),
        reason: "no".to_owned(),
        decided_at: Some(at(9)),
        ..approval(1, 5, 5)
    };
    assert_eq!(db.approvals().find(id(1)).await.unwrap(), Some(expected));
}

async fn ends_and_deletes_what_is_old(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[approval(1, 5, 5), approval(2, 5, 50)]).await;
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.approvals().expire(at(105), at(106)).await.unwrap(), 1);
    assert_eq!(tx.approvals().expire(at(105), at(107)).await.unwrap(), 0);
    tx.commit().await.unwrap();
    let first = db.approvals().find(id(1)).await.unwrap().unwrap();
    assert_eq!(
        (first.state, first.decided_at),
        (ApprovalState::Expired, Some(at(106)))
    );
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.approvals().delete_older(at(50)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(db.approvals().find(id(1)).await.unwrap(), None);
    assert_eq!(
        db.approvals().find(id(2)).await.unwrap(),
        Some(approval(2, 5, 50))
    );
}

async fn goes_with_its_namespace(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[approval(1, 5, 5)]).await;
    let tx = db.begin().await.unwrap();
    assert!(tx.namespaces().delete(id(5)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(db.approvals().find(id(1)).await.unwrap(), None);
}

async fn says_what_it_does_not_understand(db: TestDatabase) {
    add_namespace(&db, &namespace(5, "dev"), &[]).await;
    add(&db, &[approval(1, 5, 5)]).await;
    for (column, text) in [("state", "'asleep'"), ("asker", "'nobody'")] {
        execute(&db, &format!("UPDATE approvals SET {column} = {text}")).await;
        let error = db.approvals().find(id(1)).await.expect_err("unknown");
        assert!(
            matches!(&error, Error::Inconsistent { table, .. } if table == "approvals"),
            "{error:?}"
        );
        execute(
            &db,
            "UPDATE approvals SET state = 'waiting', asker = '{\"kind\":\"anyone\"}'",
        )
        .await;
    }
}

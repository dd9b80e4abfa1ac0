//! What is written down, in strands.

use model::{
    ActFilter, ActOutcome, ActThing, ActVerb, ActorKind, ActorView, CallFilter, CallKind, CallOutcome,
    CallStages, CallerKind, CallerView, CredentialKind, CredentialView, GroupBy, OutcomeFilter, TimeSpan,
};
use store::{
    ACTS, ActRecord, AuditCallRecord, AuditPart, AuditStrand, Behind, CallScope, RowsToCheck, TallyBy,
    testing::TestDatabase,
};
use uuid::Uuid;

use crate::support::{at, execute, id};

store::db_tests!(
    keeps_every_field_of_calls,
    the_same_calls_written_twice_are_there_once,
    lists_by_filter_and_goes_on_behind_a_call,
    people_see_their_own_and_those_at_their_endpoints,
    counts_by_group_and_by_time,
    every_row_hangs_on_the_one_before_it,
    keeps_acts_with_what_they_are_about,
    an_act_is_gone_with_its_transaction,
    retention_takes_the_beginning_and_keeps_its_end,
);

fn call(number: u128, millis: i64) -> AuditCallRecord {
    AuditCallRecord {
        id: id(((u128::from(millis.unsigned_abs())) << 80) | number),
        at: at(millis),
        kind: CallKind::Tool,
        endpoint_id: id(50),
        endpoint: "dev".to_owned(),
        server_id: Some(id(60)),
        server: "fs".to_owned(),
        tool: "fs__Write_file".to_owned(),
        original_tool: "Write_file".to_owned(),
        is_read_only: false,
        caller: CallerView {
            kind: CallerKind::Person,
            id: Some(Uuid::from_u128(70)),
            name: "Ada".to_owned(),
        },
        credential: Some(CredentialView {
            kind: CredentialKind::Key,
            id: Uuid::from_u128(80),
            name: "laptop (sk_mt_ab…)".to_owned(),
        }),
        client: "test 1".to_owned(),
        session: Some("00ff".to_owned()),
        address: Some("192.0.2.1".to_owned()),
        outcome: CallOutcome::Ok,
        error: None,
        elapsed_us: 1000,
        stages: CallStages {
            before_us: 1,
            connecting_us: 2,
            server_us: 990,
            after_us: 7,
        },
        request_bytes: 12,
        answer_bytes: 34,
        arguments: Some(AuditPart {
            bytes: 2,
            digest: Some(vec![7; 32]),
            text: Some("{}".to_owned()),
        }),
        result: None,
    }
}

fn strand(number: u128) -> AuditStrand {
    AuditStrand::new(id(number), at(0))
}

async fn write(db: &TestDatabase, strand: &mut AuditStrand, calls: &[AuditCallRecord]) {
    db.audit().append(strand, calls).await.unwrap();
}

async fn listed(db: &TestDatabase, scope: &CallScope, filter: &CallFilter) -> Vec<i64> {
    let found = db
        .audit()
        .calls(scope, filter, TimeSpan::default(), None, 100)
        .await;
    found
        .unwrap()
        .iter()
        .map(|row| row.record.at.as_millis())
        .collect()
}

async fn keeps_every_field_of_calls(db: TestDatabase) {
    let strange = AuditCallRecord {
        server_id: None,
        server: String::new(),
        caller: CallerView {
            kind: CallerKind::Anyone,
            id: None,
            name: String::new(),
        },
        credential: None,
        session: None,
        address: None,
        outcome: CallOutcome::ToolError,
        error: Some("nul \0 and 时".to_owned()),
        arguments: None,
        ..call(2, 20)
    };
    let mut strand = strand(1);
    write(&db, &mut strand, &[call(1, 10), strange.clone()]).await;
    assert_eq!(strand.seq, 2);
    let row = db.audit().call(call(1, 10).id).await.unwrap().expect("there");
    assert_eq!((row.record, row.strand, row.seq), (call(1, 10), id(1), 1));
    let row = db.audit().call(strange.id).await.unwrap().expect("there");
    let kept = AuditCallRecord {
        error: Some("nul \u{fffd} and 时".to_owned()),
        ..strange
    };
    assert_eq!((row.record, row.seq), (kept, 2));
    assert_eq!(db.audit().call(id(999)).await.unwrap(), None);
}

async fn the_same_calls_written_twice_are_there_once(db: TestDatabase) {
    let mut first = strand(1);
    let calls = [call(1, 10), call(2, 20)];
    let before = first.clone();
    write(&db, &mut first, &calls).await;
    let mut again = before;
    write(&db, &mut again, &calls).await;
    assert_eq!(again, first);
    write(&db, &mut again, &[call(3, 30)]).await;
    let all = listed(&db, &CallScope::All, &CallFilter::default()).await;
    assert_eq!(all, [30, 20, 10]);
}

/// A call of somebody whom nobody knows, which failed.
fn of_anyone() -> AuditCallRecord {
    AuditCallRecord {
        tool: "git__log".to_owned(),
        is_read_only: true,
        endpoint_id: id(51),
        server_id: Some(id(61)),
        client: "other 2".to_owned(),
        session: None,
        outcome: CallOutcome::Error,
        credential: None,
        caller: CallerView {
            kind: CallerKind::Anyone,
            id: None,
            name: String::new(),
        },
        ..call(3, 30)
    }
}

/// Filters, and how many of the four calls pass each.
fn filters() -> [(CallFilter, usize); 12] {
    let only = |set: fn(&mut CallFilter)| {
        let mut filter = CallFilter::default();
        set(&mut filter);
        filter
    };
    [
        (only(|it| it.person = Some(id(70))), 3),
        (only(|it| it.key = Some(id(80))), 3),
        (only(|it| it.endpoint = Some(id(51))), 1),
        (only(|it| it.server = Some(id(60))), 3),
        (only(|it| it.client = "other 2".into()), 1),
        (only(|it| it.session = "00ff".into()), 3),
        (only(|it| it.tool = "git__log".into()), 1),
        (only(|it| it.text = "WRITE_f".into()), 3),
        (only(|it| it.text = "write%".into()), 0),
        (only(|it| it.writes = true), 3),
        (only(|it| it.outcome = Some(OutcomeFilter::Failed)), 1),
        (
            only(|it| it.outcome = Some(OutcomeFilter::Is(CallOutcome::Ok))),
            3,
        ),
    ]
}

async fn lists_by_filter_and_goes_on_behind_a_call(db: TestDatabase) {
    let calls = [call(1, 10), call(2, 20), of_anyone(), call(4, 30)];
    write(&db, &mut strand(1), &calls).await;
    for (filter, count) in filters() {
        let found = listed(&db, &CallScope::All, &filter).await;
        assert_eq!(found.len(), count, "{filter:?}");
    }
    let span = TimeSpan {
        from: Some(at(20)),
        until: Some(at(30)),
    };
    let (all, any) = (CallScope::All, CallFilter::default());
    let within = db.audit().calls(&all, &any, span, None, 9).await.unwrap();
    assert_eq!(within.len(), 1);
    // Two ended in the same millisecond: each stands on exactly one page.
    let mut behind = None;
    let mut seen = Vec::new();
    loop {
        let page = db
            .audit()
            .calls(&all, &any, TimeSpan::default(), behind, 1)
            .await
            .unwrap();
        let Some(row) = page.first() else { break };
        seen.push(row.record.id);
        behind = Some(Behind {
            at: row.record.at,
            id: row.record.id,
        });
    }
    assert_eq!(
        seen,
        [call(4, 30).id, call(3, 30).id, call(2, 20).id, call(1, 10).id]
    );
}

async fn people_see_their_own_and_those_at_their_endpoints(db: TestDatabase) {
    let of_other = AuditCallRecord {
        caller: CallerView {
            kind: CallerKind::Person,
            id: Some(Uuid::from_u128(71)),
            name: "Bob".to_owned(),
        },
        ..call(2, 20)
    };
    let elsewhere = AuditCallRecord {
        endpoint_id: id(51),
        ..of_other.clone()
    };
    let elsewhere = AuditCallRecord {
        id: id(3),
        at: at(30),
        ..elsewhere
    };
    write(&db, &mut strand(1), &[call(1, 10), of_other, elsewhere]).await;
    let any = CallFilter::default();
    let of = |person, endpoints: &[u128]| CallScope::Of {
        person: id(person),
        endpoints: endpoints.iter().map(|it| id(*it)).collect(),
    };
    assert_eq!(listed(&db, &of(70, &[]), &any).await, [10]);
    assert_eq!(listed(&db, &of(70, &[51]), &any).await, [30, 10]);
    assert_eq!(listed(&db, &of(71, &[]), &any).await, [30, 20]);
    assert!(listed(&db, &of(72, &[]), &any).await.is_empty());
}

async fn counts_by_group_and_by_time(db: TestDatabase) {
    let mut calls: Vec<_> = (1..=10).map(|n| call(n, 1000)).collect();
    calls.push(AuditCallRecord {
        outcome: CallOutcome::Error,
        elapsed_us: 5_000_000,
        ..call(11, 2500)
    });
    write(&db, &mut strand(1), &calls).await;
    let (all, any, ever) = (CallScope::All, CallFilter::default(), TimeSpan::default());
    assert_eq!(db.audit().count(&all, &any, ever, 5).await.unwrap(), 5);
    assert_eq!(db.audit().count(&all, &any, ever, 50).await.unwrap(), 11);
    for by in GroupBy::ALL {
        let exactly = db
            .audit()
            .tally(&all, &any, ever, TallyBy::Group(*by), true)
            .await
            .unwrap();
        assert_eq!(exactly.iter().map(|it| it.calls).sum::<u64>(), 11, "{by:?}");
        assert_eq!(exactly.iter().map(|it| it.errors).sum::<u64>(), 1, "{by:?}");
        assert!(exactly.iter().any(|it| it.elapsed_us == 5_000_000), "{by:?}");
        let by_steps = db
            .audit()
            .tally(&all, &any, ever, TallyBy::Group(*by), false)
            .await
            .unwrap();
        let slow = by_steps.iter().map(|it| it.elapsed_us).max().unwrap();
        assert!(slow.abs_diff(5_000_000) <= 5_000_000 / 32, "{slow}");
    }
    let by_time = db
        .audit()
        .tally(&all, &any, ever, TallyBy::Time(1000), true)
        .await
        .unwrap();
    let mut slots: Vec<_> = by_time.iter().map(|it| (&*it.name, it.calls)).collect();
    slots.sort_unstable();
    assert_eq!(slots, [("1", 10), ("2", 1)]);
}

async fn every_row_hangs_on_the_one_before_it(db: TestDatabase) {
    let mut strand = strand(1);
    write(&db, &mut strand, &[call(1, 10), call(2, 20)]).await;
    write(&db, &mut strand, &[call(3, 30)]).await;
    let stored = db.audit().strand(id(1)).await.unwrap().expect("there");
    assert_eq!((stored.anchor_seq, stored.head_seq), (0, 3));
    let rows = RowsToCheck {
        strand: id(1),
        behind: 0,
        hash: stored.anchor_hash.clone(),
        until: 3,
    };
    let checked = db.audit().check(&rows, 10).await.unwrap();
    assert!(checked.iter().all(|row| row.hash == row.expected), "{checked:?}");
    assert_eq!(checked.last().expect("three").hash, stored.head_hash);
    execute(&db, "UPDATE audit_calls SET outcome = 'error' WHERE seq = 2").await;
    let checked = db.audit().check(&rows, 10).await.unwrap();
    let right: Vec<_> = checked.iter().map(|row| row.hash == row.expected).collect();
    assert_eq!(right, [true, false, true]);
}

fn act(number: u128, name: &str) -> ActRecord {
    ActRecord {
        id: id(number),
        at: at(i64::try_from(number).unwrap()),
        actor: ActorView {
            kind: ActorKind::Person,
            id: Some(id(70)),
            name: "Ada".to_owned(),
        },
        act: name.to_owned(),
        things: vec![ActThing {
            verb: ActVerb::Created,
            kind: "server".to_owned(),
            id: Some(Uuid::from_u128(60)),
            name: "fs".to_owned(),
        }],
        address: Some("192.0.2.1".to_owned()),
        outcome: ActOutcome::Done,
        detail: String::new(),
    }
}

async fn record(db: &TestDatabase, act: &ActRecord) {
    let tx = db.begin().await.unwrap();
    tx.record_act(act).await.unwrap();
    tx.commit().await.unwrap();
}

async fn keeps_acts_with_what_they_are_about(db: TestDatabase) {
    let refused = ActRecord {
        actor: ActorView {
            kind: ActorKind::Stranger,
            id: None,
            name: "eve@example.com".to_owned(),
        },
        outcome: ActOutcome::Refused,
        ..act(3, "auth.sign_in")
    };
    for act in [
        act(1, "servers.create"),
        act(2, "servers_more.x"),
        refused.clone(),
    ] {
        record(&db, &act).await;
    }
    let acts = async |filter: &ActFilter, behind| {
        let found = db
            .audit()
            .acts(filter, TimeSpan::default(), behind, 10)
            .await
            .unwrap();
        found.into_iter().map(|row| row.record.id).collect::<Vec<_>>()
    };
    let any = ActFilter::default();
    assert_eq!(acts(&any, None).await, [id(3), id(2), id(1)]);
    assert_eq!(acts(&any, Some(2)).await, [id(1)]);
    let servers = ActFilter {
        noun: "servers".to_owned(),
        ..ActFilter::default()
    };
    assert_eq!(acts(&servers, None).await, [id(1)]);
    let wrong = ActFilter {
        outcome: Some(ActOutcome::Refused),
        ..ActFilter::default()
    };
    assert_eq!(acts(&wrong, None).await, [id(3)]);
    let all = db
        .audit()
        .acts(&any, TimeSpan::default(), None, 10)
        .await
        .unwrap();
    assert_eq!((&all[0].record, all[0].seq), (&refused, 3));
    let stored = db.audit().strand(ACTS).await.unwrap().expect("there");
    assert_eq!((stored.head_seq, stored.head_hash), (3, all[0].hash.clone()));
}

async fn an_act_is_gone_with_its_transaction(db: TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.record_act(&act(1, "servers.create")).await.unwrap();
    drop(tx);
    assert!(!db.audit().has_acts().await.unwrap());
    assert_eq!(db.audit().strand(ACTS).await.unwrap(), None);
}

async fn retention_takes_the_beginning_and_keeps_its_end(db: TestDatabase) {
    let mut strand = strand(1);
    let calls: Vec<_> = (1..=5).map(|n| call(n, i64::try_from(n).unwrap() * 10)).collect();
    write(&db, &mut strand, &calls).await;
    let second = db.audit().call(calls[1].id).await.unwrap().expect("there").hash;
    assert_eq!(db.audit().prune(id(1), at(45), 2).await.unwrap(), 2);
    let stored = db.audit().strand(id(1)).await.unwrap().expect("there");
    assert_eq!((stored.anchor_seq, stored.anchor_hash.clone()), (2, second));
    assert_eq!(db.audit().oldest(&stored).await.unwrap(), Some(at(30)));
    assert_eq!(db.audit().prune(id(1), at(45), 100).await.unwrap(), 2);
    assert_eq!(db.audit().prune(id(1), at(45), 100).await.unwrap(), 0);
    assert_eq!(db.audit().prune(id(9), at(45), 100).await.unwrap(), 0);
    let left = listed(&db, &CallScope::All, &CallFilter::default()).await;
    assert_eq!(left, [50]);
    assert_eq!(db.audit().prune(id(1), at(100), 100).await.unwrap(), 1);
    // A strand that was forgotten goes on where it was.
    let tx = db.begin().await.unwrap();
    tx.forget_strand(id(1)).await.unwrap();
    tx.commit().await.unwrap();
    write(&db, &mut strand, &[call(6, 60)]).await;
    let stored = db.audit().strand(id(1)).await.unwrap().expect("there");
    assert_eq!((stored.anchor_seq, stored.head_seq), (5, 6));
}

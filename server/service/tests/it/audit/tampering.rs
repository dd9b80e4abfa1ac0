//! Somebody who can write into the database changes what is written down.

use gateway::CallRecorder;
use service::{Breach, Break, Caller, KeptHead, Verification};
use store::testing::TestDatabase;

use super::{call, written};
use crate::support::Installation;

store::db_tests!(
    a_row_that_is_changed_is_found,
    a_row_that_is_removed_is_found,
    a_row_that_is_put_in_is_found,
    an_end_that_is_cut_off_is_found,
    a_strand_that_is_gone_is_found,
    acts_are_checked_too,
    a_log_that_is_written_anew_is_found_by_a_head_that_was_kept,
);

/// Ten calls that are written down.
async fn ten(database: TestDatabase) -> (Installation, Caller) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    (0..10).for_each(|at| installation.audit.record(call(at)));
    written(&installation, &ada, 10).await;
    // The act that says so comes after.
    let began = || async {
        installation
            .last_act()
            .await
            .is_some_and(|it| it.record.act == "audit.begin")
    };
    crate::support::until("the strand is told", began).await;
    assert!(verify(&installation, &ada).await.is_whole());
    (installation, ada)
}

async fn verify(installation: &Installation, caller: &Caller) -> Verification {
    installation
        .services
        .audit()
        .verify(caller, &[])
        .await
        .expect("checked")
}

/// What is wrong with the calls.
async fn broken(installation: &Installation, caller: &Caller) -> Option<Break> {
    let found = verify(installation, caller).await;
    let calls = found.strands.iter().find(|strand| !strand.is_of_acts);
    calls.expect("there").broken.clone()
}

async fn a_row_that_is_changed_is_found(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    installation
        .database
        .execute("UPDATE audit_calls SET tool = 'fs__read' WHERE seq = 4")
        .await;
    let found = broken(&installation, &ada).await;
    assert!(matches!(found, Some(Break::Changed { seq: 4, .. })), "{found:?}");
}

async fn a_row_that_is_removed_is_found(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    installation
        .database
        .execute("DELETE FROM audit_calls WHERE seq IN (4, 5)")
        .await;
    let found = broken(&installation, &ada).await;
    assert_eq!(
        found,
        Some(Break::Removed {
            seq: 4,
            until: Some(5)
        })
    );
    installation
        .database
        .execute("DELETE FROM audit_calls WHERE seq < 4")
        .await;
    let found = broken(&installation, &ada).await;
    assert_eq!(
        found,
        Some(Break::Removed {
            seq: 1,
            until: Some(5)
        })
    );
}

async fn a_row_that_is_put_in_is_found(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    // Moved behind the end, before the beginning, and into a strand of its own.
    for (seq, place) in [(11, "behind"), (0, "before")] {
        let sql = format!("UPDATE audit_calls SET seq = {seq} WHERE seq = 10");
        installation.database.execute(&sql).await;
        assert!(broken(&installation, &ada).await.is_some(), "{place}");
        let sql = format!("UPDATE audit_calls SET seq = 10 WHERE seq = {seq}");
        installation.database.execute(&sql).await;
    }
    assert!(verify(&installation, &ada).await.is_whole());
    let other = if installation.database.url().starts_with("sqlite") {
        "x'00000000000000000000000000000063'"
    } else {
        "'00000000-0000-0000-0000-000000000063'"
    };
    let sql = format!("UPDATE audit_calls SET strand_id = {other} WHERE seq = 10");
    installation.database.execute(&sql).await;
    let found = verify(&installation, &ada).await;
    let is_unknown = |it: &Breach| matches!(it, Breach::UnknownStrand(_));
    assert!(found.breaches.iter().any(is_unknown), "{found:?}");
}

async fn an_end_that_is_cut_off_is_found(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    installation
        .database
        .execute("DELETE FROM audit_calls WHERE seq > 8")
        .await;
    let found = broken(&installation, &ada).await;
    assert_eq!(
        found,
        Some(Break::Removed {
            seq: 9,
            until: Some(10)
        })
    );
    installation
        .database
        .execute("UPDATE audit_strands SET head_seq = 8 WHERE head_seq = 10")
        .await;
    let found = broken(&installation, &ada).await;
    assert_eq!(found, Some(Break::WrongEnd { seq: 8 }));
}

async fn a_strand_that_is_gone_is_found(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    installation.database.execute("DELETE FROM audit_calls").await;
    installation
        .database
        .execute("DELETE FROM audit_strands WHERE head_seq = 10")
        .await;
    let found = verify(&installation, &ada).await;
    assert!(
        matches!(found.breaches[..], [Breach::MissingStrand(_)]),
        "{found:?}"
    );
}

async fn acts_are_checked_too(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    installation
        .database
        .execute("UPDATE audit_acts SET actor = 'Eve' WHERE seq = 1")
        .await;
    let found = verify(&installation, &ada).await;
    let acts = found
        .strands
        .iter()
        .find(|strand| strand.is_of_acts)
        .expect("there");
    assert!(
        matches!(acts.broken, Some(Break::Changed { seq: 1, .. })),
        "{found:?}"
    );
}

async fn a_log_that_is_written_anew_is_found_by_a_head_that_was_kept(database: TestDatabase) {
    let (installation, ada) = ten(database).await;
    let found = verify(&installation, &ada).await;
    let strand = found
        .strands
        .iter()
        .find(|strand| !strand.is_of_acts)
        .expect("there");
    let kept = |hash: &str| -> Vec<KeptHead> {
        vec![
            format!("{}:{}:{hash}", strand.id, strand.head_seq)
                .parse()
                .expect("a head"),
        ]
    };
    let audit = installation.services.audit();
    let same = audit.verify(&ada, &kept(&strand.head)).await.expect("checked");
    assert!(same.is_whole(), "{same:?}");
    let other = audit.verify(&ada, &kept(&"0".repeat(64))).await.expect("checked");
    assert!(
        matches!(other.breaches[..], [Breach::AnotherHead { seq: 10, .. }]),
        "{other:?}"
    );
    assert!("nonsense".parse::<KeptHead>().is_err());
}

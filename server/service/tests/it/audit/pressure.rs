//! More calls than can be written, a database that does not take them, and the end of the process.

use gateway::CallRecorder;
use model::ActFilter;
use service::AuditOptions;
use store::testing::TestDatabase;

use super::{call, ever, listed, written};
use crate::support::{Installation, until};

store::db_tests!(
    many_calls_are_written_in_their_order,
    what_waits_is_written_when_the_process_ends,
    old_calls_go_and_the_rest_can_be_checked,
    no_more_calls_are_kept_than_wanted,
);

async fn rows(installation: &Installation) -> i64 {
    let strands = installation.database.audit().strands().await.expect("read");
    let calls = strands.iter().filter(|strand| strand.id != store::ACTS);
    calls.map(|strand| strand.head_seq - strand.anchor_seq).sum()
}

async fn many_calls_are_written_in_their_order(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    (0..3000).for_each(|at| installation.audit.record(call(at)));
    until("3000 calls are written", || async {
        rows(&installation).await == 3000
    })
    .await;
    let newest = listed(&installation, &ada, &ever()).await;
    assert_eq!((newest.len(), newest[0].at.as_millis()), (50, 2999));
    let found = installation
        .services
        .audit()
        .verify(&ada, &[])
        .await
        .expect("checked");
    assert!(found.is_whole(), "{found:?}");
    assert_eq!(found.strands.iter().map(|it| it.rows).max(), Some(3000));
}

async fn what_waits_is_written_when_the_process_ends(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    (0..700).for_each(|at| installation.audit.record(call(at)));
    installation.end().await;
    assert_eq!(rows(&installation).await, 700);
    let found = installation
        .services
        .audit()
        .verify(&ada, &[])
        .await
        .expect("checked");
    assert!(found.is_whole(), "{found:?}");
}

#[tokio::test]
async fn what_does_not_fit_while_the_database_is_busy_is_counted_and_told() {
    let options = AuditOptions {
        most_waiting: 1000,
        ..AuditOptions::default()
    };
    let installation = Installation::with_audit(store::testing::sqlite().await, options).await;
    let ada = installation.admin().await;
    // Somebody writes for so long that the writer has to wait.
    let busy = installation.database.begin().await.expect("begins");
    (0..2000).for_each(|at| installation.audit.record(call(at)));
    let view = installation
        .services
        .audit()
        .calls(&ada, &ever(), None)
        .await
        .expect("listed");
    let missing = view.state.missing;
    assert!(missing >= 400, "{missing}");
    drop(busy);
    let wanted = 2000 - i64::try_from(missing).expect("few");
    until("what fits is written", || async {
        rows(&installation).await == wanted
    })
    .await;
    let gap = async || {
        let any = ActFilter::default();
        let acts = installation
            .services
            .audit()
            .acts(&ada, &any, None)
            .await
            .expect("listed")
            .acts;
        acts.into_iter().find(|act| act.act == "audit.gap")
    };
    until("the gap is told", || async { gap().await.is_some() }).await;
    let told = gap().await.expect("told").detail;
    assert!(
        told.starts_with(&format!("{missing} calls are missing")),
        "{told}"
    );
    let found = installation
        .services
        .audit()
        .verify(&ada, &[])
        .await
        .expect("checked");
    assert!(found.is_whole(), "{found:?}");
}

async fn old_calls_go_and_the_rest_can_be_checked(database: TestDatabase) {
    let options = AuditOptions {
        days: 1,
        ..AuditOptions::default()
    };
    let installation = Installation::with_audit(database, options).await;
    let ada = installation.admin().await;
    let now = crate::support::START.as_millis();
    let day = 24 * 60 * 60 * 1000;
    (0..1500).for_each(|at| installation.audit.record(call(now - 2 * day + at)));
    (0..10).for_each(|at| installation.audit.record(call(now - at)));
    until("all are written", || async {
        rows(&installation).await >= 10 && listed(&installation, &ada, &ever()).await[0].at.as_millis() == now
    })
    .await;
    installation.services.audit().tidy().await.expect("tidied");
    assert_eq!(rows(&installation).await, 10);
    assert_eq!(listed(&installation, &ada, &ever()).await.len(), 10);
    let found = installation
        .services
        .audit()
        .verify(&ada, &[])
        .await
        .expect("checked");
    assert!(found.is_whole(), "{found:?}");
    installation.clock.advance(std::time::Duration::from_hours(48));
    installation.services.audit().tidy().await.expect("tidied");
    assert_eq!(rows(&installation).await, 0);
    // The strand goes on, though it was forgotten.
    installation.audit.record(call(now + 3 * day));
    written(&installation, &ada, 1).await;
    let found = installation
        .services
        .audit()
        .verify(&ada, &[])
        .await
        .expect("checked");
    assert!(found.is_whole(), "{found:?}");
}

async fn no_more_calls_are_kept_than_wanted(database: TestDatabase) {
    let options = AuditOptions {
        most_rows: 100,
        days: 0,
        ..AuditOptions::default()
    };
    let installation = Installation::with_audit(database, options).await;
    let ada = installation.admin().await;
    (0..1200).for_each(|at| installation.audit.record(call(at)));
    until("all are written", || async {
        listed(&installation, &ada, &ever())
            .await
            .first()
            .is_some_and(|it| it.at.as_millis() == 1199)
    })
    .await;
    installation.services.audit().tidy().await.expect("tidied");
    assert_eq!(rows(&installation).await, 100);
    let found = installation
        .services
        .audit()
        .verify(&ada, &[])
        .await
        .expect("checked");
    assert!(found.is_whole(), "{found:?}");
}

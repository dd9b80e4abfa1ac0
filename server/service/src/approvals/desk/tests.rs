use std::{sync::Arc, time::Duration};

use gateway::{ApprovalRequest, Decision, PrincipalId};
use model::{
    ApprovalId, ApprovalState, Asker, EndpointId, NamespaceId, NamingPolicy, Owner, ServerId, Timestamp,
    UserId, middleware::Chain,
};
use serde_json::value::RawValue;
use store::{ApprovalRecord, NamespaceRecord, Settlement, Store, testing::TestDatabase};
use tempfile::TempDir;
use tokio::{sync::broadcast, task::JoinHandle, time::timeout};
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::{Desk, DeskParts, MAX_ARGUMENTS, MOST_WAITING_PER_PRINCIPAL, over};
use crate::{
    FixedClock, Sealer,
    acts::Acts,
    changes::{Changed, Changes},
    installation::Installation,
};

/// Far longer than anything takes; only reached when a test fails.
const PATIENCE: Duration = Duration::from_secs(30);
const START: Timestamp = Timestamp::from_millis(1_795_257_000_000);
const ARGUMENTS: &str = r#"{"path":"/etc/passwd"}"#;

store::db_tests!(
    an_allowed_call_goes_on_once,
    what_another_process_decides_is_heard,
    what_another_process_decided_counts_without_being_heard,
);

/// A desk of one process.
struct Rig {
    desk: Desk,
    store: Store,
    changes: broadcast::Receiver<Changed>,
    installation: Arc<Installation>,
    _folder: TempDir,
}

impl Rig {
    async fn new(store: Store) -> Self {
        let folder = TempDir::new().expect("a folder");
        let changes = Changes::new();
        let receiver = changes.subscribe();
        let desk = Desk::new(DeskParts {
            store: store.clone(),
            sealer: Sealer::load(None, &folder.path().join("key")).expect("a key"),
            clock: Arc::new(FixedClock::new(START)),
            tasks: TaskTracker::new(),
            changes,
            acts: Acts::new(Arc::new(FixedClock::new(START)), true),
        });
        Self {
            installation: Arc::new(Installation::new(store.snapshot().await.expect("read"))),
            desk,
            store,
            changes: receiver,
            _folder: folder,
        }
    }

    /// A process over a database with one namespace.
    async fn first(database: &TestDatabase) -> Self {
        let tx = database.begin().await.expect("begins");
        let namespace = NamespaceRecord {
            id: namespace(),
            name: "dev".to_owned(),
            description: String::new(),
            changes: model::ChangePolicy::default(),
            naming: NamingPolicy::Always,
            owner: Owner::Public,
            created_at: START,
            updated_at: START,
            version: 1,
            chain: Chain::default(),
            chain_before: None,
            chain_version: 0,
        };
        tx.namespaces().insert(&namespace).await.expect("new");
        tx.commit().await.expect("commits");
        Self::new(database.store()).await
    }

    /// Asks, and gives the row once it waits.
    async fn ask(&mut self, patience: Duration) -> (JoinHandle<Decision>, ApprovalRecord) {
        let question = self.desk.approver(&self.installation).ask(request(patience));
        let asked = TaskTracker::new().spawn(question);
        self.changed().await;
        let waiting = self.store.approvals().waiting(&[namespace()], START, 10).await;
        let row = waiting.expect("read").pop().expect("it waits");
        (asked, row)
    }

    /// Something became of a call.
    async fn changed(&mut self) {
        let changed = timeout(PATIENCE, self.changes.recv()).await;
        assert_eq!(changed.expect("it never came"), Ok(Changed::Approvals));
    }

    async fn row(&self, id: ApprovalId) -> ApprovalRecord {
        let row = self.store.approvals().find(id).await;
        row.expect("read").expect("there")
    }

    async fn settle(&self, id: ApprovalId, settlement: &Settlement) -> bool {
        self.desk.settle(id, settlement, None).await.expect("written")
    }
}

fn id<T: From<Uuid>>(number: u128) -> T {
    Uuid::from_u128(number).into()
}

fn namespace() -> NamespaceId {
    id(5)
}

fn request(patience: Duration) -> ApprovalRequest {
    ApprovalRequest {
        namespace_id: namespace(),
        endpoint_id: id::<EndpointId>(6),
        server_id: id::<ServerId>(7),
        tool: "fs__read".into(),
        original_tool: "read".into(),
        client: "test 1".into(),
        principal: PrincipalId::User(id::<UserId>(8)),
        arguments: RawValue::from_string(ARGUMENTS.to_owned()).expect("JSON").into(),
        patience,
    }
}

fn by_ada(state: ApprovalState, reason: &str) -> Settlement {
    Settlement {
        state,
        decided_by: Some("Ada".to_owned()),
        reason: reason.to_owned(),
    }
}

async fn an_allowed_call_goes_on_once(database: TestDatabase) {
    let mut rig = Rig::first(&database).await;
    let (asked, row) = rig.ask(PATIENCE).await;
    assert_eq!(
        (row.state, &row.asker),
        (ApprovalState::Waiting, &Asker::Person(String::new()))
    );
    assert!(
        !row.arguments.windows(6).any(|it| it == b"passwd"),
        "they are sealed"
    );
    let allowed = by_ada(ApprovalState::Allowed, "");
    assert!(rig.settle(row.id, &allowed).await);
    assert_eq!(asked.await.expect("ends"), Decision::Allowed);
    assert!(!rig.settle(row.id, &by_ada(ApprovalState::Refused, "")).await);
    let row = rig.row(row.id).await;
    assert_eq!(
        (row.state, row.decided_by.as_deref()),
        (ApprovalState::Allowed, Some("Ada"))
    );
    assert_eq!(row.decided_at, Some(START));
}

#[tokio::test]
async fn nobody_says_anything_in_time() {
    let database = store::testing::sqlite().await;
    let mut rig = Rig::first(&database).await;
    let (asked, row) = rig.ask(Duration::from_millis(1)).await;
    assert_eq!(asked.await.expect("ends"), Decision::Expired);
    assert_eq!(rig.row(row.id).await.state, ApprovalState::Expired);
    assert!(!rig.settle(row.id, &by_ada(ApprovalState::Allowed, "")).await);
}

#[tokio::test]
async fn who_leaves_takes_the_question_back() {
    let database = store::testing::sqlite().await;
    let mut rig = Rig::first(&database).await;
    let (asked, row) = rig.ask(PATIENCE).await;
    asked.abort();
    rig.changed().await;
    assert_eq!(rig.row(row.id).await.state, ApprovalState::Withdrawn);
    assert!(rig.desk.waiting().is_empty());
}

#[tokio::test]
async fn who_asks_too_much_is_told_so() {
    let database = store::testing::sqlite().await;
    let mut rig = Rig::first(&database).await;
    let mut asked = Vec::new();
    for _ in 0..MOST_WAITING_PER_PRINCIPAL {
        asked.push(rig.ask(PATIENCE).await);
    }
    let approver = rig.desk.approver(&rig.installation);
    let Decision::Unavailable(why) = approver.ask(request(PATIENCE)).await else {
        panic!("there is no room");
    };
    assert!(why.contains("20 calls of yours"), "{why}");
    let other = ApprovalRequest {
        principal: PrincipalId::User(id::<UserId>(9)),
        ..request(Duration::from_millis(1))
    };
    assert_eq!(approver.ask(other).await, Decision::Expired);
}

#[tokio::test]
async fn what_nobody_could_read_is_not_asked_about() {
    let database = store::testing::sqlite().await;
    let rig = Rig::first(&database).await;
    let long = serde_json::json!({ "text": "x".repeat(MAX_ARGUMENTS) }).to_string();
    let request = ApprovalRequest {
        arguments: RawValue::from_string(long).expect("JSON").into(),
        ..request(PATIENCE)
    };
    let Decision::Unavailable(why) = rig.desk.approver(&rig.installation).ask(request).await else {
        panic!("it is too long");
    };
    assert!(why.contains("262144"), "{why}");
    let rows = rig.store.approvals().waiting(&[namespace()], START, 10).await;
    assert!(rows.expect("read").is_empty());
}

#[tokio::test]
async fn a_question_of_a_namespace_that_is_gone_is_refused() {
    let database = store::testing::sqlite().await;
    let rig = Rig::new(database.store()).await;
    let decision = rig.desk.approver(&rig.installation).ask(request(PATIENCE)).await;
    assert!(matches!(decision, Decision::Unavailable(_)), "{decision:?}");
    assert!(rig.desk.waiting().is_empty());
}

async fn what_another_process_decides_is_heard(database: TestDatabase) {
    let mut rig = Rig::first(&database).await;
    let other = Rig::new(database.connect(store::StoreOptions::default()).await).await;
    let (asked, row) = rig.ask(PATIENCE).await;
    assert!(
        other
            .settle(row.id, &by_ada(ApprovalState::Refused, "not today"))
            .await
    );
    rig.desk.heard_all().await.expect("read");
    assert_eq!(
        asked.await.expect("ends"),
        Decision::Refused("not today".to_owned())
    );
}

async fn what_another_process_decided_counts_without_being_heard(database: TestDatabase) {
    let mut rig = Rig::first(&database).await;
    let other = Rig::new(database.connect(store::StoreOptions::default()).await).await;
    let (asked, row) = rig.ask(PATIENCE).await;
    assert!(other.settle(row.id, &by_ada(ApprovalState::Allowed, "")).await);
    assert!(!rig.settle(row.id, &over(ApprovalState::Expired)).await);
    assert_eq!(rig.desk.too_late(row.id).await, Decision::Allowed);
    asked.abort();
}

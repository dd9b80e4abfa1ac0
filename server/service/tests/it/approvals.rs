//! Calls that wait for a person, from the client to the page and back.

use gateway::Gateway;
use model::{
    ApiKeyInput, ApprovalDetail, ApprovalId, ApprovalState, ApprovalView, Asker, RefusalInput, Role,
    Visibility, middleware::MiddlewareKind,
};
use serde_json::Value;
use service::{Approvals, Caller, Changed, Conflict, Error};
use store::ApprovalRecord;

use crate::support::{Client, Installation, START, changed, endpoint, namespace, stdio};

/// A private namespace of Ada's that asks about every call, and a key of hers.
struct Dev {
    installation: Installation,
    ada: Caller,
    key: String,
}

impl Dev {
    async fn new() -> Self {
        let installation = Installation::new().await;
        let ada = installation.admin().await;
        let services = &installation.services;
        let script = installation.script("fs", &["write"]);
        let server = stdio("fs", &script.command_line(), Visibility::Private);
        let server = services.servers().create(&ada, server).await.expect("created").id;
        services.servers().refresh(&ada, server).await.expect("answers");
        let space = namespace("dev", &[server], Visibility::Private);
        let space = services
            .namespaces()
            .create(&ada, space)
            .await
            .expect("created")
            .id;
        services
            .namespaces()
            .add_middleware(&ada, space, MiddlewareKind::Approval, 0)
            .await
            .expect("added");
        services
            .endpoints()
            .create(&ada, endpoint("dev", space, Visibility::Private))
            .await
            .expect("created");
        let key = ApiKeyInput {
            name: "laptop".to_owned(),
            visibility: Visibility::Private,
            ..ApiKeyInput::default()
        };
        let key = services.api_keys().create(&ada, key).await.expect("made").key;
        Self {
            installation,
            ada,
            key,
        }
    }

    fn approvals(&self) -> Approvals<'_> {
        self.installation.services.approvals()
    }

    fn gateway(&self) -> &Gateway {
        &self.installation.gateway
    }

    /// A client calls, and meanwhile somebody does something about it.
    async fn calls<T>(&self, decide: impl AsyncFnOnce(ApprovalDetail) -> T) -> (Value, T) {
        let client = Client::connect(self.gateway(), "dev", &self.key).await;
        let mut changes = self.installation.services.changes();
        let decided = Box::pin(async {
            changed(&mut changes, Changed::Approvals).await;
            let list = self.approvals().list(&self.ada, None).await.expect("a list");
            let [waiting] = &list.waiting[..] else {
                panic!("{list:?}");
            };
            let detail = self.approvals().get(&self.ada, waiting.id).await;
            decide(detail.expect("there")).await
        });
        tokio::join!(client.call("fs__write"), decided)
    }

    async fn view(&self, id: ApprovalId) -> ApprovalView {
        let detail = self.approvals().get(&self.ada, id).await;
        detail.expect("there").approval
    }
}

fn text(answer: &Value) -> &str {
    let text = answer["result"]["content"][0]["text"].as_str();
    text.unwrap_or_else(|| panic!("{answer}"))
}

#[tokio::test]
async fn a_call_is_shown_and_approved_once() {
    let dev = Dev::new().await;
    let (answer, id) = dev
        .calls(async |detail| {
            let approval = &detail.approval;
            assert_eq!(
                (&*approval.tool, &*approval.original_tool),
                ("fs__write", "write")
            );
            assert_eq!((&*approval.endpoint, &*approval.client), ("dev", "test 1"));
            assert_eq!(approval.asker, Asker::Person("ada".to_owned()));
            assert_eq!(detail.arguments.as_deref(), Some("{}"));
            assert_eq!(detail.tool.expect("listed").description, "Does write.");
            assert_eq!(
                dev.approvals().count_waiting(&dev.ada).await.expect("a number"),
                1
            );

            let id = approval.id;
            let other = dev.approvals().approve(&dev.ada, id, "0123").await;
            assert!(
                matches!(other, Err(Error::Conflict(Conflict::Stale))),
                "{other:?}"
            );
            let approved = dev.approvals().approve(&dev.ada, id, &detail.digest).await;
            approved.expect("it waits");
            let again = dev.approvals().approve(&dev.ada, id, &detail.digest).await;
            let decided = Conflict::Decided {
                by: "ada".to_owned(),
                allowed: true,
            };
            assert!(
                matches!(&again, Err(Error::Conflict(why)) if *why == decided),
                "{again:?}"
            );
            id
        })
        .await;
    assert_eq!(text(&answer), "called write");
    assert_eq!(dev.view(id).await.state, ApprovalState::Allowed);
    assert_eq!(
        dev.approvals().count_waiting(&dev.ada).await.expect("a number"),
        0
    );
}

#[tokio::test]
async fn a_refusal_reaches_the_model_with_its_reason() {
    let dev = Dev::new().await;
    let (answer, id) = dev
        .calls(async |detail| {
            let input = RefusalInput {
                reason: " Ask Max first. ".to_owned(),
                digest: detail.digest,
            };
            let id = detail.approval.id;
            dev.approvals()
                .refuse(&dev.ada, id, input)
                .await
                .expect("it waits");
            id
        })
        .await;
    assert!(text(&answer).ends_with("Ask Max first."), "{answer}");
    let view = dev.view(id).await;
    assert_eq!(
        (view.state, &*view.reason),
        (ApprovalState::Refused, "Ask Max first.")
    );
}

#[tokio::test]
async fn who_does_not_keep_the_namespace_neither_sees_nor_decides() {
    let dev = Dev::new().await;
    let bob = dev.installation.member().await;
    let vera = dev.installation.person("vera", Role::Viewer).await;
    dev.calls(async |detail| {
        let (id, digest) = (detail.approval.id, detail.digest);
        let list = dev.approvals().list(&bob, None).await.expect("a list");
        assert!(list.waiting.is_empty() && list.namespaces.is_empty());
        assert_eq!(dev.approvals().count_waiting(&bob).await.expect("a number"), 0);
        let approved = dev.approvals().approve(&bob, id, &digest).await;
        assert!(matches!(approved, Err(Error::NotFound)), "{approved:?}");
        let listed = dev.approvals().list(&vera, None).await;
        assert!(matches!(listed, Err(Error::Forbidden)), "{listed:?}");
        dev.approvals()
            .approve(&dev.ada, id, &digest)
            .await
            .expect("it waits");
    })
    .await;
}

#[tokio::test]
async fn what_waited_before_a_restart_waits_no_more() {
    let dev = Dev::new().await;
    let space = dev
        .installation
        .services
        .namespaces()
        .list(&dev.ada)
        .await
        .expect("a list")[0]
        .id;
    let id: ApprovalId = "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d".parse().expect("an id");
    let left = ApprovalRecord {
        id,
        namespace_id: space,
        server_id: "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4e".parse().expect("an id"),
        endpoint: "dev".to_owned(),
        server: "gone".to_owned(),
        tool: "gone__t".to_owned(),
        original_tool: "t".to_owned(),
        client: String::new(),
        asker: Asker::Anyone,
        arguments: Vec::new(),
        digest: [0; 32],
        state: ApprovalState::Waiting,
        decided_by: None,
        reason: String::new(),
        created_at: START,
        expires_at: model::Timestamp::from_millis(i64::MAX),
        decided_at: None,
    };
    let tx = dev.installation.database.begin().await.expect("begins");
    tx.approvals().insert(&left).await.expect("new");
    tx.commit().await.expect("commits");
    let _restarted = dev.installation.second(None).await;
    let detail = dev.approvals().get(&dev.ada, id).await.expect("it stays");
    assert_eq!(detail.approval.state, ApprovalState::Expired);
    assert_eq!((detail.arguments, detail.tool), (None, None));
    let late = dev.approvals().approve(&dev.ada, id, &detail.digest).await;
    assert!(
        matches!(late, Err(Error::Conflict(Conflict::NotWaiting))),
        "{late:?}"
    );
}

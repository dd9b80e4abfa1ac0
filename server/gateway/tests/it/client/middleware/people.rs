//! Calls that wait for a person.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use gateway::{ApprovalRequest, Approver, Decision};
use model::middleware::{Approval, Middleware};
use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use super::{Fake, Rig, behind, call, refused, text};
use crate::client::rig::namespace;

/// Somebody who decides when the test says so.
#[derive(Debug)]
struct Somebody {
    asked: Mutex<Vec<(ApprovalRequest, oneshot::Sender<Decision>)>>,
    count: watch::Sender<usize>,
}

impl Approver for Somebody {
    fn ask(&self, request: ApprovalRequest) -> BoxFuture<'static, Decision> {
        let (sender, decision) = oneshot::channel();
        let mut asked = self.asked.lock().unwrap();
        asked.push((request, sender));
        self.count.send_replace(asked.len());
        Box::pin(async move { decision.await.unwrap_or(Decision::Expired) })
    }
}

impl Somebody {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            asked: Mutex::default(),
            count: watch::Sender::default(),
        })
    }

    /// The next call that waits, and how to decide about it.
    async fn asked(&self) -> (ApprovalRequest, oneshot::Sender<Decision>) {
        let mut count = self.count.subscribe();
        count.wait_for(|count| *count > 0).await.unwrap();
        let next = self.asked.lock().unwrap().remove(0);
        self.count.send_replace(0);
        next
    }
}

async fn asking(fake: &Fake, approval: Approval) -> (Rig, Arc<Somebody>) {
    let mut rig = behind(fake, [Middleware::Approval(approval)]).await;
    let somebody = Somebody::new();
    rig.snapshot.approver = Some(somebody.clone());
    rig.apply();
    (rig, somebody)
}

#[tokio::test]
async fn a_call_waits_for_a_person_who_sees_exactly_what_the_server_will_get() {
    let fake = Fake::start(&["echo", "read"]).await;
    let (rig, somebody) = asking(&fake, Approval::default()).await;
    let client = rig.client().await;
    // What only reads need not be asked about.
    assert_eq!(text(&call(&client, "fake__read", json!({})).await), "{}");

    let arguments = json!({"path": "/etc", "n": 1.0});
    let (answer, ()) = tokio::join!(call(&client, "fake__echo", arguments.clone()), async {
        let (request, decide) = somebody.asked().await;
        assert_eq!(request.namespace_id, namespace(1));
        assert_eq!((&*request.tool, &*request.original_tool), ("fake__echo", "echo"));
        assert_eq!(request.arguments.get(), arguments.to_string());
        assert_eq!(fake.calls().len(), 1, "it is not made yet");
        decide.send(Decision::Allowed).unwrap();
    });
    assert_eq!(text(&answer), arguments.to_string());

    for (decision, words) in [
        (
            Decision::Refused("not today".to_owned()),
            "refused this call: not today",
        ),
        (Decision::Refused(String::new()), "A person refused this call."),
        (Decision::Expired, "nobody did within 300 seconds"),
        (Decision::Unavailable("Try later.".to_owned()), "Try later."),
    ] {
        let (answer, ()) = tokio::join!(call(&client, "fake__echo", json!({})), async {
            somebody.asked().await.1.send(decision).unwrap();
        });
        assert!(refused(&answer).contains(words), "{answer}");
    }
    assert_eq!(fake.calls().len(), 2);
}

#[tokio::test]
async fn without_anybody_to_ask_nothing_is_allowed() {
    let fake = Fake::start(&["echo"]).await;
    let rig = behind(&fake, [Middleware::Approval(Approval::default())]).await;
    let answer = call(&rig.client().await, "fake__echo", json!({})).await;
    assert!(refused(&answer).contains("Nobody can be asked"), "{answer}");
    assert!(fake.calls().is_empty());
}

#[tokio::test]
async fn chosen_tools_are_asked_about_and_the_client_hears_that_it_waits() {
    let fake = Fake::start(&["echo", "read"]).await;
    let approval = Approval {
        writing: false,
        tools: vec!["*__read".to_owned()],
        ..Approval::default()
    };
    let (rig, somebody) = asking(&fake, approval).await;
    let client = rig.client().await;
    assert_eq!(text(&call(&client, "fake__echo", json!({})).await), "{}");
    let message = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {
        "name": "fake__read", "arguments": {}, "_meta": {"progressToken": "mine"}}});
    let response = client.send(&message.to_string()).send().await.expect("sent");
    let mut events = crate::client::caller::Events::of(response);
    let said: Value = serde_json::from_str(&events.next().await.expect("an event")).expect("JSON");
    assert_eq!(said["method"], "notifications/progress");
    assert_eq!(said["params"]["progressToken"], "mine");
    assert!(
        said["params"]["message"]
            .as_str()
            .expect("text")
            .contains("Waiting for a person")
    );
    somebody.asked().await.1.send(Decision::Allowed).unwrap();
    let answer: Value = serde_json::from_str(&events.next().await.expect("an event")).expect("JSON");
    assert_eq!((&answer["id"], text(&answer)), (&json!(7), "{}"));
}

#[tokio::test]
async fn a_client_that_leaves_takes_the_question_back() {
    let fake = Fake::start(&["echo"]).await;
    let (rig, somebody) = asking(&fake, Approval::default()).await;
    let client = rig.client().await;
    let (answer, ()) = tokio::join!(call(&client, "fake__echo", json!({})), async {
        let (_, mut decide) = somebody.asked().await;
        client
            .post(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
            .await;
        decide.closed().await;
    });
    assert_eq!(answer["error"]["data"]["class"], "cancelled", "{answer}");
    assert!(fake.calls().is_empty());
}

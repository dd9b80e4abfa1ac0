//! Calls that wait for a person.

use std::sync::{Arc, Mutex};

use futures::future::BoxFuture;
use gateway::{ApprovalRequest, Approver, Decision, GatewayOptions};
use model::middleware::{Approval, Middleware};
use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use super::{Caller, Fake, Rig, behind, call, refused, set, text};
use crate::client::{caller::Events, rig::namespace};

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
    let mut events = Events::of(response);
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

/// A client that opens pages, with a call that waits, and what it was asked on the stream of the call.
async fn invited(rig: &Rig) -> (Caller, Events, Value) {
    let capabilities = json!({"elicitation": {"url": {}}});
    let client = rig.caller("open").begin_with("2025-11-25", capabilities).await;
    let message = json!({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {
        "name": "fake__echo", "arguments": {}}});
    let response = client.send(&message.to_string()).send().await.expect("sent");
    let mut events = Events::of(response);
    let asked: Value = serde_json::from_str(&events.next().await.expect("an event")).expect("JSON");
    assert_eq!(asked["method"], "elicitation/create");
    assert_eq!(asked["params"]["mode"], "url");
    assert_eq!(asked["params"]["url"], "http://mcp.example.com/approvals");
    (client, events, asked)
}

async fn answers(client: &Caller, asked: &Value, action: &str) {
    let answer = json!({"jsonrpc": "2.0", "id": asked["id"], "result": {"action": action}});
    client.post(&answer.to_string()).await;
}

#[tokio::test]
async fn a_client_that_opens_pages_is_asked_to_open_the_one_where_calls_wait() {
    let fake = Fake::start(&["echo"]).await;
    let url = "http://mcp.example.com".parse().expect("a URL");
    let options = GatewayOptions {
        public_urls: Some(model::PublicUrls::new(url, [])),
        ..GatewayOptions::default()
    };
    let mut rig = Rig::start_with(&fake.url, options).await;
    set(&mut rig, [Middleware::Approval(Approval::default())]);
    let somebody = Somebody::new();
    rig.snapshot.approver = Some(somebody.clone());
    rig.apply();

    let (client, mut events, asked) = invited(&rig).await;
    // To have opened it allows nothing.
    answers(&client, &asked, "accept").await;
    assert!(fake.calls().is_empty());
    somebody.asked().await.1.send(Decision::Allowed).unwrap();
    let over: Value = serde_json::from_str(&events.next().await.expect("an event")).expect("JSON");
    assert_eq!(over["method"], "notifications/elicitation/complete");
    assert_eq!(over["params"]["elicitationId"], asked["params"]["elicitationId"]);
    let answer: Value = serde_json::from_str(&events.next().await.expect("an event")).expect("JSON");
    assert_eq!((&answer["id"], text(&answer)), (&json!(7), "{}"));

    let (client, events, asked) = invited(&rig).await;
    let (_, mut decide) = somebody.asked().await;
    answers(&client, &asked, "decline").await;
    decide.closed().await;
    let answer: Value = serde_json::from_str(events.rest().await.last().expect("an answer")).expect("JSON");
    assert!(
        refused(&answer).contains("whoever uses the client declined"),
        "{answer}"
    );
}

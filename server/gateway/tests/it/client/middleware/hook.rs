//! A service that decides about calls.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use model::middleware::{Middleware, Webhook};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};

use super::{Fake, behind, call, refused, set, text};

/// A service that says what it is told to say, and remembers what it was asked.
struct Service {
    url: String,
    asked: Arc<Mutex<Vec<Value>>>,
    says: Arc<Mutex<Option<Value>>>,
    _server: JoinSet<()>,
}

type Shared = (Arc<Mutex<Vec<Value>>>, Arc<Mutex<Option<Value>>>);

impl Service {
    async fn start() -> Self {
        let (asked, says): Shared = Default::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let routes = Router::new()
            .route("/", post(decide))
            .with_state((asked.clone(), says.clone()));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self {
            url,
            asked,
            says,
            _server: server,
        }
    }

    fn says(&self, what: Value) {
        *self.says.lock().unwrap() = Some(what);
    }

    fn hook(&self) -> Webhook {
        Webhook {
            url: self.url.clone(),
            ..Webhook::default()
        }
    }
}

async fn decide(
    State((asked, says)): State<Shared>,
    Json(question): Json<Value>,
) -> Result<Json<Value>, StatusCode> {
    asked.lock().unwrap().push(question);
    let says = says.lock().unwrap().clone();
    says.map(Json).ok_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[tokio::test]
async fn it_allows_changes_and_refuses_before_and_after() {
    let (fake, service) = (Fake::start(&["echo"]).await, Service::start().await);
    let both = Webhook {
        after: true,
        ..service.hook()
    };
    let mut rig = behind(&fake, [Middleware::Webhook(both)]).await;
    let client = rig.client().await;
    service.says(json!({"decision": "allow"}));
    assert_eq!(
        text(&call(&client, "fake__echo", json!({"a": 1})).await),
        r#"{"a":1}"#
    );
    let asked = service.asked.lock().unwrap().clone();
    assert_eq!(asked[0]["event"], "before");
    assert_eq!(
        (
            &asked[0]["name"],
            &asked[0]["originalName"],
            &asked[0]["endpoint"]
        ),
        (&json!("fake__echo"), &json!("echo"), &json!("open"))
    );
    assert_eq!(asked[0]["arguments"], json!({"a": 1}));
    assert_eq!(asked[0]["caller"]["kind"], "anonymous");
    assert_eq!(asked[1]["event"], "after");
    assert_eq!(asked[1]["result"]["content"][0]["text"], r#"{"a":1}"#);

    set(&mut rig, [Middleware::Webhook(service.hook())]);
    service.says(json!({"decision": "change", "arguments": {"a": 2}}));
    assert_eq!(
        text(&call(&client, "fake__echo", json!({"a": 1})).await),
        r#"{"a":2}"#
    );
    service.says(json!({"decision": "refuse", "message": "Not on Sundays."}));
    let answer = call(&client, "fake__echo", json!({})).await;
    assert_eq!(refused(&answer), "Not on Sundays.");
    assert_eq!(fake.calls().len(), 2);

    let after = Webhook {
        before: false,
        after: true,
        ..service.hook()
    };
    set(&mut rig, [Middleware::Webhook(after)]);
    let changed = json!({"content": [{"type": "text", "text": "mine"}]});
    service.says(json!({"decision": "change", "result": changed}));
    assert_eq!(text(&call(&client, "fake__echo", json!({})).await), "mine");
}

#[tokio::test]
async fn when_it_does_not_answer_as_it_should_the_namespace_decides() {
    let (fake, service) = (Fake::start(&["echo"]).await, Service::start().await);
    let gone = Webhook {
        url: "http://127.0.0.1:9/".to_owned(),
        ..service.hook()
    };
    for (hook, says) in [
        (gone, None),
        (service.hook(), None),
        (service.hook(), Some(json!({"decision": "perhaps"}))),
        (
            service.hook(),
            Some(json!({"decision": "change", "arguments": [1]})),
        ),
    ] {
        *service.says.lock().unwrap() = says;
        let mut rig = behind(&fake, [Middleware::Webhook(hook.clone())]).await;
        let client = rig.client().await;
        let before = fake.calls().len();
        let answer = call(&client, "fake__echo", json!({"a": 1})).await;
        assert!(refused(&answer).contains("cannot be asked now"), "{answer}");
        assert_eq!(fake.calls().len(), before);
        let open = Webhook {
            fail_open: true,
            ..hook
        };
        set(&mut rig, [Middleware::Webhook(open)]);
        assert_eq!(
            text(&call(&client, "fake__echo", json!({"a": 1})).await),
            r#"{"a":1}"#
        );
    }
}

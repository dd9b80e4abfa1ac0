//! What servers are told of who calls them: headers that pass on, and a signed statement.

use std::sync::{Arc, Mutex};

use gateway::{CallerSpec, GatewayOptions, IDENTITY_HEADER, Identities, PrincipalId, Statement};
use http::{HeaderName, HeaderValue};
use model::{EndpointAuth, Sharing};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{
    caller::{Answer, Caller, Events},
    rig::{Rig, endpoint, key, user},
    stateless::Stateless,
    witness::Witness,
};

const CALL: &str =
    r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","arguments":{}}}"#;
const IDENTITY: &str = "x-metamcp-identity";

/// Writes down whom it signs for, as text.
#[derive(Debug, Default)]
struct Pen(Mutex<Vec<Statement>>);

impl Identities for Pen {
    fn sign(&self, statement: Statement) -> Option<HeaderValue> {
        self.0.lock().unwrap().push(statement);
        HeaderValue::try_from(format!("{:?}", statement.principal)).ok()
    }
}

/// One server behind endpoints that are open (`open`) and not (`guarded`, with the keys 1 and 2 of the persons 1 and 2, and
/// the public key 3); it is passed `x-tenant`.
async fn rig(witness: &Witness) -> Rig {
    rig_with(witness, None).await
}

/// As [`rig`]; with somebody who signs, the server is told who calls.
async fn rig_with(witness: &Witness, pen: Option<Arc<Pen>>) -> Rig {
    let mut rig = Rig::start(GatewayOptions::default()).await;
    rig.add_server(1, "witness", &witness.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.add_endpoint(2, "guarded", &[1], EndpointAuth::ApiKey, None);
    for namespace in &mut rig.snapshot.namespaces {
        namespace.naming = model::NamingPolicy::Never;
    }
    for (n, owner) in [(1, Some(1)), (2, Some(2)), (3, None)] {
        rig.add_key(n, owner);
    }
    rig.snapshot.upstreams[0].run.caller = CallerSpec {
        passed: vec![HeaderName::from_static("x-tenant")],
        has_identity: pen.is_some(),
    };
    rig.snapshot.identities = pen.map(|pen| -> Arc<dyn Identities> { pen });
    rig.apply();
    rig.caller("open").begin().await.tools().await;
    rig
}

fn with_headers(request: RequestBuilder, tenant: &str) -> RequestBuilder {
    request
        .header("x-tenant", tenant)
        .header("x-other", "stays")
        .header("cookie", "session=secret")
        .header("x-forwarded-for", "203.0.113.7")
}

async fn call(caller: &Caller, tenant: &str) -> Value {
    let response = with_headers(caller.send(CALL), tenant).send().await.unwrap();
    Answer::read(response).await.json()
}

#[tokio::test]
async fn a_header_passes_with_the_call_that_brought_it_alone() {
    let witness = Witness::start(false).await;
    let mut rig = rig(&witness).await;
    // All clients over one connection: what one brings must not come with another's call.
    rig.snapshot.upstreams[0].run.connections.sharing = Some(Sharing::Shared);
    rig.apply();
    let clients = [
        rig.caller("guarded").with_key(1).begin().await,
        rig.caller("guarded").with_key(2).begin().await,
    ];
    witness.take();
    for (client, tenant) in clients.iter().zip(["first", "second"]) {
        let answer = call(client, tenant).await;
        assert!(answer["result"].is_object(), "{answer}");
    }
    assert!(clients[0].call("look").await["result"].is_object());
    let came = witness.take();
    let calls: Vec<_> = came.iter().filter(|it| it.what == "tools/call").collect();
    let tenants: Vec<_> = calls.iter().map(|call| call.header("x-tenant")).collect();
    assert_eq!(tenants, [Some("first"), Some("second"), None]);
    for request in &came {
        for name in ["x-other", "cookie", "x-forwarded-for", "authorization", IDENTITY] {
            assert_eq!(request.header(name), None, "{} {name}", request.what);
        }
        let is_call = request.what == "tools/call";
        assert!(
            is_call || request.header("x-tenant").is_none(),
            "{}",
            request.what
        );
    }
}

#[tokio::test]
async fn headers_pass_from_every_door_to_servers_of_both_eras() {
    for is_modern in [false, true] {
        let witness = Witness::start(is_modern).await;
        let rig = rig(&witness).await;
        witness.take();

        call(&rig.caller("open").begin().await, "session").await;
        let stateless = Stateless::new(&rig, json!({}));
        let request = stateless.request("tools/call", json!({"name": "look", "arguments": {}}));
        with_headers(request, "stateless").send().await.unwrap();
        let rest = rig
            .caller("open")
            .http()
            .post(rig.url("open").replace("/mcp", "/api/look"));
        with_headers(rest, "rest").send().await.unwrap();
        let batch = rig.caller("open").begin_version("2025-03-26").await;
        with_headers(batch.send(&format!("[{CALL}]")), "batch")
            .send()
            .await
            .unwrap();

        let mut line = rig.caller("open");
        line.url = line.url.replace("/mcp", "/sse");
        let mut events = Events::of(line.request(Method::GET).send().await.unwrap());
        line.url = format!(
            "{}{}",
            rig.base(),
            events.next().await.expect("where messages go")
        );
        let params = json!({"protocolVersion": "2024-11-05", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}});
        let hello = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params});
        line.post(&hello.to_string()).await;
        events.next().await.expect("an answer");
        with_headers(line.send(CALL), "line").send().await.unwrap();
        while !events.next().await.expect("an answer").contains("\"id\":1") {}

        let calls = witness.take_calls();
        let tenants: Vec<_> = calls
            .iter()
            .map(|call| call.header("x-tenant").unwrap())
            .collect();
        assert_eq!(
            tenants,
            ["session", "stateless", "rest", "batch", "line"],
            "{is_modern}"
        );
    }
}

#[tokio::test]
async fn a_change_of_what_passes_counts_with_the_next_call() {
    let witness = Witness::start(false).await;
    let mut rig = rig(&witness).await;
    let client = rig.caller("open").begin().await;
    call(&client, "a").await;
    rig.snapshot.upstreams[0].run.caller.passed.clear();
    rig.apply();
    witness.take();
    call(&client, "b").await;
    let came = witness.take();
    assert!(
        came.iter().all(|request| request.what != "initialize"),
        "{came:?}"
    );
    let last = came.last().expect("a call");
    assert_eq!((&*last.what, last.header("x-tenant")), ("tools/call", None));
}

#[tokio::test]
async fn more_than_may_pass_is_refused() {
    let witness = Witness::start(false).await;
    let rig = rig(&witness).await;
    let refused = call(&rig.caller("open").begin().await, &"a".repeat(20_000)).await;
    assert_eq!(refused["error"]["data"]["class"], "too_much_to_pass", "{refused}");
    let rest = rig
        .caller("open")
        .http()
        .post(rig.url("open").replace("/mcp", "/api/look"));
    let refused = rest.header("x-tenant", "a".repeat(20_000)).send().await.unwrap();
    assert_eq!(refused.status(), 431);
}

#[tokio::test]
async fn every_request_says_in_whose_name_it_is_made() {
    for is_modern in [false, true] {
        let witness = Witness::start(is_modern).await;
        let pen = Arc::new(Pen::default());
        let rig = rig_with(&witness, Some(pen.clone())).await;
        for (n, principal) in [
            (1, PrincipalId::User(user(1))),
            (2, PrincipalId::User(user(2))),
            (3, PrincipalId::Key(key(3))),
        ] {
            let client = rig.caller("guarded").with_key(n).begin().await;
            let answer = call(&client, "a").await;
            assert!(answer["result"].is_object(), "{answer}");
            let came = witness.take();
            let expected = format!("{principal:?}");
            let called = came.iter().rfind(|request| request.what == "tools/call");
            assert_eq!(called.expect("a call").header(IDENTITY), Some(&*expected));
            let names = [&*expected, "Gateway"];
            for request in &came {
                let said = request
                    .header(IDENTITY)
                    .unwrap_or_else(|| panic!("{}", request.what));
                // What belongs to nobody's call is in the name of whose connection it is.
                assert!(names.contains(&said), "{}: {said}", request.what);
            }
        }
        let stated = pen.0.lock().unwrap().clone();
        assert!(stated.iter().any(|it| it.endpoint_id == Some(endpoint(2))));
        assert!(
            stated
                .iter()
                .all(|it| it.server_id == rig.snapshot.upstreams[0].id)
        );
    }
}

#[tokio::test]
async fn nobody_says_who_they_are_themselves() {
    let witness = Witness::start(false).await;
    let mut rig = rig(&witness).await;
    let name = HeaderName::from_static(IDENTITY);
    assert_eq!(name, IDENTITY_HEADER);
    rig.snapshot.upstreams[0].run.caller.passed.push(name);
    rig.apply();
    let client = rig.caller("open").begin().await;
    let forged = client.send(CALL).header(IDENTITY, "somebody else");
    assert_eq!(forged.send().await.unwrap().status(), 200);
    assert_eq!(
        witness.take_calls().last().expect("a call").header(IDENTITY),
        None
    );

    rig.snapshot.upstreams[0].run.caller.has_identity = true;
    rig.apply();
    let answer = call(&client, "a").await;
    let message = answer["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("cannot sign who calls"), "{answer}");
    assert!(witness.take_calls().is_empty());
}

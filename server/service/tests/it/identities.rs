//! What servers are told of who calls them.

use std::time::Duration;

use model::{CallerInput, Problem, ServerInput, Visibility};
use serde_json::{Value, json};
use service::{Caller, Error};

use crate::support::{Installation, remote};

fn told(passed: &str, identity: bool) -> ServerInput {
    let caller = CallerInput {
        passed: passed.to_owned(),
        identity,
        email: identity,
        name: false,
    };
    ServerInput {
        caller,
        ..remote("api", Visibility::Private)
    }
}

async fn published(installation: &Installation) -> Vec<String> {
    let document = installation.services.identities().published_keys().await;
    let document = document.expect("read");
    let keys = document["keys"].as_array().expect("a list");
    keys.iter()
        .map(|key| key["kid"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn a_key_is_there_once_a_server_is_told_and_is_followed_in_time() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    services.identities().rotate().await.expect("nothing to do");
    assert!(published(&installation).await.is_empty(), "nobody needs one");
    services
        .servers()
        .create(&ada, told("", true))
        .await
        .expect("made");
    let first = published(&installation).await;
    assert_eq!(first.len(), 1);
    // Another process has the same.
    let other = installation.second(None).await;
    assert_eq!(published(&other).await, first);

    let days = |number: u64| Duration::from_hours(24 * number);
    installation.clock.advance(days(90));
    services.identities().rotate().await.expect("followed");
    let both = published(&installation).await;
    assert_eq!((both.len(), &both[0]), (2, &first[0]));
    installation.clock.advance(days(2));
    services.identities().rotate().await.expect("over");
    assert_eq!(published(&installation).await, both[1..]);
}

#[tokio::test]
async fn what_is_told_is_read_back_and_what_must_not_pass_is_refused() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let view = servers.create(&ada, told("X-Tenant, X-Region", true)).await;
    let view = view.expect("made");
    assert_eq!(view.caller.passed, ["x-tenant", "x-region"]);
    assert!(
        view.caller
            .identity
            .is_some_and(|claims| claims.email && !claims.name)
    );
    let again = servers
        .update(&ada, view.id, view.to_input())
        .await
        .expect("the same");
    assert_eq!(again.caller, view.caller);

    let mut input = again.to_input();
    input.caller.passed = "Authorization".to_owned();
    let refused = servers.update(&ada, view.id, input).await;
    let Err(Error::Invalid(errors)) = refused else {
        panic!("{refused:?}")
    };
    assert!(matches!(
        errors.get("caller.passed"),
        [Problem::NeverPassed { .. }]
    ));
}

#[tokio::test]
async fn a_file_declares_and_exports_what_is_told() {
    let installation = Installation::new().await;
    let transfer = installation.services.transfer();
    let declared = |caller: Value| {
        let value = json!({"servers": {"api": {"url": "https://example.com/mcp", "caller": caller}}});
        serde_json::from_value(value).expect("a declaration")
    };
    let caller = json!({"headers": ["X-Tenant"], "identity": {"email": true}});
    let applied = transfer.apply(&Caller::system(), declared(caller.clone())).await;
    assert_eq!(applied.expect("applies").changes.len(), 1);
    let again = transfer.apply(&Caller::system(), declared(caller)).await;
    assert!(again.expect("applies").changes.is_empty());
    let exported = transfer.export(&Caller::system()).await.expect("exported");
    let exported = serde_json::to_value(exported).expect("JSON");
    assert_eq!(
        exported["servers"]["api"]["caller"],
        json!({"headers": ["x-tenant"], "identity": {"email": true}})
    );
    let cookie = declared(json!({"headers": ["Cookie"]}));
    let refused = transfer.apply(&Caller::system(), cookie).await;
    let words = refused.expect_err("refused").to_string();
    assert!(
        words.contains("servers.api.caller.headers: `cookie` never passes"),
        "{words}"
    );
}

//! Configuration as code.

mod nesting;

use model::{Declaration, Problem, Role, ServerInput, Visibility};
use serde_json::{Value, json};
use service::{Applied, Caller, Change, Error};

use crate::support::{Client, Installation, endpoint, namespace, remote};

const KEY: &str = "sk_mt_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";

fn declaration(value: Value) -> Declaration {
    serde_json::from_value(value).expect("a declaration")
}

async fn apply(installation: &Installation, value: Value) -> Applied {
    installation
        .services
        .transfer()
        .apply(&Caller::system(), declaration(value))
        .await
        .expect("applies")
}

async fn refused(installation: &Installation, value: Value) -> String {
    let transfer = installation.services.transfer();
    let planned = transfer
        .plan(&Caller::system(), &declaration(value.clone()))
        .await
        .expect_err("does not fit");
    let applied = transfer
        .apply(&Caller::system(), declaration(value))
        .await
        .expect_err("does not fit");
    assert_eq!(planned.to_string(), applied.to_string());
    assert!(matches!(applied, Error::Invalid(_)), "{applied:?}");
    applied.to_string()
}

fn words(changes: &[Change]) -> Vec<String> {
    changes.iter().map(ToString::to_string).collect()
}

fn everything() -> Value {
    json!({
        "users": {
            "ada@example.com": { "name": "Ada", "role": "admin", "password": "correct horse" },
            "bob@example.com": { "name": "Bob" },
        },
        "servers": {
            "time": { "command": "uvx", "args": ["mcp-server-time"], "env": { "TOKEN": "planted-secret", "KEY": "line 1\nline 2", "REF": "${OTHER}" }, "cwd": "/tmp",
                "connections": { "sharing": "user", "spares": 0, "max": 10 }, "timeouts": { "connect": 90, "tools": { "convert": { "answer": 30, "total": 600 } } },
                "refreshMinutes": 0, "limits": { "memoryMib": 512 }, "sandbox": { "writable": ["/srv", "${DATA}/out"] } },
            "api": { "url": "https://example.com/mcp?x=${Y}", "headers": { "X-Key": "planted-header" }, "bearerToken": "planted-bearer", "description": "An $API" },
            "old": { "type": "SSE", "url": "https://example.com/sse", "owner": "ada@example.com" },
            "adas-time": { "name": "time", "command": "date", "owner": "ada@example.com" },
        },
        "namespaces": {
            "dev": { "description": "For ${everyone}", "naming": "on_collision", "servers": ["api", { "name": "time", "enabled": false, "alias": "clock", "tools": { "convert": false, "now": true } }] },
            "adas": { "naming": "never", "servers": [{ "name": "adas-time", "alias": "time" }, { "name": "old", "alias": "" }], "owner": "ada@example.com" },
        },
        "endpoints": {
            "dev": { "namespace": "dev", "auth": "none", "session": { "idleMinutes": 30 } },
            "adas": { "namespace": "adas", "owner": "ADA@example.com" },
        },
        "api_keys": { "ci": { "key": KEY }, "mine": { "owner": "ada@example.com" } },
    })
}

#[tokio::test]
async fn applying_twice_changes_nothing_the_second_time() {
    let installation = Installation::new().await;
    let transfer = installation.services.transfer();
    let planned = transfer
        .plan(&Caller::system(), &declaration(everything()))
        .await
        .expect("fits")
        .changes;
    let first = apply(&installation, everything()).await;
    assert_eq!(planned, first.changes, "what was planned was done");
    assert_eq!(first.changes.len(), 12, "{:?}", words(&first.changes));
    let generated: Vec<_> = first
        .generated_keys
        .iter()
        .map(|(name, key)| (name.as_str(), key.len()))
        .collect();
    assert_eq!(generated, [("mine", 49)], "the given key is not repeated");

    let revision = installation.database.revision().await.expect("known");
    let second = apply(&installation, everything()).await;
    assert_eq!(
        (words(&second.changes), second.generated_keys.len()),
        (Vec::new(), 0)
    );
    assert_eq!(
        installation.database.revision().await.expect("known"),
        revision,
        "not even the revision"
    );
}

#[tokio::test]
async fn changes_are_told_field_by_field() {
    let installation = Installation::new().await;
    apply(&installation, everything()).await;
    let mut changed = everything();
    changed["users"]["bob@example.com"]["role"] = json!("viewer");
    changed["servers"]["time"]["env"]["TOKEN"] = json!("other");
    changed["servers"]["time"]["args"] = json!([]);
    changed["servers"]["api"]["bearerToken"] = Value::Null;
    changed["namespaces"]["dev"]["servers"] = json!(["time", { "name": "api", "tools": { "x": false } }]);
    changed["namespaces"]["adas"]["naming"] = json!("always");
    changed["servers"]["time"]["connections"]["sharing"] = json!("session");
    changed["servers"]["time"]["timeouts"]["tools"]["convert"]["total"] = json!(60);
    changed["servers"]["time"]["refreshMinutes"] = Value::Null;
    changed["servers"]["time"]["limits"] = json!({ "openFiles": 64 });
    changed["servers"]["time"]["sandbox"] = Value::Null;
    changed["endpoints"]["dev"]["session"] = json!({});
    changed["endpoints"]["dev"]["auth"] = json!("api_key");
    changed["api_keys"]["ci"]["key"] = json!(format!("{KEY}2"));
    let applied = apply(&installation, changed.clone()).await;
    assert_eq!(
        words(&applied.changes),
        [
            "change user bob@example.com (role)",
            "change server api (bearerToken)",
            "change server time (args, connections, timeouts, refreshMinutes, limits, sandbox, env)",
            "change namespace adas (naming)",
            "change namespace dev (servers, servers switched, aliases, tools)",
            "change endpoint dev (auth, session)",
            "change API key ci (key)",
        ]
    );
    assert!(apply(&installation, changed).await.changes.is_empty());
}

/// Fills in what `metamcp apply` would: planted values by the names of their variables, and `$${`.
fn filled_in(exported: &Declaration) -> Declaration {
    let text = serde_json::to_string(exported).expect("JSON");
    let values = [
        ("TOKEN", "planted-secret"),
        ("KEY", "line 1\\nline 2"),
        ("X_KEY", "planted-header"),
        ("api_BEARER_TOKEN", "planted-bearer"),
    ];
    let text = values
        .iter()
        .fold(text.replace("$${", "$\u{1}{"), |text, (name, value)| {
            text.replace(&format!("${{{name}}}"), value)
        });
    assert!(!text.contains("${"), "{text}");
    serde_json::from_str(&text.replace("$\u{1}{", "${")).expect("a declaration")
}

#[tokio::test]
async fn an_export_has_no_secrets_and_describes_the_same_installation() {
    let installation = Installation::new().await;
    apply(&installation, everything()).await;
    let transfer = installation.services.transfer();
    let exported = transfer.export(&Caller::system()).await.expect("exported");
    let text = serde_json::to_string(&exported).expect("JSON");
    for secret in ["planted", "line 1", "sk_mt_", "correct horse", "argon2"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let again = filled_in(&exported);
    let applied = transfer
        .apply(&Caller::system(), again.clone())
        .await
        .expect("fits");
    assert_eq!(words(&applied.changes), Vec::<String>::new());

    let elsewhere = Installation::new().await;
    elsewhere
        .services
        .transfer()
        .apply(&Caller::system(), again)
        .await
        .expect("fits");
    assert_eq!(
        elsewhere
            .services
            .transfer()
            .export(&Caller::system())
            .await
            .expect("exported"),
        exported
    );
}

#[tokio::test]
async fn everything_that_is_wrong_is_named_by_its_path_and_nothing_is_changed() {
    let installation = Installation::new().await;
    let cases = [
        (
            json!({ "servers": { "a": {} } }),
            "servers.a.command: this is required",
        ),
        (
            json!({ "servers": { "a": { "command": "x", "connections": { "max": 0 } } } }),
            "servers.a.connections.max: write a whole number from 1 to 10000",
        ),
        (
            json!({ "servers": { "a": { "command": "x", "sandbox": { "writable": ["data"] } } } }),
            "servers.a.sandbox.writable: `data` is not the full path of a folder",
        ),
        (
            json!({ "namespaces": { "d": {} }, "endpoints": { "d": { "namespace": "d", "session": { "idleMinutes": 0 } } } }),
            "endpoints.d.session.idleMinutes: write a whole number from 1 to",
        ),
        (
            json!({ "servers": { "a__b": { "command": "x" } } }),
            "servers.a__b.name: two underscores",
        ),
        (
            json!({ "servers": { "a": { "command": "x", "url": "https://example.com" } } }),
            "servers.a.type",
        ),
        (
            json!({ "servers": { "a": { "url": "example.com" } } }),
            "servers.a.url: enter a full URL",
        ),
        (
            json!({ "servers": { "a": { "url": "https://example.com", "headers": { "a b": "c" } } } }),
            "servers.a.headers",
        ),
        (
            json!({ "servers": { "a": { "command": "x", "env": { "a=b": "c" } } } }),
            "servers.a.env.a=b",
        ),
        (
            json!({ "servers": { "a": { "command": "x", "owner": "no@example.com" } } }),
            "`no@example.com` does not exist",
        ),
        (
            json!({ "servers": { "a": { "command": "x" }, "b": { "name": "a", "command": "x" } } }),
            "servers.b.name: this is taken",
        ),
        (
            json!({ "namespaces": { "n": { "servers": ["nowhere"] } } }),
            "namespaces.n.servers: `nowhere`",
        ),
        (
            json!({ "servers": { "a": { "command": "x" } }, "namespaces": { "n": { "servers": ["a", "a"] } } }),
            "`a` stands twice",
        ),
        (
            json!({ "servers": { "a": { "command": "x" } }, "namespaces": { "n": { "servers": [{ "name": "a", "alias": "b__c" }] } } }),
            "namespaces.n.servers.a.alias: two underscores",
        ),
        (
            json!({ "endpoints": { "e": { "namespace": "nowhere" } } }),
            "endpoints.e.namespace: `nowhere`",
        ),
        (
            json!({ "namespaces": { "n": {} }, "endpoints": { "health": { "namespace": "n" } } }),
            "endpoints.health.name",
        ),
        (
            json!({ "api_keys": { "k": { "key": "short" } } }),
            "sk_mt_ and at least 32",
        ),
        (
            json!({ "api_keys": { "k": { "visibility": "private" } } }),
            "api_keys.k.owner: this is required",
        ),
        (
            json!({ "users": { "nobody": { "name": "" } } }),
            "users.nobody.email: enter an e-mail address",
        ),
    ];
    for (value, told) in cases {
        let error = refused(&installation, value.clone()).await;
        assert!(error.contains(told), "{value}\n{error}");
    }
    let with_good_part = json!({ "servers": { "good": { "command": "x" }, "bad": {} } });
    refused(&installation, with_good_part).await;
    let exported = installation
        .services
        .transfer()
        .export(&Caller::system())
        .await
        .expect("exported");
    assert_eq!(exported, Declaration::default());
}

#[tokio::test]
async fn private_things_stay_out_of_public_ones() {
    let installation = Installation::new().await;
    let users = json!({ "ada@example.com": { "name": "Ada" }, "bob@example.com": { "name": "Bob" } });
    let servers = json!({ "time": { "command": "x", "owner": "ada@example.com" } });
    let public =
        json!({ "users": users, "servers": servers, "namespaces": { "n": { "servers": ["time"] } } });
    let error = refused(&installation, public).await;
    assert!(
        error.contains("a public namespace can only use public things; `time` is private"),
        "{error}"
    );
    let bobs = json!({ "users": users, "servers": servers, "namespaces": { "n": { "servers": ["time"], "owner": "bob@example.com" } } });
    assert!(
        refused(&installation, bobs)
            .await
            .contains("`time` does not exist")
    );
}

#[tokio::test]
async fn a_tool_can_be_switched_off_before_its_server_was_ever_asked() {
    let installation = Installation::new().await;
    let script = installation.script("clock", &["now", "zones"]);
    let path = installation.folder.path().join("clock.py");
    let value = json!({
        "servers": { "clock": { "command": "python3", "args": [path] } },
        "namespaces": { "dev": { "servers": [{ "name": "clock", "tools": { "now": false, "never": false } }] } },
        "endpoints": { "dev": { "namespace": "dev" } },
        "api_keys": { "ci": { "key": KEY } },
    });
    apply(&installation, value.clone()).await;
    let client = Client::connect(&installation.gateway, "dev", KEY).await;
    assert_eq!(client.tools().await, ["clock__zones"]);
    script.set_tools(&["zones", "now", "new"]);
    let server = installation
        .services
        .servers()
        .list(&Caller::system())
        .await
        .expect("lists")[0]
        .id;
    installation
        .services
        .servers()
        .refresh(&Caller::system(), server)
        .await
        .expect("answers");
    assert_eq!(client.tools().await, ["clock__zones", "clock__new"]);
    assert!(apply(&installation, value).await.changes.is_empty());
}

#[tokio::test]
async fn prune_deletes_what_is_not_declared_but_no_people() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let services = &installation.services;
    let server = services
        .servers()
        .create(&ada, remote("by-hand", Visibility::Private))
        .await
        .expect("created");
    let space = services
        .namespaces()
        .create(&ada, namespace("by-hand", &[server.id], Visibility::Private))
        .await
        .expect("created");
    services
        .endpoints()
        .create(&ada, endpoint("by-hand", space.id, Visibility::Private))
        .await
        .expect("created");
    apply(&installation, everything()).await;
    assert_eq!(
        services.servers().list(&ada).await.expect("lists").len(),
        5,
        "without prune nothing goes"
    );

    let rest = json!({ "prune": true, "servers": { "time": { "command": "date" } } });
    let applied = apply(&installation, rest.clone()).await;
    assert!(
        words(&applied.changes).contains(&"delete endpoint by-hand".to_owned()),
        "{:?}",
        words(&applied.changes)
    );
    let exported = services
        .transfer()
        .export(&Caller::system())
        .await
        .expect("exported");
    assert_eq!(
        (
            exported.servers.len(),
            exported.namespaces.len(),
            exported.endpoints.len(),
            exported.api_keys.len()
        ),
        (1, 0, 0, 0)
    );
    assert_eq!(exported.users.len(), 2);
    assert!(apply(&installation, rest).await.changes.is_empty());
    let uses_what_goes = json!({ "prune": true, "namespaces": { "n": { "servers": ["time"] } } });
    assert!(
        refused(&installation, uses_what_goes)
            .await
            .contains("`time` does not exist")
    );
}

#[tokio::test]
async fn declared_people_sign_in_and_keep_the_password_they_chose() {
    let installation = Installation::new().await;
    apply(&installation, everything()).await;
    let mut changed = everything();
    changed["users"]["ada@example.com"]["password"] = json!("another one");
    assert!(
        apply(&installation, changed).await.changes.is_empty(),
        "an existing password is never changed"
    );
    let login = |email: &str| model::LoginInput {
        email: email.to_owned(),
        password: "correct horse".to_owned(),
        next: String::new(),
    };
    let address = std::net::IpAddr::from([192, 0, 2, 1]);
    let ada = installation
        .services
        .auth()
        .login(login("ada@example.com"), address)
        .await
        .expect("signed in");
    assert_eq!(ada.role, Role::Admin);
    let error = installation
        .services
        .auth()
        .login(login("bob@example.com"), address)
        .await
        .expect_err("has no password");
    assert!(matches!(error, Error::Invalid(errors) if errors.get("credentials") == [Problem::Wrong]));
}

#[tokio::test]
async fn what_a_file_declared_can_be_edited_by_hand() {
    let installation = Installation::new().await;
    apply(&installation, everything()).await;
    let (services, system) = (&installation.services, Caller::system());
    let time = services
        .servers()
        .list(&system)
        .await
        .expect("lists")
        .into_iter()
        .find(|server| server.command_line.starts_with("uvx"));
    let time = time.expect("declared");
    let edited = ServerInput {
        description: "By hand".to_owned(),
        ..time.to_input()
    };
    services
        .servers()
        .update(&system, time.id, edited)
        .await
        .expect("a value with line breaks stays masked");
    assert_eq!(
        words(&apply(&installation, everything()).await.changes),
        ["change server time (description)"]
    );
}

#[tokio::test]
async fn teams_are_declared_with_who_is_in_them() {
    let installation = Installation::new().await;
    let people = json!({
        "ada@example.com": { "name": "Ada", "role": "admin" },
        "bob@example.com": { "name": "Bob" },
    });
    let declared = json!({
        "users": people,
        "teams": { "Lab": { "description": "Tries things", "members": { "ada@example.com": { "manager": true }, "bob@example.com": {} } } },
        "servers": { "time": { "url": "https://time.example.com/mcp", "owner": "team:lab" } },
        "namespaces": { "labs": { "servers": ["time"], "owner": "bob@example.com" } },
    });
    let first = apply(&installation, declared.clone()).await;
    assert!(
        first.changes.iter().any(|change| change.noun == "team"),
        "{first:?}"
    );
    assert_eq!(apply(&installation, declared.clone()).await.changes, []);
    let exported = installation.services.transfer().export(&Caller::system()).await;
    let exported = serde_json::to_value(exported.expect("exports")).expect("JSON");
    assert_eq!(exported["teams"], declared["teams"]);

    let without_bob = json!({ "teams": { "LAB": { "members": { "ada@example.com": {} } } } });
    let changed = apply(&installation, without_bob.clone()).await.changes;
    assert_eq!(changed[0].details, ["name", "description", "members"]);
    assert_eq!(apply(&installation, without_bob).await.changes, []);
    // What Bob has uses something of a team that he is not in any more.
    let left = json!({
        "teams": { "lab": {} },
        "servers": { "time": { "url": "https://time.example.com/mcp", "owner": "team:Lab" } },
        "namespaces": { "labs": { "servers": ["time"], "owner": "bob@example.com" } },
    });
    assert!(refused(&installation, left).await.contains("namespaces.labs"));
    for (wrong, path) in [
        (
            json!({ "teams": { "Lab": { "members": { "eve@example.com": {} } } } }),
            "teams.Lab.members",
        ),
        (json!({ "teams": { " ": {} } }), "teams. .name"),
        (json!({ "teams": { "Lab": {}, "lab": {} } }), "teams.lab"),
    ] {
        assert!(refused(&installation, wrong).await.contains(path), "{path}");
    }
}

//! Secrets in pages, answers, errors and the log. One is planted everywhere where one can be, then everybody looks at everything.

use std::path::Path;

use leptos::server_fn::axum::server_fn_paths;
use reqwest::{Method, header};
use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};

use super::pages;
use crate::support::{
    binary::{Served, command, run, stderr},
    visitor::Visitor,
};

const PASSWORD: &str = "hush-password-of-a-person";
const KEY: &str = "sk_mt_hushKeyOfAnEndpoint0123456789abcdefgh";
const SEAL: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const FORM: &str = "application/x-www-form-urlencoded";

/// Where each is planted is in [`declaration`] and [`gateway`].
const PLANTED: [&str; 11] = [
    PASSWORD,
    KEY,
    SEAL,
    "hush-in-the-environment-of-a-command",
    "hush-bearer-token",
    "hush-header",
    "hush-client-secret",
    "hush-variable",
    "hush-metrics-token",
    "hush-provider-secret",
    "hush-query",
];

fn declaration(echo: &str) -> String {
    format!(
        r#"
users:
  ada@example.com: {{ name: Ada, role: admin, password: {PASSWORD} }}
  bob@example.com: {{ name: Bob, password: {PASSWORD} }}
servers:
  command: {{ command: no-such-program-at-all, env: {{ TOKEN: hush-in-the-environment-of-a-command }} }}
  bearer: {{ url: "{echo}", bearerToken: hush-bearer-token, headers: {{ X-Secret: hush-header }} }}
  oauth: {{ url: "{echo}", oauth: {{ sharing: shared, clientId: metamcp }}, clientSecret: hush-client-secret }}
  variable: {{ url: "{echo}", bearerToken: "${{HUSH}}" }}
namespaces:
  all: {{ servers: [command, bearer, oauth, variable] }}
endpoints:
  keyed: {{ namespace: all, auth: api_key_or_query_or_oauth }}
  open: {{ namespace: all, auth: none }}
api_keys:
  ci: {{ key: {KEY} }}
"#
    )
}

/// A server that repeats to everybody what they said, as errors of careless servers do.
async fn echo() -> (String, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}/mcp", listener.local_addr().expect("bound"));
    let mut serving = JoinSet::new();
    serving.spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut asked = vec![0; 16 * 1024];
            let Ok(length) = socket.read(&mut asked).await else {
                continue;
            };
            let said = String::from_utf8_lossy(&asked[..length]);
            let answer = format!(
                "HTTP/1.1 500 Internal Server Error\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{said}",
                said.len()
            );
            // Whoever leaves early needs no answer.
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    });
    (url, serving)
}

async fn gateway(data: &Path, echo: &str) -> Served {
    let file = data.join("metamcp.yaml");
    std::fs::write(&file, declaration(echo)).expect("writes");
    let variables = [
        ("METAMCP_SECRET_KEY", SEAL),
        ("METAMCP_LOG", "debug"),
        ("METAMCP_VARIABLES", "HUSH"),
        ("HUSH", "hush-variable"),
        ("METAMCP_METRICS_TOKEN", "hush-metrics-token"),
        ("OIDC_CLIENT_ID", "metamcp"),
        ("OIDC_CLIENT_SECRET", "hush-provider-secret"),
        (
            "OIDC_DISCOVERY_URL",
            "http://127.0.0.1:9/.well-known/openid-configuration",
        ),
    ];
    let mut serve = command(data);
    serve.envs(variables).env("METAMCP_CONFIG", &file);
    Served::of(serve).await
}

fn check(text: &str, place: &str) {
    for secret in PLANTED {
        assert!(!text.contains(secret), "{secret} is in {place}: {text}");
    }
}

async fn look(visitor: &Visitor, who: &str, path: &str) {
    let response = visitor.get(path).await;
    let place = format!("{path} for {who}");
    check(&format!("{:?}", response.headers()), &place);
    check(&response.text().await.expect("a body"), &place);
}

async fn ask(visitor: &Visitor, who: &str, path: &str, body: String) -> String {
    let request = visitor
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, FORM);
    let request = request.header(header::ACCEPT, "application/json").body(body);
    let response = request.send().await.expect("an answer");
    let place = format!("{path} for {who}");
    check(&format!("{:?}", response.headers()), &place);
    let text = response.text().await.expect("a body");
    check(&text, &place);
    text
}

/// The ids of everything of a kind.
async fn ids(visitor: &Visitor, kind: &str) -> Vec<String> {
    let list = ask(visitor, "Ada", &format!("/api/{kind}/list"), String::new()).await;
    let list: Vec<Value> = serde_json::from_str(&list).expect("a list");
    let ids = list.iter().map(|it| it["id"].as_str().expect("an id").to_owned());
    ids.collect()
}

/// What strangers and programs reach.
const ELSEWHERE: [&str; 12] = [
    "/health",
    "/ready",
    "/metrics",
    "/.well-known/oauth-authorization-server",
    "/.well-known/oauth-protected-resource/metamcp/keyed/mcp",
    "/client-metadata.json",
    "/oauth/authorize?client_id=x",
    "/metamcp/open/api",
    "/metamcp/open/api/openapi.json",
    "/metamcp/keyed/api?api_key=hush-query",
    "/metamcp/keyed/mcp?api_key=hush-query",
    "/metamcp/nothing/mcp?api_key=hush-query",
];

#[tokio::test]
async fn no_secret_is_in_a_page_an_answer_an_error_or_the_log() {
    let data = TempDir::new().expect("a directory");
    let (url, _echo) = echo().await;
    let served = gateway(data.path(), &url).await;
    let mut ada = Visitor::at(&served.base);
    assert!(
        !ada.sign_in_as("ada@example.com", PASSWORD)
            .await
            .status()
            .is_client_error()
    );
    let mut bob = Visitor::at(&served.base);
    assert!(
        !bob.sign_in_as("bob@example.com", PASSWORD)
            .await
            .status()
            .is_client_error()
    );
    let stranger = Visitor::at(&served.base);

    for server in ids(&ada, "servers").await {
        // Failures are made and remembered.
        ask(&ada, "Ada", "/api/servers/refresh", format!("id={server}")).await;
        ask(&ada, "Ada", "/oauth/upstream/connect", format!("server={server}")).await;
    }
    for key in [KEY, "sk_mt_wrong"] {
        let call = ada
            .request(Method::POST, "/metamcp/keyed/api/bearer__x")
            .header("x-api-key", key)
            .header(header::CONTENT_TYPE, "application/json")
            .body("{}");
        let response = call.send().await.expect("an answer");
        check(&response.text().await.expect("a body"), "a call");
    }
    for (who, visitor) in [("Ada", &ada), ("Bob", &bob), ("a stranger", &stranger)] {
        for page in pages() {
            let kind = page.split('/').nth(1).unwrap_or_default().to_owned();
            let known = [
                "servers",
                "namespaces",
                "endpoints",
                "api-keys",
                "people",
                "teams",
            ];
            let of = if kind == "hand-over" { "servers" } else { &kind };
            if page.contains(':') && known.contains(&of) {
                for id in ids(&ada, of).await {
                    look(visitor, who, &page.replace(":kind", of).replace(":id", &id)).await;
                }
            } else {
                look(visitor, who, &page.replace(':', "")).await;
            }
        }
        for path in ELSEWHERE {
            look(visitor, who, path).await;
        }
        for (path, _) in server_fn_paths() {
            let is_harmless = [
                "/get",
                "/list",
                "/export",
                "/tools",
                "/sign-in",
                "/clients",
                "/provider",
                "/me",
            ]
            .iter()
            .any(|end| path.ends_with(end));
            if !is_harmless {
                continue;
            }
            ask(visitor, who, path, String::new()).await;
            for kind in ["servers", "namespaces", "endpoints", "api-keys", "people"] {
                if path.starts_with(&format!("/api/{kind}/")) {
                    for id in ids(&ada, kind).await {
                        ask(visitor, who, path, format!("id={id}")).await;
                    }
                }
            }
        }
    }
    let login = format!("input[email]=ada@example.com&input[password]=x{PASSWORD}");
    ask(&stranger, "a stranger", "/api/auth/login", login).await;

    let exported = run(data.path(), &["export"]).await;
    check(&String::from_utf8_lossy(&exported.stdout), "an export");
    check(&stderr(&exported), "the words of an export");
    let log = served.log();
    assert!(
        log.lines().count() > 50,
        "the log says too little to mean something: {log}"
    );
    check(&log, "the log");
    served.terminate().await;
}

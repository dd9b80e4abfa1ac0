//! A URL that somebody else chooses leads to our own machine, or to where clouds hand out credentials (SSRF).
//!
//! Documents about clients come from the public internet only. Servers may be on this machine and in its network, that is what
//! they are for, but not at link-local addresses, and nothing that they say leads elsewhere.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use model::OidcProviderInput;
use reqwest::{Method, Response, StatusCode, header};
use serde_json::json;
use service::Caller;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};
use url::form_urlencoded::byte_serialize;

use crate::support::{app::TestApp, visitor::Visitor};

const METADATA: &str = "http://169.254.169.254/latest/meta-data/iam/";
const FORM: &str = "application/x-www-form-urlencoded";

/// Something inside that answers everybody the same, and counts who comes.
struct Inside {
    address: SocketAddr,
    visits: Arc<AtomicUsize>,
    _serving: JoinSet<()>,
}

impl Inside {
    async fn answering(head: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let visits = Arc::new(AtomicUsize::new(0));
        let (counted, mut serving) = (Arc::clone(&visits), JoinSet::new());
        serving.spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut asked = vec![0; 16 * 1024];
                // Whoever leaves early has been counted.
                let _ = socket.read(&mut asked).await;
                let answer = format!("HTTP/1.1 {head}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        });
        Self {
            address,
            visits,
            _serving: serving,
        }
    }

    async fn silent() -> Self {
        Self::answering("200 OK".to_owned()).await
    }

    async fn leading_to(url: &str) -> Self {
        Self::answering(format!("307 Temporary Redirect\r\nlocation: {url}")).await
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

async fn post(visitor: &Visitor, path: &str, body: &str) -> Response {
    let request = visitor
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, FORM);
    request.body(body.to_owned()).send().await.expect("an answer")
}

#[tokio::test]
async fn a_document_about_a_client_is_not_fetched_from_inside() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let secret = Inside::silent().await;
    let port = secret.address.port();
    for host in [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f000001",
        "127.1",
        "localhost.",
    ] {
        for scheme in ["https", "http"] {
            let id = format!("{scheme}://{host}:{port}/client.json");
            let id: String = byte_serialize(id.as_bytes()).collect();
            let path = format!("/oauth/authorize?client_id={id}&redirect_uri=https://a.example/");
            let response = admin.get(&path).await;
            assert!(response.status().is_client_error(), "{id}: {}", response.status());
            let page = response.text().await.expect("a page");
            assert!(page.contains("This client cannot be connected"), "{id}: {page}");
        }
    }
    for id in [
        METADATA,
        "https://169.254.169.254/x",
        "https://metadata.google.internal/x",
        "file:///etc/passwd",
    ] {
        let id: String = byte_serialize(id.as_bytes()).collect();
        let response = admin.get(&format!("/oauth/authorize?client_id={id}")).await;
        assert!(response.status().is_client_error(), "{id}: {}", response.status());
    }
    assert_eq!(secret.visits(), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_server_is_not_called_at_link_local_addresses_whatever_they_are_called() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    for url in [
        METADATA,
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
    ] {
        let text: String = byte_serialize(url.as_bytes()).collect();
        let tried = post(&admin, "/api/quick/probe", &format!("input[text]={text}")).await;
        let to = tried.headers()[header::LOCATION]
            .to_str()
            .expect("ASCII")
            .to_owned();
        let page = admin.page(&to).await;
        assert!(page.contains("METAMCP_ALLOW_PRIVATE_UPSTREAMS"), "{url}: {page}");
    }
    app.stop().await;
}

#[tokio::test]
async fn a_server_leads_nowhere_else() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let secret = Inside::silent().await;
    for url in [format!("http://{}/", secret.address), METADATA.to_owned()] {
        let server = Inside::leading_to(&url).await;
        let text: String = byte_serialize(format!("http://{}/mcp", server.address).as_bytes()).collect();
        let tried = post(&admin, "/api/quick/probe", &format!("input[text]={text}")).await;
        let to = tried.headers()[header::LOCATION]
            .to_str()
            .expect("ASCII")
            .to_owned();
        let page = admin.page(&to).await;
        assert!(page.contains("redirects to another place"), "{url}: {page}");
        assert!(server.visits() > 0, "it was asked");
    }
    assert_eq!(secret.visits(), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_server_sends_nobody_inside_to_find_its_sign_in() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let secret = Inside::silent().await;
    let leading = Inside::leading_to(&format!("http://{}/", secret.address)).await;
    for (name, metadata) in [
        ("metadata", METADATA.to_owned()),
        ("redirect", format!("http://{}/meta", leading.address)),
        ("file", "file:///etc/passwd".to_owned()),
    ] {
        let challenge =
            format!("401 Unauthorized\r\nwww-authenticate: Bearer resource_metadata=\"{metadata}\"");
        let server = Inside::answering(challenge).await;
        let url = format!("http://{}/mcp", server.address);
        app.apply(json!({ "servers": { name: { "url": url, "oauth": { "sharing": "shared" } } } }))
            .await;
        let servers = app
            .services
            .servers()
            .list(&Caller::system())
            .await
            .expect("a list");
        let id = servers.iter().find(|it| it.name == name).expect("there").id;
        let response = post(&admin, "/oauth/upstream/connect", &format!("server={id}")).await;
        let status = response.status();
        let page = response.text().await.expect("a page");
        assert_eq!(status, StatusCode::BAD_GATEWAY, "{name}: {page}");
        assert!(!page.contains("http-equiv"), "{name}: {page}");
    }
    assert_eq!(secret.visits(), 0);
    app.stop().await;
}

#[tokio::test]
async fn a_provider_sends_nobody_inside() {
    let app = TestApp::new().await;
    let secret = Inside::silent().await;
    let provider = Inside::leading_to(&format!("http://{}/", secret.address)).await;
    let input = OidcProviderInput {
        name: "Work".to_owned(),
        slug: "work".to_owned(),
        issuer: format!("http://{}", provider.address),
        client_id: "metamcp".to_owned(),
        default_role: "member".to_owned(),
        creation: "automatic".to_owned(),
        enabled: true,
        ..OidcProviderInput::default()
    };
    let sso = app.services.sso();
    sso.create(&Caller::system(), input).await.expect("created");
    let response = post(&app.anonymous(), "/auth/oidc/work/start", "").await;
    assert_eq!(response.headers()[header::LOCATION], "/login?problem=unreachable");
    assert!(provider.visits() > 0, "it was asked");
    assert_eq!(secret.visits(), 0);
    app.stop().await;
}

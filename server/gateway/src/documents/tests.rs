//! Documents over real TLS. The server is on this machine, which strangers' URLs never reach: only these tests' client does.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rcgen::{CertificateParams, KeyPair};
use rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use url::Url;

use super::{DocumentError, MAX_BYTES, fetch, get};
use crate::{
    Authorities,
    upstream::http::{HttpClient, Reach},
};

/// An https server for `localhost` that always says the same.
struct Site {
    address: SocketAddr,
    pem: String,
    visits: Arc<AtomicUsize>,
    _serving: JoinSet<()>,
}

impl Site {
    async fn saying(head: &str, body: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let certificate = params.self_signed(&key).expect("a certificate");
        let secret = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("ring supports them")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], secret)
            .expect("they belong together");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let answer = format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let visits = Arc::new(AtomicUsize::new(0));
        let (counted, mut serving) = (Arc::clone(&visits), JoinSet::new());
        serving.spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let Ok(mut socket) = acceptor.accept(socket).await else {
                    continue;
                };
                let mut asked = [0; 4096];
                // Whoever leaves early needs no answer.
                let _ = socket.read(&mut asked).await;
                let _ = socket.write_all(answer.as_bytes()).await;
                let _ = socket.shutdown().await;
            }
        });
        Self {
            address,
            pem: certificate.pem(),
            visits,
            _serving: serving,
        }
    }

    fn url(&self) -> Url {
        let url = format!("https://localhost:{}/client.json", self.address.port());
        url.parse().expect("a URL")
    }

    /// What a client gets that may go everywhere and believes this authority.
    async fn asked_by(&self, authorities: &str) -> Result<String, DocumentError> {
        let authorities: Authorities = authorities.parse().expect("PEM");
        let (tasks, closing) = (TaskTracker::new(), CancellationToken::new());
        let client = HttpClient::new(Reach::Anything, &authorities, tasks, closing);
        let document = get(&client, &self.url()).await?;
        Ok(String::from_utf8_lossy(&document).into_owned())
    }
}

#[tokio::test]
async fn a_document_is_what_an_https_server_says() {
    let site = Site::saying("200 OK", "{\"client_id\":\"x\"}").await;
    assert_eq!(
        site.asked_by(&site.pem).await.as_deref(),
        Ok("{\"client_id\":\"x\"}")
    );
}

#[tokio::test]
async fn a_document_is_not_elsewhere_not_missing_and_not_large() {
    let large = "x".repeat(MAX_BYTES + 1);
    for (head, body, expected) in [
        (
            "302 Found\r\nlocation: https://elsewhere.example/",
            "",
            DocumentError::Redirect,
        ),
        ("404 Not Found", "", DocumentError::Status(404)),
        ("200 OK", &*large, DocumentError::TooLarge),
    ] {
        let site = Site::saying(head, body).await;
        assert_eq!(site.asked_by(&site.pem).await, Err(expected), "{head}");
    }
}

#[tokio::test]
async fn a_server_has_to_prove_its_name() {
    let (site, other) = (
        Site::saying("200 OK", "{}").await,
        Site::saying("200 OK", "{}").await,
    );
    for authorities in ["", &other.pem] {
        assert_eq!(site.asked_by(authorities).await, Err(DocumentError::Unreachable));
    }
}

#[tokio::test]
async fn strangers_urls_do_not_reach_this_machine() {
    let site = Site::saying("200 OK", "{}").await;
    let fetched = fetch(&site.url(), TaskTracker::new(), CancellationToken::new()).await;
    assert_eq!(fetched, Err(DocumentError::Unreachable));
    assert_eq!(
        site.visits.load(Ordering::SeqCst),
        0,
        "it was resolved, and not called"
    );
}

#[tokio::test]
async fn nothing_but_public_names_is_fetched() {
    for (url, expected) in [
        ("http://app.example.com/client.json", DocumentError::Url),
        ("https://127.0.0.1/client.json", DocumentError::Url),
        ("https://[::1]/client.json", DocumentError::Url),
        // Names of the own machine, and spellings of its addresses that the URL standard turns into addresses.
        ("https://localhost/client.json", DocumentError::Unreachable),
        ("https://2130706433/client.json", DocumentError::Url),
    ] {
        let url = url.parse().expect("a URL");
        let fetched = fetch(&url, TaskTracker::new(), CancellationToken::new()).await;
        assert_eq!(fetched, Err(expected), "{url}");
    }
}

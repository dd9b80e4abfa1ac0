//! Servers behind `https://` whose certificate is not right, or that break off before they show one.

use std::sync::{Arc, Mutex};

use gateway::{Authorities, GatewayOptions};
use model::FailureClass;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use super::{
    fake_http::{FakeHttp, works},
    rig::{Rig, options, server_id, spec, url, user},
};

/// What is seen of a server before anything is asked.
#[derive(Clone)]
enum Face {
    Certificate(Arc<ServerConfig>),
    /// It closes the connection when it is greeted.
    HangsUp,
    /// It resets the connection when it is greeted.
    Resets,
}

/// Somebody who signs certificates.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

/// A listener that speaks TLS in front of a server that does not. It ends with the test's runtime.
struct SecureDoor {
    port: u16,
    face: Arc<Mutex<Face>>,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([]).expect("no names");
        params.distinguished_name.push(DnType::CommonName, "authority");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate");
        Self {
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A server whose certificate it has signed.
    fn signs(&self, params: &CertificateParams) -> Face {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        showing(certificate.der().clone(), &key)
    }
}

impl SecureDoor {
    async fn before(server: &FakeHttp, face: Face) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let door = Self {
            port: listener.local_addr().expect("an address").port(),
            face: Arc::new(Mutex::new(face)),
        };
        let behind = server.url.trim_start_matches("http://").trim_end_matches("/mcp");
        let (face, behind) = (Arc::clone(&door.face), behind.to_owned());
        #[expect(clippy::disallowed_methods, reason = "ends with the runtime of the test")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let face = face.lock().expect("not poisoned").clone();
                let serving = serve(face, stream, behind.clone());
                #[expect(clippy::disallowed_methods, reason = "ends with the runtime of the test")]
                tokio::spawn(serving);
            }
        });
        door
    }

    fn shows(&self, face: Face) {
        *self.face.lock().expect("not poisoned") = face;
    }

    fn url(&self) -> String {
        format!("https://localhost:{}/mcp", self.port)
    }
}

async fn serve(face: Face, mut stream: TcpStream, behind: String) {
    let mut greeting = [0; 4096];
    match face {
        Face::Certificate(config) => {
            if let Ok(mut stream) = TlsAcceptor::from(config).accept(stream).await {
                let mut there = TcpStream::connect(behind).await.expect("the server runs");
                let _ = copy_bidirectional(&mut stream, &mut there).await;
            }
        }
        Face::HangsUp => {
            let _ = stream.read(&mut greeting).await;
        }
        Face::Resets => {
            let _ = stream.read(&mut greeting).await;
            let _ = stream.set_zero_linger();
        }
    }
}

fn showing(certificate: CertificateDer<'static>, key: &KeyPair) -> Face {
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring supports them")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("they belong together");
    Face::Certificate(Arc::new(config))
}

fn of(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).expect("a name")
}

/// Such a server, and its certificate.
fn signed_by_itself(params: &CertificateParams) -> (Face, String) {
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("a certificate");
    (showing(certificate.der().clone(), &key), certificate.pem())
}

/// A gateway with this server, which believes what this certificate signs.
fn trusting(pem: &str, door: &SecureDoor) -> Rig {
    let options = GatewayOptions {
        authorities: pem.parse::<Authorities>().expect("an authority"),
        ..options()
    };
    Rig::new(options, spec(server_id(), url(&door.url())))
}

/// Such a server is explained in these words; once it is mended, the next call works.
async fn is_explained(wrong: impl FnOnce(&Authority) -> Face, message: &str, advice: &str) {
    let authority = Authority::new();
    let server = FakeHttp::start(works).await;
    let door = SecureDoor::before(&server, wrong(&authority)).await;
    let rig = trusting(&authority.pem, &door);
    let failure = rig.failure().await;
    assert_eq!(failure.class, FailureClass::Tls, "{failure:?}");
    assert!(failure.message.contains(message), "{}", failure.message);
    assert!(failure.advice.contains(advice), "{}", failure.advice);
    assert_eq!(server.asked("POST").len(), 0, "nothing was said to it");

    door.shows(authority.signs(&of("localhost")));
    rig.gateway.retry(rig.server);
    assert_eq!(rig.text(user(1), "echo", json!({"text": "a"})).await, "a");
    rig.gateway.shutdown().await;
}

#[tokio::test]
async fn a_certificate_that_its_server_signed_itself() {
    let wrong = |_: &Authority| signed_by_itself(&of("localhost")).0;
    is_explained(wrong, "not trusted", "METAMCP_CA_CERT").await;
}

#[tokio::test]
async fn a_certificate_that_its_server_signed_itself_is_believed_when_it_is_named() {
    let (face, pem) = signed_by_itself(&of("localhost"));
    let server = FakeHttp::start(works).await;
    let door = SecureDoor::before(&server, face).await;
    let rig = trusting(&pem, &door);
    assert_eq!(rig.text(user(1), "echo", json!({"text": "a"})).await, "a");
    rig.gateway.shutdown().await;
}

/// As `openssl req -x509` makes them.
#[tokio::test]
async fn a_certificate_that_its_server_signed_itself_as_an_authority() {
    let wrong = |_: &Authority| {
        let mut params = of("localhost");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        signed_by_itself(&params).0
    };
    is_explained(wrong, "the certificate of an authority", "CA:FALSE").await;
}

#[tokio::test]
async fn a_certificate_that_has_expired() {
    let wrong = |authority: &Authority| {
        let mut params = of("localhost");
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 1, 1);
        authority.signs(&params)
    };
    is_explained(wrong, "has expired", "Renew").await;
}

#[tokio::test]
async fn a_certificate_that_is_not_valid_yet() {
    let wrong = |authority: &Authority| {
        let mut params = of("localhost");
        params.not_before = date_time_ymd(4000, 1, 1);
        authority.signs(&params)
    };
    is_explained(wrong, "not valid yet", "clocks").await;
}

#[tokio::test]
async fn a_certificate_of_another_name() {
    let wrong = |authority: &Authority| authority.signs(&of("mcp.example.com"));
    is_explained(
        wrong,
        "another name",
        "the name that the certificate was made for",
    )
    .await;
}

#[tokio::test]
async fn a_server_that_hangs_up_in_the_handshake() {
    is_explained(|_| Face::HangsUp, "handshake with localhost failed", "speaks TLS").await;
}

#[tokio::test]
async fn a_server_that_resets_the_connection_in_the_handshake() {
    is_explained(|_| Face::Resets, "handshake with localhost failed", "speaks TLS").await;
}

//! Paths that lead out of the folder of the browser's files (path traversal), as bytes on a socket: clients tidy them up.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::app::TestApp;

const PATHS: [&str; 14] = [
    "/../Cargo.toml",
    "/../../Cargo.toml",
    "/pkg/../../../Cargo.toml",
    "/pkg/..%2f..%2f..%2fCargo.toml",
    "/%2e%2e/%2e%2e/Cargo.toml",
    "/pkg/%2e%2e%2f%2e%2e%2fCargo.toml",
    "/pkg/..%5c..%5cCargo.toml",
    "/pkg/..\\..\\Cargo.toml",
    "/..%00/Cargo.toml",
    "/pkg/....//....//Cargo.toml",
    "/%252e%252e/%252e%252e/Cargo.toml",
    "//etc/passwd",
    "/pkg//etc/passwd",
    "/.%2e/.%2e/etc/passwd",
];

#[tokio::test]
async fn no_path_leads_out_of_the_folder_of_assets() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let address = app.base.trim_start_matches("http://");
    for path in PATHS {
        let mut socket = TcpStream::connect(address).await.expect("connects");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await.expect("sends");
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.expect("an answer");
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["303", "400", "404"].contains(&status), "{path}: {answer}");
        assert!(
            !answer.contains("[workspace]") && !answer.contains("root:"),
            "{path}: {answer}"
        );
    }
    app.stop().await;
}

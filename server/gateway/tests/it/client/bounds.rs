use std::time::Duration;

use gateway::GatewayOptions;
use model::EndpointAuth;
use reqwest::{Method, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::{
    caller::Answer,
    fake::Fake,
    rig::{Rig, endpoint},
};

/// Long enough for an answer that needs nothing more.
const SHORTLY: Duration = Duration::from_millis(100);

async fn rig(options: GatewayOptions) -> Rig {
    let mut rig = Rig::start(options).await;
    rig.add_endpoint(1, "open", &[], EndpointAuth::None, None);
    rig.add_endpoint(2, "keyed", &[], EndpointAuth::ApiKey, None);
    rig.add_key(1, None);
    rig.add_key(2, Some(2));
    rig.apply();
    rig
}

#[tokio::test]
async fn the_sessions_of_one_caller_are_bounded() {
    let rig = rig(GatewayOptions {
        max_sessions_per_principal: 2,
        ..GatewayOptions::default()
    })
    .await;
    let first = rig.caller("keyed").with_key(2).begin().await;
    rig.caller("keyed").with_key(2).begin().await;
    let answer = Answer::read(rig.caller("keyed").with_key(2).initialize("2025-11-25").await).await;
    assert_eq!(
        answer.error(),
        (429, -32050, "too_many_sessions_of_caller".to_owned())
    );
    assert!(
        answer.text.contains("METAMCP_MAX_SESSIONS_PER_PRINCIPAL"),
        "{}",
        answer.text
    );
    // Others are not concerned, and room is used again.
    rig.caller("keyed").with_key(1).begin().await;
    assert_eq!(first.end().await, StatusCode::NO_CONTENT);
    rig.caller("keyed").with_key(2).begin().await;
    assert_eq!(rig.gateway.sessions(endpoint(2)), 3);
}

#[tokio::test]
async fn the_sessions_of_all_are_bounded() {
    let rig = rig(GatewayOptions {
        max_sessions: 2,
        ..GatewayOptions::default()
    })
    .await;
    let first = rig.client().await;
    rig.caller("keyed").with_key(1).begin().await;
    let answer = Answer::read(rig.caller("keyed").with_key(2).initialize("2025-11-25").await).await;
    assert_eq!(answer.error(), (503, -32050, "too_many_sessions".to_owned()));
    assert!(answer.text.contains("METAMCP_MAX_SESSIONS,") || answer.text.contains("METAMCP_MAX_SESSIONS."));
    first.end().await;
    rig.caller("keyed").with_key(2).begin().await;
}

#[tokio::test]
async fn sessions_begun_at_once_do_not_slip_past_the_bound() {
    let rig = rig(GatewayOptions {
        max_sessions: 5,
        ..GatewayOptions::default()
    })
    .await;
    let caller = rig.caller("open");
    let begun = futures::future::join_all((0..40).map(|_| caller.initialize("2025-11-25"))).await;
    assert_eq!(
        begun
            .iter()
            .filter(|response| response.status() == StatusCode::OK)
            .count(),
        5
    );
    assert_eq!(rig.gateway.sessions(endpoint(1)), 5);
}

#[tokio::test]
async fn the_streams_of_a_session_are_bounded() {
    let rig = rig(GatewayOptions {
        max_streams_per_session: 2,
        ..GatewayOptions::default()
    })
    .await;
    let client = rig.client().await;
    let (first, _second) = (client.listen().await, client.listen().await);
    let answer = Answer::read(client.request(Method::GET).send().await.unwrap()).await;
    assert_eq!(answer.error(), (429, -32050, "too_many_streams".to_owned()));
    drop(first);
    // The gateway learns of it when the connection closes.
    while client.request(Method::GET).send().await.unwrap().status() != StatusCode::OK {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn the_size_of_a_body_is_bounded() {
    let fake = Fake::start(&["echo"]).await;
    let mut rig = Rig::start(GatewayOptions {
        max_body_bytes: 1000,
        ..GatewayOptions::default()
    })
    .await;
    rig.add_server(1, "fake", &fake.url);
    rig.add_endpoint(1, "open", &[1], EndpointAuth::None, None);
    rig.apply();
    let client = rig.client().await;
    let padded = |size: usize| {
        let ping = r#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#;
        format!("{ping}{}", " ".repeat(size - ping.len()))
    };
    assert_eq!(client.post(&padded(1000)).await.status, StatusCode::OK);
    let answer = client.post(&padded(1001)).await;
    assert_eq!(answer.error(), (413, -32050, "body_too_large".to_owned()));
    assert!(
        answer.text.contains("1000 bytes") && answer.text.contains("METAMCP_MAX_BODY_BYTES"),
        "{}",
        answer.text
    );
    // Without a length in front of it, too.
    let chunks = futures::stream::iter((0..3).map(|_| Ok::<_, std::io::Error>(" ".repeat(500))));
    let endless = client
        .send("")
        .body(reqwest::Body::wrap_stream(chunks))
        .send()
        .await
        .unwrap();
    assert_eq!(endless.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(client.tools().await, ["fake__echo"]);
}

#[tokio::test]
async fn a_refused_request_does_not_cost_the_connection() {
    let rig = rig(GatewayOptions::default()).await;
    let host = rig.base().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).await.expect("connects");
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
    let head = format!(
        "POST /metamcp/keyed/mcp HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    // Some clients send the body apart. An answer before it would leave it unread, and end the connection.
    for _ in 0..3 {
        stream.write_all(head.as_bytes()).await.expect("sends");
        assert!(
            timeout(SHORTLY, stream.readable()).await.is_err(),
            "it answered too early"
        );
        stream.write_all(body.as_bytes()).await.expect("sends");
        let mut answer = Vec::new();
        while !answer.ends_with(b"}") {
            assert_ne!(
                stream.read_buf(&mut answer).await.expect("reads"),
                0,
                "it hung up"
            );
        }
        assert!(
            answer.starts_with(b"HTTP/1.1 401"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
}

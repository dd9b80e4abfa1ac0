//! Somebody plants a session in another person's browser before they sign in (fixation).

use reqwest::{Method, StatusCode, header};

use crate::support::{app::TestApp, visitor::Visitor};

async fn signed_in_as(visitor: &Visitor) -> String {
    let response = visitor.post_form("/api/auth/me", &[]).await;
    response.text().await.expect("a body")
}

#[tokio::test]
async fn a_planted_session_is_never_a_signed_in_one() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let mut victim = app.anonymous();
    victim.plant("metamcp_session=AAAAAAAAAAAAAAAAAAAAAA");
    let planted = victim.again();
    assert_eq!(victim.sign_in().await.status(), StatusCode::OK);
    assert!(signed_in_as(&victim).await.contains("ada@example.com"));
    assert_eq!(signed_in_as(&planted).await, "null");
    app.stop().await;
}

#[tokio::test]
async fn an_attackers_own_session_does_not_become_the_victims() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    app.apply(serde_json::json!({
        "users": { "eve@example.com": { "name": "Eve", "password": "battery staple" } },
    }))
    .await;
    let eve = app.member("eve@example.com", "battery staple").await;
    let mut victim = eve.again();
    assert_eq!(victim.sign_in().await.status(), StatusCode::OK);
    assert!(signed_in_as(&victim).await.contains("ada@example.com"));
    assert!(!signed_in_as(&eve).await.contains("ada@example.com"));
    app.stop().await;
}

#[tokio::test]
async fn a_session_ends_where_it_is_kept_and_not_only_in_the_browser() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let stolen = admin.again();
    let out = admin
        .request(Method::POST, "/api/auth/logout")
        .header(header::ACCEPT, "application/json")
        .send()
        .await
        .expect("an answer");
    assert!(!out.status().is_client_error(), "{}", out.status());
    assert_eq!(signed_in_as(&stolen).await, "null");
    app.stop().await;
}

//! Single sign-on over HTTP. What providers may say is in the tests of the service, whole journeys are in end2end.

use model::OidcProviderInput;
use reqwest::{Method, StatusCode, header};
use service::Caller;
use testkit::oidc_provider::OidcProvider;

use crate::support::app::TestApp;

const FORM: &str = "application/x-www-form-urlencoded";

async fn with_provider() -> (TestApp, OidcProvider) {
    let app = TestApp::new().await;
    let provider = OidcProvider::start().await.expect("a provider");
    let input = OidcProviderInput {
        name: "Work".to_owned(),
        slug: "work".to_owned(),
        issuer: provider.issuer().to_owned(),
        client_id: "metamcp".to_owned(),
        default_role: "member".to_owned(),
        creation: "automatic".to_owned(),
        enabled: true,
        ..OidcProviderInput::default()
    };
    let sso = app.services.sso();
    sso.create(&Caller::system(), input).await.expect("created");
    (app, provider)
}

fn location(response: &reqwest::Response) -> &str {
    response.headers()[header::LOCATION].to_str().expect("ASCII")
}

#[tokio::test]
async fn a_form_of_ours_leads_to_the_provider_and_binds_the_browser() {
    let (app, provider) = with_provider().await;
    let start = |origin: &str| {
        app.anonymous()
            .request(Method::POST, "/auth/oidc/work/start")
            .header(header::CONTENT_TYPE, FORM)
            .header(header::ORIGIN, origin.to_owned())
            .body("next=/servers")
            .send()
    };
    let forged = start("https://evil.example").await.expect("an answer");
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
    let answer = start(&app.base).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    let cookie = answer.headers()[header::SET_COOKIE]
        .to_str()
        .expect("ASCII")
        .to_owned();
    assert!(cookie.starts_with("metamcp_sign_in="), "{cookie}");
    assert!(cookie.contains("; HttpOnly; SameSite=Lax"), "{cookie}");
    let page = answer.text().await.expect("a page");
    let destination = format!(
        "content=\"0;url={}/authorize?response_type=code",
        provider.issuer()
    );
    assert!(page.contains(&destination), "{page}");
    let got = app.anonymous().get("/auth/oidc/work/start").await;
    assert_eq!(
        got.status(),
        StatusCode::METHOD_NOT_ALLOWED,
        "nothing begins by GET"
    );
    app.stop().await;
}

#[tokio::test]
async fn strangers_come_back_at_both_paths_and_are_told_what_went_wrong() {
    let (app, _provider) = with_provider().await;
    for path in ["/auth/oidc/work/callback", "/api/auth/oauth2/callback/work"] {
        let answer = app.anonymous().get(&format!("{path}?code=c&state=s")).await;
        assert!(answer.status().is_redirection(), "{path}");
        assert_eq!(location(&answer), "/login?problem=expired", "{path}");
    }
    app.stop().await;
}

#[tokio::test]
async fn nobody_decides_where_people_go_after_they_signed_out() {
    let app = TestApp::new().await;
    let answer = app
        .anonymous()
        .get("/auth/oidc/sign-out?to=https://evil.example")
        .await;
    assert_eq!(location(&answer), "/login");
    app.stop().await;
}

#[tokio::test]
async fn only_who_is_signed_in_links_an_account() {
    let (app, provider) = with_provider().await;
    let answer = app
        .anonymous()
        .request(Method::POST, "/auth/oidc/work/start")
        .header(header::CONTENT_TYPE, FORM)
        .body("link=yes")
        .send()
        .await
        .expect("an answer");
    assert_eq!(location(&answer), "/login");
    assert_eq!(provider.count("/.well-known/openid-configuration"), 0);
    app.stop().await;
}

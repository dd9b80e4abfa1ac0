//! People over HTTP: sessions that end, and links for those who cannot sign in.

use futures::StreamExt;
use model::InviteInput;
use reqwest::{Method, StatusCode, header};
use service::Caller;

use crate::support::{app::TestApp, binary::PATIENCE, visitor::Visitor};

const FORM: &str = "application/x-www-form-urlencoded";

async fn sign_in(app: &TestApp, password: &str) -> Option<Visitor> {
    let mut visitor = app.anonymous();
    let form = [("input[email]", "ada@example.com"), ("input[password]", password)];
    let response = visitor.post_form("/api/auth/login", &form).await;
    let is_in = !response.status().is_client_error();
    is_in.then(|| {
        visitor.keep_cookie(&response);
        visitor
    })
}

async fn is_signed_in(visitor: &Visitor) -> bool {
    visitor.get("/account").await.status() == StatusCode::OK
}

/// The path of a new invitation.
async fn invitation(app: &TestApp) -> String {
    let input = InviteInput {
        email: "new@example.com".to_owned(),
        name: String::new(),
        role: model::Role::Member,
    };
    let link = app.services.users().invite(&Caller::system(), input).await;
    let url: url::Url = link.expect("made").url.parse().expect("a URL");
    url.path().to_owned()
}

#[tokio::test]
async fn a_new_password_ends_other_sessions_and_renews_this_one() {
    let app = TestApp::new().await;
    let mut here = app.admin().await;
    let there = sign_in(&app, "correct horse").await.expect("signed in");
    let stolen = here.again();
    let form = [
        ("input[current_password]", "correct horse"),
        ("input[password]", "battery staple"),
    ];
    let changed = here.post_form("/api/account/password", &form).await;
    assert!(!changed.status().is_client_error(), "{}", changed.status());
    here.keep_cookie(&changed);
    assert!(is_signed_in(&here).await);
    assert!(!is_signed_in(&there).await, "another browser is signed out");
    assert!(!is_signed_in(&stolen).await, "the old id opens nothing");
    assert!(sign_in(&app, "correct horse").await.is_none());
    assert!(sign_in(&app, "battery staple").await.is_some());
    app.stop().await;
}

#[tokio::test]
async fn an_open_page_hears_of_nothing_once_its_session_is_over() {
    let app = TestApp::new().await;
    let here = app.admin().await;
    let there = sign_in(&app, "correct horse").await.expect("signed in");
    let (ours, theirs) = (here.get("/events").await, there.get("/events").await);
    assert_eq!((ours.status(), theirs.status()), (StatusCode::OK, StatusCode::OK));
    let ended = here.post_form("/api/account/sessions/end-others", &[]).await;
    assert!(!ended.status().is_client_error(), "{}", ended.status());
    let rest = tokio::time::timeout(PATIENCE, theirs.text());
    assert_eq!(rest.await.expect("it ends").expect("in order"), "");

    let mut ours = ours.bytes_stream();
    let heard = tokio::time::timeout(PATIENCE, ours.next()).await;
    let heard = heard.expect("news").expect("goes on").expect("in order");
    assert_eq!(&heard[..], b"event: changed\ndata: users\n\n");
    app.stop().await;
}

#[tokio::test]
async fn pages_of_links_tell_nobody_their_address_and_dead_links_look_alike() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let path = invitation(&app).await;
    let stranger = app.anonymous();
    let page = stranger.get(&path).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()[header::REFERRER_POLICY], "no-referrer");
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-store");
    let text = page.text().await.expect("a body");
    assert!(text.contains("new@example.com") && text.contains("/api/links/accept"));

    let reset = path.replace("/invitation/", "/reset/");
    for dead in ["/invitation/none", "/reset/none", &reset] {
        let page = stranger.get(dead).await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{dead}");
        assert_eq!(page.headers()[header::REFERRER_POLICY], "no-referrer", "{dead}");
        let text = page.text().await.expect("a body");
        assert!(
            text.contains("This link opens nothing") && !text.contains("new@example.com"),
            "{dead}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn a_link_is_used_by_a_plain_form_without_referrer_and_a_mistake_leads_back() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let path = invitation(&app).await;
    let token = path.trim_start_matches("/invitation/");
    let mut stranger = app.anonymous();
    let post = |body: String| {
        stranger
            .request(Method::POST, "/api/links/accept")
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, FORM)
            .header(header::ORIGIN, "null")
            .body(body)
            .send()
    };
    let form = |password: &str| {
        format!("input[kind]=invite&input[token]={token}&input[name]=New&input[password]={password}")
    };
    let wrong = post(form("short")).await.expect("an answer");
    assert_eq!(wrong.status(), StatusCode::FOUND);
    let back = wrong.headers()[header::LOCATION].to_str().expect("ASCII");
    assert!(
        back.starts_with(&format!("{path}?")) && back.contains("typed.name=New") && !back.contains("short"),
        "{back}"
    );
    let hostile = "input[kind]=invite&input[token]=../..//evil.example&input[name]=New&input[password]=x";
    let hostile = post(hostile.to_owned()).await.expect("an answer");
    let to = hostile.headers()[header::LOCATION].to_str().expect("ASCII");
    assert!(to.starts_with("/invitation/evilexample?"), "{to}");

    let accepted = post(form("battery+staple")).await.expect("an answer");
    assert_eq!(accepted.status(), StatusCode::FOUND);
    assert_eq!(accepted.headers()[header::LOCATION], "/");
    stranger.keep_cookie(&accepted);
    assert!(stranger.page("/account").await.contains("new@example.com"));
    assert_eq!(
        app.anonymous().get(&path).await.status(),
        StatusCode::NOT_FOUND,
        "once is enough"
    );
    app.stop().await;
}

#[tokio::test]
async fn who_is_demoted_or_deleted_notices_at_the_next_request() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    app.apply(serde_json::json!({
        "users": { "eve@example.com": { "name": "Eve", "role": "admin", "password": "battery staple" } },
    }))
    .await;
    let mut eve = app.anonymous();
    let form = [
        ("input[email]", "eve@example.com"),
        ("input[password]", "battery staple"),
    ];
    let signed_in = eve.post_form("/api/auth/login", &form).await;
    eve.keep_cookie(&signed_in);
    assert!(eve.page("/people").await.contains("ada@example.com"));

    let demoted = serde_json::json!({ "users": { "eve@example.com": { "name": "Eve", "role": "member" } } });
    app.apply(demoted).await;
    assert!(!eve.page("/people").await.contains("ada@example.com"));

    let people = app
        .services
        .users()
        .list(&Caller::system())
        .await
        .expect("listed");
    let id = people
        .iter()
        .find(|person| person.name == "Eve")
        .expect("there")
        .id;
    let form = [("id", id.to_string()), ("input[belongings]", "delete".to_owned())];
    let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
    let deleted = admin.post_form("/api/people/delete", &form).await;
    assert!(!deleted.status().is_client_error(), "{}", deleted.status());
    assert!(!is_signed_in(&eve).await);
    app.stop().await;
}

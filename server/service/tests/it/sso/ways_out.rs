//! People who leave are signed out at their provider, too.

use std::time::Duration;

use model::CreationPolicy;
use serde_json::json;
use service::{Arrival, SsoTicket};
use url::Url;

use super::scene::Scene;

async fn ticket(scene: &Scene) -> (SsoTicket, String) {
    let departure = scene.leave(None).await;
    let token = scene.key.sign(&scene.claims(&departure));
    scene.answers_with(&token);
    match scene.come_back(&departure, None).await {
        Ok(Arrival::SignedIn { ticket, .. }) => (ticket, token),
        other => panic!("not signed in: {other:?}"),
    }
}

#[tokio::test]
async fn the_way_out_leads_to_the_provider_and_is_good_for_a_moment() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    let (ticket, token) = ticket(&scene).await;
    let kept = serde_json::to_string(&ticket).expect("JSON");
    assert!(!kept.contains(&token), "sealed in the session");
    let page = sso.way_out(&ticket).await.expect("a way out");
    let sealed = page
        .strip_prefix("/auth/oidc/sign-out?to=")
        .expect("a page of ours");
    let url = Url::parse(&sso.read_way_out(sealed).expect("read")).expect("a URL");
    assert_eq!(url.path(), "/end");
    let said: Vec<_> = url.query_pairs().into_owned().collect();
    let expected = [
        ("id_token_hint", token.as_str()),
        ("client_id", "metamcp"),
        ("post_logout_redirect_uri", "https://mcp.example.com/login"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(said, expected);
    for bad in ["", "x", &sealed[1..]] {
        assert_eq!(sso.read_way_out(bad), None, "{bad}");
    }
    scene.installation.clock.advance(Duration::from_mins(1));
    assert_eq!(sso.read_way_out(sealed), None, "too old");
}

#[tokio::test]
async fn without_a_provider_that_signs_out_there_is_no_way_out() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    scene.provider.describe(&json!({ "end_session_endpoint": null }));
    let (ticket, _) = ticket(&scene).await;
    assert_eq!(scene.installation.services.sso().way_out(&ticket).await, None);
}

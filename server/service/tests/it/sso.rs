//! Single sign-on against a provider that says anything.

mod doors;
mod offers;
mod people;
mod scene;
mod settings;
mod teams;
mod ways_out;

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{CreationPolicy, SignInProblem};
use serde_json::{Value, json};
use service::{Arrival, Clock};
use sha2::{Digest, Sha256};

use scene::{ADDRESS, Key, Scene, parameter};

#[tokio::test]
async fn a_request_carries_what_binds_the_answer_to_it() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let departure = scene.leave(None).await;
    assert!(
        departure
            .url
            .starts_with(&format!("{}/authorize?", scene.provider.issuer()))
    );
    assert_eq!(parameter(&departure, "response_type"), "code");
    assert_eq!(parameter(&departure, "code_challenge_method"), "S256");
    assert_eq!(parameter(&departure, "scope"), "openid email profile");
    let callback = "https://mcp.example.com/auth/oidc/work/callback";
    assert_eq!(parameter(&departure, "redirect_uri"), callback);
    scene.answers_with(&scene.key.sign(&scene.claims(&departure)));
    scene.come_back(&departure, None).await.expect("signed in");
    let sent = scene.provider.sent("/token");
    let verifier = url::form_urlencoded::parse(sent.as_bytes())
        .find(|(name, _)| name == "code_verifier")
        .expect("sent")
        .1
        .into_owned();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
    assert_eq!(parameter(&departure, "code_challenge"), challenge);
    let other = scene.leave(None).await;
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(parameter(&departure, name), parameter(&other, name), "{name}");
    }
}

#[tokio::test]
async fn an_answer_counts_once_in_time_and_in_its_own_browser() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    let departure = scene.leave(None).await;
    scene.answers_with(&scene.key.sign(&scene.claims(&departure)));
    let query = format!("code=c&state={}", parameter(&departure, "state"));
    for browser in [None, Some(""), Some("another")] {
        let refused = sso.finish("work", &query, browser, None, ADDRESS).await;
        assert_eq!(refused.expect_err("another's").problem, SignInProblem::Expired);
    }
    let first = scene.come_back(&departure, None).await;
    assert!(matches!(first, Ok(Arrival::SignedIn { .. })));
    let again = scene.come_back(&departure, None).await.expect_err("replayed");
    assert_eq!(again.problem, SignInProblem::Expired);
    let late = scene.leave(None).await;
    scene.installation.clock.advance(Duration::from_mins(10));
    let late = scene.come_back(&late, None).await.expect_err("too late");
    assert_eq!(late.problem, SignInProblem::Expired);
    assert_eq!(scene.provider.count("/token"), 1, "nothing else was asked for");
}

#[tokio::test]
async fn a_token_is_believed_when_everything_in_it_is_right() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let now = scene.installation.clock.now().as_millis() / 1000;
    for wrong in [
        json!({ "nonce": "another" }),
        json!({ "nonce": null }),
        json!({ "aud": "another" }),
        json!({ "aud": ["metamcp", "another"] }),
        json!({ "iss": "https://evil.example" }),
        json!({ "exp": now - 61 }),
        json!({ "iat": now + 61 }),
        json!({ "sub": null }),
    ] {
        let answer = scene.sign_in(wrong.clone()).await;
        assert_eq!(answer.expect_err("refused"), SignInProblem::Untrusted, "{wrong}");
    }
    for bearable in [json!({ "exp": now - 50 }), json!({ "iat": now + 50 })] {
        assert!(scene.sign_in(bearable.clone()).await.is_ok(), "{bearable}");
    }
    assert_eq!(scene.provider.count("/jwks"), 1, "its keys were known");
}

#[tokio::test]
async fn a_token_without_a_signature_is_nothing() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let departure = scene.leave(None).await;
    let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let header = json!({ "alg": "none" });
    scene.answers_with(&format!(
        "{}.{}.",
        encoded(&header),
        encoded(&scene.claims(&departure))
    ));
    let refused = scene.come_back(&departure, None).await.expect_err("refused");
    assert_eq!(refused.problem, SignInProblem::Untrusted);
}

#[tokio::test]
async fn a_new_key_is_asked_for_once_and_an_old_one_is_over() {
    let mut scene = Scene::new(CreationPolicy::Automatic).await;
    scene.sign_in(json!({})).await.expect("signed in");
    let old = std::mem::replace(&mut scene.key, Key::new("second"));
    let keys = json!({ "keys": [scene.key.public()] });
    scene.provider.set("/jwks", 200, keys);
    scene.sign_in(json!({})).await.expect("signed in by the new key");
    assert_eq!(scene.provider.count("/jwks"), 2, "asked once more");
    scene.sign_in(json!({})).await.expect("signed in");
    assert_eq!(scene.provider.count("/jwks"), 2, "and known from then on");
    scene.key = old;
    let refused = scene.sign_in(json!({})).await;
    assert_eq!(refused.expect_err("an old key"), SignInProblem::Untrusted);
    assert_eq!(scene.provider.count("/jwks"), 3, "once, not again and again");
}

#[tokio::test]
async fn an_answer_of_another_issuer_or_a_refusal_is_none() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    scene
        .provider
        .describe(&json!({ "authorization_response_iss_parameter_supported": true }));
    let sso = scene.installation.services.sso();
    let issuer = scene.provider.issuer();
    for (answer, problem) in [
        ("code=c".to_owned(), SignInProblem::Untrusted),
        (
            "code=c&iss=https%3A%2F%2Fevil.example".to_owned(),
            SignInProblem::Untrusted,
        ),
        (format!("code=c&code=d&iss={issuer}"), SignInProblem::Untrusted),
        (format!("iss={issuer}"), SignInProblem::Untrusted),
        (
            format!("error=access_denied&iss={issuer}"),
            SignInProblem::Refused,
        ),
    ] {
        let departure = scene.leave(None).await;
        let query = format!("{answer}&state={}", parameter(&departure, "state"));
        let refused = sso
            .finish("work", &query, Some(&departure.browser), None, ADDRESS)
            .await;
        assert_eq!(refused.expect_err("refused").problem, problem, "{answer}");
    }
    assert_eq!(scene.provider.count("/token"), 0);
}

#[tokio::test]
async fn a_provider_that_fails_is_said_to_fail() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let departure = scene.leave(None).await;
    scene
        .provider
        .set("/token", 401, json!({ "error": "invalid_client" }));
    let refused = scene.come_back(&departure, None).await.expect_err("refused");
    assert_eq!(refused.problem, SignInProblem::Unreachable);
    scene.installation.clock.advance(Duration::from_mins(10));
    scene
        .provider
        .describe(&json!({ "issuer": "https://evil.example" }));
    let sso = scene.installation.services.sso();
    let refused = sso.begin("work", "/", None, ADDRESS).await;
    assert_eq!(refused.expect_err("not the one"), SignInProblem::Unreachable);
    let unknown = sso.begin("play", "/", None, ADDRESS).await;
    assert_eq!(unknown.expect_err("there is none"), SignInProblem::NoProvider);
}

#[tokio::test]
async fn what_a_token_leaves_out_is_asked_for_and_is_about_the_same_person() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let said = |subject: &str| json!({ "sub": subject, "email": "eve@example.com", "email_verified": true, "groups": "ops" });
    for (subject, expected) in [
        ("eve-2", Err(SignInProblem::Untrusted)),
        ("eve-1", Ok("eve@example.com".to_owned())),
    ] {
        let departure = scene.leave(None).await;
        let mut claims = scene.claims(&departure);
        let members = claims.as_object_mut().expect("an object");
        for name in ["email", "email_verified", "groups"] {
            members.remove(name);
        }
        scene.provider.set("/userinfo", 200, said(subject));
        scene.answers_with(&scene.key.sign(&claims));
        let email = match scene.come_back(&departure, None).await {
            Ok(Arrival::SignedIn { caller, .. }) => Ok(caller.email),
            Ok(other) => panic!("not signed in: {other:?}"),
            Err(refused) => Err(refused.problem),
        };
        assert_eq!(email, expected);
    }
}

#[tokio::test]
async fn one_address_cannot_begin_without_end() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let sso = scene.installation.services.sso();
    for _ in 0..120 {
        sso.begin("work", "/", None, ADDRESS).await.expect("begins");
    }
    let refused = sso.begin("work", "/", None, ADDRESS).await;
    assert_eq!(refused.expect_err("too many"), SignInProblem::TooMany);
    scene.installation.clock.advance(Duration::from_mins(1));
    sso.begin("work", "/", None, ADDRESS).await.expect("begins");
}

//! Endpoints that are for single sign-on only.

use http::StatusCode;
use model::{
    CreationPolicy, EndpointAuth, EndpointId, EndpointInput, OidcProviderId, OidcProviderInput, Problem,
    SsoAccessInput, SsoReach, Visibility,
};
use serde_json::{Value, json};
use service::{Authorize, Caller, Error};
use url::{Url, form_urlencoded};

use super::scene::{ADDRESS, Scene};
use crate::support::{Client, endpoint, initialize_status, namespace};

const REDIRECT: &str = "https://app.example.com/cb";
const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";

/// An endpoint `closed` for some who sign in by single sign-on.
async fn close(scene: &Scene, sso: SsoAccessInput) -> EndpointId {
    let services = &scene.installation.services;
    let space = namespace("space", &[], Visibility::Public);
    let space = services
        .namespaces()
        .create(&scene.admin, space)
        .await
        .expect("made");
    let input = EndpointInput {
        auth: EndpointAuth::Sso,
        sso,
        ..endpoint("closed", space.id, Visibility::Public)
    };
    let made = services.endpoints().create(&scene.admin, input).await;
    made.expect("made").id
}

fn for_groups(groups: &str) -> SsoAccessInput {
    SsoAccessInput {
        groups: groups.to_owned(),
        ..SsoAccessInput::default()
    }
}

/// A program that people connect.
struct Program<'a> {
    scene: &'a Scene,
    id: String,
}

impl<'a> Program<'a> {
    async fn new(scene: &'a Scene) -> Self {
        let body = json!({ "client_name": "Editor", "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none" });
        let oauth = scene.installation.services.oauth();
        let registered = oauth.register(body.to_string().as_bytes(), ADDRESS).await;
        let id = registered.expect("registers")["client_id"].clone();
        Self {
            scene,
            id: id.as_str().expect("a text").to_owned(),
        }
    }

    /// What a browser gets in which somebody is signed in by this provider, or by password.
    async fn ask(&self, caller: Option<&Caller>, came_by: Option<OidcProviderId>, prompt: &str) -> Authorize {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.id)
            .append_pair("redirect_uri", REDIRECT)
            .append_pair("code_challenge", &challenge())
            .append_pair("code_challenge_method", "S256")
            .append_pair("resource", "https://mcp.example.com/metamcp/closed/mcp")
            .append_pair("prompt", prompt)
            .finish();
        let oauth = self.scene.installation.services.oauth();
        oauth.authorize(&query, caller, came_by).await
    }

    /// Somebody who came by the provider lets it in.
    async fn connect(&self, caller: &Caller) -> Value {
        let question = match self.ask(Some(caller), Some(self.scene.id), "").await {
            Authorize::Ask(question) => question,
            other => panic!("{other:?}"),
        };
        let oauth = self.scene.installation.services.oauth();
        let answer = oauth.decide(caller, &question, true).await.expect("answers");
        let code = parameter(&answer, "code").expect("a code");
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
        .expect("a token")
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Result<Value, String> {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.id)
            .extend_pairs(fields)
            .finish();
        let oauth = self.scene.installation.services.oauth();
        let answer = oauth.token(form.as_bytes(), None, ADDRESS).await;
        answer
            .map(|answer| serde_json::to_value(answer).expect("JSON"))
            .map_err(|error| error.problem.as_str().to_owned())
    }
}

fn challenge() -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    use sha2::{Digest, Sha256};
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

fn parameter(url: &str, name: &str) -> Option<String> {
    let url: Url = url.parse().expect("a URL");
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn refusal(answer: &Authorize) -> String {
    match answer {
        Authorize::Answer(url) => parameter(url, "error").expect("refused"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn who_leaves_the_group_is_out_at_once_and_back_with_it() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    close(&scene, for_groups("ops\nadmins")).await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    let program = Program::new(&scene).await;
    let answer = program.connect(&eve).await;
    let token = answer["access_token"].as_str().expect("a token");
    let gateway = &scene.installation.gateway;
    let session = Client::connect(gateway, "closed", token).await;
    assert!(session.tools().await.is_empty());
    scene
        .sign_in(json!({ "groups": ["dev"] }))
        .await
        .expect("signed in");
    assert_eq!(session.status("tools/list").await, StatusCode::FORBIDDEN);
    let refresh = [
        ("grant_type", "refresh_token"),
        (
            "refresh_token",
            answer["refresh_token"].as_str().expect("a token"),
        ),
    ];
    assert_eq!(program.token(&refresh).await, Err("invalid_grant".to_owned()));
    let asked = program.ask(Some(&eve), Some(scene.id), "").await;
    assert_eq!(refusal(&asked), "access_denied");
    scene
        .sign_in(json!({ "groups": ["admins"] }))
        .await
        .expect("signed in");
    assert_eq!(
        initialize_status(gateway, "closed", Some(token)).await,
        StatusCode::OK
    );
    assert!(program.token(&refresh).await.is_ok());
}

#[tokio::test]
async fn a_provider_that_is_off_or_unlinked_lets_nobody_in() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    close(&scene, SsoAccessInput::default()).await;
    let bob = scene.installation.person("bob", model::Role::Member).await;
    for subject in ["bob-1", "bob-2"] {
        scene.link(&bob, subject).await.expect("linked");
    }
    let program = Program::new(&scene).await;
    let answer = program.connect(&bob).await;
    let token = answer["access_token"].as_str().expect("a token");
    let status = async || initialize_status(&scene.installation.gateway, "closed", Some(token)).await;
    assert_eq!(status().await, StatusCode::OK);
    let sso = scene.installation.services.sso();
    for (enabled, expected) in [(false, StatusCode::FORBIDDEN), (true, StatusCode::OK)] {
        let input = OidcProviderInput {
            enabled,
            ..scene.form().await
        };
        sso.update(&scene.admin, scene.id, input).await.expect("changed");
        assert_eq!(status().await, expected, "enabled: {enabled}");
    }
    let (linked, _) = sso.linked(&bob).await.expect("listed");
    sso.unlink(&bob, linked[0].id).await.expect("unlinked");
    assert_eq!(status().await, StatusCode::OK, "the other account still counts");
    sso.delete(&scene.admin, scene.id).await.expect("deleted");
    assert_eq!(status().await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_client_is_connected_in_a_browser_that_came_by_a_provider() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let chosen = SsoAccessInput {
        reach: SsoReach::Chosen,
        providers: vec![scene.id],
        ..SsoAccessInput::default()
    };
    close(&scene, chosen).await;
    let eve = scene.sign_in(json!({})).await.expect("signed in");
    let program = Program::new(&scene).await;
    let other = super::scene::input("https://id.example.org");
    let other = OidcProviderInput {
        slug: "other".to_owned(),
        ..other
    };
    let sso = scene.installation.services.sso();
    let other = sso.create(&scene.admin, other).await.expect("created");
    // Nobody, by password, and by a provider that the endpoint does not name.
    for (caller, came_by) in [(None, None), (Some(&eve), None), (Some(&eve), Some(other))] {
        let asked = program.ask(caller, came_by, "").await;
        assert!(
            matches!(&asked, Authorize::SignIn(Some(name)) if name == "closed"),
            "{asked:?}"
        );
        assert_eq!(
            refusal(&program.ask(caller, came_by, "none").await),
            "login_required"
        );
    }
    let options = sso.options("closed").await.expect("known");
    let slugs: Vec<_> = options.providers.iter().map(|it| it.slug.as_str()).collect();
    assert_eq!((options.password, slugs), (false, vec!["work"]));
    assert_eq!(options.endpoint.as_deref(), Some("closed"));
    for elsewhere in ["", "nowhere"] {
        let options = sso.options(elsewhere).await.expect("known");
        assert!(options.password && options.providers.len() == 2 && options.endpoint.is_none());
    }
    program.connect(&eve).await;
}

#[tokio::test]
async fn the_page_says_whom_it_admits_and_a_file_says_the_same() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let chosen = SsoAccessInput {
        reach: SsoReach::Chosen,
        providers: vec![scene.id],
        groups: "ops".to_owned(),
    };
    let id = close(&scene, chosen).await;
    scene.sign_in(json!({})).await.expect("signed in");
    let services = &scene.installation.services;
    let view = services.endpoints().get(&scene.admin, id).await.expect("there");
    let sso = view.sso.clone().expect("for single sign-on only");
    assert_eq!((sso.providers, sso.people), (vec!["Work".to_owned()], 1));
    assert_eq!(view.auth, EndpointAuth::Sso);

    let transfer = services.transfer();
    let exported = transfer.export(&scene.admin).await.expect("exported");
    let declared = serde_json::to_value(&exported.endpoints["closed"]).expect("JSON");
    assert_eq!(declared["auth"], "sso");
    assert_eq!(
        declared["sso"],
        json!({ "providers": ["work"], "groups": ["ops"] })
    );
    let plan = transfer.plan(&scene.admin, &exported).await.expect("fits");
    assert!(plan.changes.is_empty(), "{:?}", plan.changes);

    // Another way in takes the rest along.
    let by_key = EndpointInput {
        auth: EndpointAuth::ApiKey,
        ..view.to_input()
    };
    let view = services.endpoints().update(&scene.admin, id, by_key).await;
    assert_eq!(view.expect("changed").sso, None);
}

#[tokio::test]
async fn what_does_not_fit_is_named() {
    let scene = Scene::new(CreationPolicy::Automatic).await;
    let id = close(&scene, SsoAccessInput::default()).await;
    let services = &scene.installation.services;
    let view = services.endpoints().get(&scene.admin, id).await.expect("there");
    let gone = OidcProviderId::from_uuid(uuid::Uuid::from_u128(1));
    let input = EndpointInput {
        sso: SsoAccessInput {
            reach: SsoReach::Chosen,
            providers: vec![gone],
            ..SsoAccessInput::default()
        },
        ..view.to_input()
    };
    let refused = services.endpoints().update(&scene.admin, id, input).await;
    let Err(Error::Invalid(errors)) = refused else {
        panic!("{refused:?}");
    };
    let name = gone.to_string();
    assert_eq!(errors.get("sso.providers"), [Problem::Missing { name }]);

    let cases = [
        (
            json!({ "auth": "api_key", "sso": {} }),
            "endpoints.closed.sso",
            Problem::NeedsSso,
        ),
        (
            json!({ "auth": "none", "sso": {} }),
            "endpoints.closed.sso",
            Problem::NeedsSso,
        ),
        (
            json!({ "auth": "sso", "sso": { "providers": ["nowhere"] } }),
            "endpoints.closed.sso.providers",
            Problem::Missing {
                name: "nowhere".to_owned(),
            },
        ),
        (
            json!({ "auth": "sso", "sso": { "providers": [] } }),
            "endpoints.closed.sso.providers",
            Problem::Required,
        ),
    ];
    for (mut declared, path, problem) in cases {
        declared["namespace"] = json!("space");
        let declaration = json!({ "endpoints": { "closed": declared } });
        let declaration = serde_json::from_value(declaration).expect("a declaration");
        let refused = services.transfer().plan(&scene.admin, &declaration).await;
        let Err(Error::Invalid(errors)) = refused else {
            panic!("{path}: nothing is wrong");
        };
        assert_eq!(errors.get(path), [problem], "{path}");
    }
}

//! The way to an authorization server and back, and who may go it.

use std::time::Duration;

use model::{ApiKeyInput, KeyLimitsInput, OauthInput, ReconnectReason, Role, ServerInput, Visibility};
use service::Error;

use super::scene::{Scene, error_of, is_result, until};
use crate::support::remote;

#[tokio::test]
async fn one_sign_in_serves_everybody() {
    let scene = Scene::new("shared").await;
    let bob = scene.installation.member().await;
    let client = scene.client(&bob).await;
    let before = client.call("files__echo").await;
    let page = format!("https://mcp.example.com/servers/{}?connect#sign-in", scene.server);
    assert!(error_of(&before).contains(&page), "{before}");
    assert_eq!(before["error"]["data"]["connectUrl"], page);
    assert_eq!(scene.grant(&scene.ada).await, None);

    let sign_ins = scene.installation.services.sign_ins();
    assert!(matches!(
        sign_ins.connect(&bob, scene.server).await,
        Err(Error::Forbidden)
    ));
    scene.connect(&scene.ada, "ada").await;
    assert!(is_result(&client.call("files__echo").await));
    assert_eq!(scene.upstream.callers(), ["ada"]);
    let grant = scene.grant(&bob).await.expect("connected");
    assert_eq!(
        (grant.issuer, grant.scopes),
        (scene.upstream.issuer(), "read".to_owned())
    );
    assert!(grant.is_renewed && grant.reason.is_none());

    sign_ins
        .disconnect(&scene.ada, scene.server)
        .await
        .expect("there");
    assert!(error_of(&client.call("files__echo").await).contains("nobody has connected"));
}

#[tokio::test]
async fn each_person_calls_in_their_own_name_and_no_other() {
    let scene = Scene::new("person").await;
    let bob = scene.installation.member().await;
    let (of_ada, of_bob) = (scene.client(&scene.ada).await, scene.client(&bob).await);
    scene.connect(&scene.ada, "ada at files").await;
    assert!(is_result(&of_ada.call("files__echo").await));
    let refused = of_bob.call("files__echo").await;
    assert!(error_of(&refused).contains("you have not connected"), "{refused}");
    assert!(
        of_bob.tools().await.contains(&"files__echo".to_owned()),
        "listed as stored"
    );

    scene.connect(&bob, "bob at files").await;
    assert_eq!(
        scene.upstream.registrations(),
        1,
        "one client of one authorization server"
    );
    for client in [&of_bob, &of_ada, &of_bob] {
        assert!(is_result(&client.call("files__echo").await));
    }
    assert_eq!(
        scene.upstream.callers(),
        ["ada at files", "bob at files", "ada at files", "bob at files"]
    );
    let sign_ins = scene.installation.services.sign_ins();
    let view = sign_ins.view(&scene.ada, scene.server).await.expect("a view");
    assert_eq!(view.expect("there").people, Some(2));
    sign_ins.disconnect(&bob, scene.server).await.expect("his");
    assert!(!is_result(&of_bob.call("files__echo").await));
    assert!(is_result(&of_ada.call("files__echo").await));
}

#[tokio::test]
async fn a_key_of_some_tools_signs_in_as_its_owner() {
    let scene = Scene::new("person").await;
    scene.connect(&scene.ada, "ada at files").await;
    let input = ApiKeyInput {
        limits: KeyLimitsInput {
            tools: "files__echo".to_owned(),
            ..KeyLimitsInput::default()
        },
        ..ApiKeyInput::unlimited("ci", Visibility::Private)
    };
    let client = scene.client_with(&scene.ada, input).await;
    assert!(is_result(&client.call("files__echo").await));
    assert_eq!(scene.upstream.callers(), ["ada at files"]);
}

#[tokio::test]
async fn who_only_looks_connects_nothing_and_strangers_see_nothing() {
    let scene = Scene::new("person").await;
    let sign_ins = scene.installation.services.sign_ins();
    let viewer = scene.installation.person("eve", Role::Viewer).await;
    let refused = sign_ins.connect(&viewer, scene.server).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let view = sign_ins.view(&viewer, scene.server).await.expect("a view");
    let view = view.expect("the server wants a sign-in");
    assert!(!view.may_connect && view.people.is_none());
    let nothing = sign_ins.disconnect(&scene.ada, scene.server).await;
    assert!(matches!(nothing, Err(Error::NotFound)), "{nothing:?}");
    let unknown = sign_ins.connect(&scene.ada, uuid::Uuid::nil().into()).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
}

#[tokio::test]
async fn an_answer_is_good_once_for_whoever_asked_in_time() {
    let scene = Scene::new("person").await;
    let bob = scene.installation.member().await;
    let sign_ins = scene.installation.services.sign_ins();
    let answer = async || {
        let url = sign_ins.connect(&bob, scene.server).await.expect("a way");
        scene.upstream.agree(&url, "bob").expect("sound")
    };
    let refused = async |caller, query: &str| {
        let refused = sign_ins.finish(caller, query).await;
        assert!(matches!(refused, Err(Error::Upstream(_))), "{query}: {refused:?}");
    };
    refused(&scene.ada, &answer().await).await;
    let elsewhere = answer().await.replace("%2Fid", "%2Fother");
    refused(&bob, &elsewhere).await;
    let unnamed = answer().await;
    refused(&bob, unnamed.split("&iss=").next().expect("a part")).await;
    let late = answer().await;
    scene.advance(Duration::from_mins(10));
    refused(&bob, &late).await;
    refused(&bob, "state=x&code=y").await;
    let denied = answer().await.replace("code=", "error=access_denied&x=");
    refused(&bob, &denied).await;
    assert_eq!(scene.grant(&bob).await, None);
    let good = answer().await;
    sign_ins.finish(&bob, &good).await.expect("connected");
    refused(&bob, &good).await;
}

#[tokio::test]
async fn a_token_never_goes_to_another_url() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let servers = scene.installation.services.servers();
    let view = servers.get(&scene.ada, scene.server).await.expect("there");
    let elsewhere = testkit::sign_in::SignInServer::start()
        .await
        .expect("a free port");
    let moved = ServerInput {
        url: elsewhere.url(),
        ..view.to_input()
    };
    servers
        .update(&scene.ada, scene.server, moved)
        .await
        .expect("moved");
    assert_eq!(scene.grant(&scene.ada).await, None);
    let client = scene.client(&scene.ada).await;
    assert!(error_of(&client.call("files__echo").await).contains("nobody has connected"));
    assert!(elsewhere.callers().is_empty());
}

#[tokio::test]
async fn a_server_that_wants_more_is_connected_again_with_all_of_it() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let client = scene.client(&scene.ada).await;
    scene.upstream.require_scope("write");
    assert!(error_of(&client.call("files__echo").await).contains("wants more"));
    let grant = scene.grant(&scene.ada).await.expect("there");
    assert_eq!(grant.reason, Some(ReconnectReason::Scopes));
    scene.connect(&scene.ada, "ada").await;
    assert!(is_result(&client.call("files__echo").await));
    let grant = scene.grant(&scene.ada).await.expect("there");
    assert_eq!((&*grant.scopes, grant.reason), ("read write", None));
}

#[tokio::test]
async fn the_list_of_a_server_comes_with_whoever_connects_it_first() {
    let scene = Scene::new("person").await;
    let services = &scene.installation.services;
    let input = ServerInput {
        url: scene.upstream.url(),
        oauth: OauthInput {
            sharing: "person".to_owned(),
            ..OauthInput::default()
        },
        ..remote("other", Visibility::Public)
    };
    let other = services
        .servers()
        .create(&scene.ada, input)
        .await
        .expect("made")
        .id;
    let url = services
        .sign_ins()
        .connect(&scene.ada, other)
        .await
        .expect("a way");
    let query = scene.upstream.agree(&url, "ada").expect("sound");
    services
        .sign_ins()
        .finish(&scene.ada, &query)
        .await
        .expect("connected");
    until("listed", async || {
        let tools = services.servers().tools(&scene.ada, other).await.expect("tools");
        tools.iter().any(|tool| tool.name == "add")
    })
    .await;
}

#[tokio::test]
async fn nothing_of_a_sign_in_can_be_read_in_the_database() {
    let scene = Scene::new("shared").await;
    scene.connect(&scene.ada, "ada").await;
    let raw = scene.installation.raw_database();
    for secret in ["access-", "refresh-", "secret-1"] {
        let found = raw
            .windows(secret.len())
            .any(|window| window == secret.as_bytes());
        assert!(!found, "{secret}");
    }
}

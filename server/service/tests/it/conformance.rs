//! Checks of conformance at endpoints of this installation.

use std::time::Duration;

use model::{
    Check, ConformanceView, EndpointAuth, EndpointId, EndpointInput, Era, Role, Verdict, VerdictCount,
    Visibility,
};
use service::{Caller, Error, Services};

use crate::support::{Installation, endpoint, namespace, stdio};

const KEPT: usize = 10;

/// A server with tools and a prompt behind an endpoint of Bob's.
async fn furnished(installation: &Installation, auth: EndpointAuth) -> (Caller, EndpointId) {
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let services = &installation.services;
    let script = installation.script("clock", &["now", "then"]);
    script.set_prompts(&["ask"]);
    let server = stdio("clock", &script.command_line(), Visibility::Public);
    let server = services.servers().create(&ada, server).await.expect("created").id;
    services.servers().refresh(&ada, server).await.expect("answers");
    let space = namespace("bobs", &[server], Visibility::Private);
    let space = services
        .namespaces()
        .create(&bob, space)
        .await
        .expect("created")
        .id;
    let input = EndpointInput {
        auth,
        ..endpoint("bobs", space, Visibility::Private)
    };
    let endpoint = services
        .endpoints()
        .create(&bob, input)
        .await
        .expect("created")
        .id;
    (bob, endpoint)
}

async fn checked(services: &Services, caller: &Caller, endpoint: EndpointId) -> ConformanceView {
    let conformance = services.conformance();
    let run = conformance.run(caller, endpoint).await.expect("checked");
    let view = conformance.view(caller, endpoint, Some(run)).await.expect("kept");
    assert_eq!(view.shown, Some(run));
    view
}

fn verdict(view: &ConformanceView, check: Check) -> Verdict {
    let found = view.results.iter().find(|it| it.check == check);
    found.expect("tried").verdict
}

#[tokio::test]
async fn an_endpoint_of_ours_is_as_good_as_its_server() {
    for (auth, challenge, metadata) in [
        (EndpointAuth::ApiKey, Verdict::Good, Verdict::Skipped),
        // This gateway has no URL of its own to point at.
        (EndpointAuth::ApiKeyOrOauth, Verdict::Good, Verdict::Skipped),
        (EndpointAuth::None, Verdict::Skipped, Verdict::Skipped),
    ] {
        let installation = Installation::new().await;
        let (bob, endpoint) = furnished(&installation, auth).await;
        let view = checked(&installation.services, &bob, endpoint).await;
        let bad = view.results.iter().filter(|it| it.verdict == Verdict::Bad);
        let bad: Vec<_> = bad.map(|it| (it.era, it.check)).collect();
        // The script answers whatever it is asked, and methods that nobody knows go to it.
        let of_script = [Era::Sessions, Era::Stateless].map(|era| (era, Check::UnknownMethod));
        assert_eq!(bad, of_script, "{auth:?}: {:#?}", view.results);
        assert!(VerdictCount::of(&view.results).good > 30, "{:#?}", view.results);
        for (check, expected) in [
            (Check::Challenge, challenge),
            (Check::WrongCredential, challenge),
            (Check::ResourceMetadata, metadata),
            (Check::Discover, Verdict::Good),
            (Check::ToolSchemas, Verdict::Good),
            (Check::PromptsList, Verdict::Good),
            (Check::Deletion, Verdict::Good),
        ] {
            assert_eq!(verdict(&view, check), expected, "{auth:?} {check:?}");
        }
        // Nothing of it stays open.
        assert_eq!(installation.gateway.sessions(endpoint), 0);
    }
}

#[tokio::test]
async fn the_latest_runs_are_kept_with_who_asked() {
    let installation = Installation::new().await;
    let services = &installation.services;
    let (bob, endpoint) = furnished(&installation, EndpointAuth::ApiKey).await;
    let before = services
        .conformance()
        .view(&bob, endpoint, None)
        .await
        .expect("told");
    assert_eq!(
        (before.runs.len(), before.shown, before.results.len()),
        (0, None, 0)
    );
    let first = checked(services, &bob, endpoint).await.shown.expect("run");
    let act = installation.last_act().await.expect("an act").record;
    assert_eq!(
        (act.act.as_str(), act.things[0].name.as_str()),
        ("endpoints.check", "bobs")
    );
    for _ in 0..KEPT {
        installation.clock.advance(Duration::from_secs(1));
        checked(services, &bob, endpoint).await;
    }
    let view = services
        .conformance()
        .view(&bob, endpoint, None)
        .await
        .expect("told");
    assert_eq!(view.runs.len(), KEPT);
    assert_eq!(view.shown, Some(view.runs[0].id));
    assert_eq!(view.runs[0].by, bob.name);
    let gone = services.conformance().view(&bob, endpoint, Some(first)).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
}

#[tokio::test]
async fn who_may_change_the_endpoint_may_check_it() {
    let installation = Installation::new().await;
    let conformance = installation.services.conformance();
    let (_, endpoint) = furnished(&installation, EndpointAuth::ApiKey).await;
    let eve = installation.person("eve", Role::Member).await;
    let refused = conformance.run(&eve, endpoint).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let refused = conformance.view(&eve, endpoint, None).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let viewer = installation.person("vic", Role::Viewer).await;
    let refused = conformance.run(&viewer, endpoint).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
}

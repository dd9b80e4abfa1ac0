//! Recordings of what passes.

use model::{RecordingId, Role, Visibility, WireFilter, WireKind, WirePage, WireSide};
use service::{Caller, Error, Services};

use crate::support::{Client, Installation, endpoint, namespace, stdio, until};

/// A server with one tool, given a secret, behind an endpoint of Bob's, and a key of his.
async fn furnished(installation: &Installation, ada: &Caller, bob: &Caller) -> (model::EndpointId, String) {
    let services = &installation.services;
    let script = installation.script("clock", &["now"]);
    let mut server = stdio("clock", &script.command_line(), Visibility::Public);
    "CLOCK_TOKEN=tick-tock-secret".clone_into(&mut server.env);
    let server = services.servers().create(ada, server).await.expect("created").id;
    services.servers().refresh(ada, server).await.expect("answers");
    let space = namespace("bobs", &[server], Visibility::Private);
    let space = services
        .namespaces()
        .create(bob, space)
        .await
        .expect("created")
        .id;
    let input = endpoint("bobs", space, Visibility::Private);
    let endpoint = services.endpoints().create(bob, input).await.expect("created").id;
    let key = installation.key(bob, "k", Visibility::Private).await;
    (endpoint, key)
}

fn entries(services: &Services, caller: &Caller, id: RecordingId, filter: &WireFilter) -> WirePage {
    services.wires().entries(caller, id, None, filter).expect("read")
}

#[tokio::test]
async fn what_passes_is_recorded_on_both_sides_without_secrets() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let services = &installation.services;
    let (endpoint, key) = furnished(&installation, &ada, &bob).await;
    let id = services
        .wires()
        .begin(&bob, endpoint, None)
        .await
        .expect("begins");
    let client = Client::connect(&installation.gateway, "bobs", &key).await;
    client.call("clock__now").await;
    let all = WireFilter::default();
    until("the call is over", async || {
        let page = entries(services, &bob, id, &all);
        page.entries.iter().any(|it| matches!(it.kind, WireKind::Call(_)))
    })
    .await;
    let page = entries(services, &bob, id, &all);
    let of_server = page.entries.iter().filter(|it| it.side == WireSide::Server);
    let sent = of_server.clone().find(|it| {
        it.is_forth
            && it.message.as_ref().is_some_and(|message| {
                message.method.as_deref() == Some("tools/call") && message.name.as_deref() == Some("now")
            })
    });
    let sent = sent.expect("the server was asked");
    assert!(
        sent.rewritten.contains(&"/params/name".to_owned()),
        "{:?}",
        sent.rewritten
    );
    assert_eq!(sent.server.as_ref().expect("a server").name, "clock");
    let asked = page
        .entries
        .iter()
        .find(|it| it.side == WireSide::Client && it.is_forth && it.exchange == sent.exchange);
    let asked = asked.expect("the client asked");
    assert!(asked.headers.iter().any(|(name, _)| name == "authorization"));
    let whole = serde_json::to_string(&page).expect("JSON");
    let session = client.session();
    for secret in [key.as_str(), "tick-tock-secret", session] {
        assert!(!whole.contains(secret), "{secret} in {whole}");
    }

    // What somebody looks for is found, and what does not fit is left out.
    let only = |filter: WireFilter| {
        let page = services.wires().entries(&bob, id, None, &filter);
        page.expect("read").entries
    };
    let filter = WireFilter {
        exchange: sent.exchange,
        ..WireFilter::default()
    };
    assert!(only(filter).iter().all(|it| it.exchange == sent.exchange));
    let filter = WireFilter {
        side: Some(WireSide::Server),
        text: "CLOCK".to_owned(),
        ..WireFilter::default()
    };
    assert!(!only(filter).is_empty());
    let filter = WireFilter {
        errors: true,
        ..WireFilter::default()
    };
    assert!(only(filter).is_empty());
    let entry = services.wires().entry(&bob, id, sent.n).expect("there");
    assert_eq!(entry.n, sent.n);
    let exported = services.wires().export(&bob, id).expect("there");
    assert!(exported.entries.len() >= page.entries.len());

    // Nothing more is recorded once it is over.
    services.wires().stop(&bob, id).expect("stops");
    until("it is over", async || {
        !entries(services, &bob, id, &all).recording.is_running
    })
    .await;
    let before = entries(services, &bob, id, &all).recording.entries;
    client.call("clock__now").await;
    assert_eq!(entries(services, &bob, id, &all).recording.entries, before);
    services.wires().remove(&bob, id).expect("goes");
    assert!(services.wires().list(&bob).expect("listed").is_empty());
}

#[tokio::test]
async fn a_recording_is_its_makers_alone() {
    let installation = Installation::new().await;
    let (services, bob, ada) = (
        &installation.services,
        installation.member().await,
        installation.admin().await,
    );
    let eve = installation.person("eve", Role::Member).await;
    let (endpoint, key) = furnished(&installation, &ada, &bob).await;
    let refused = services.wires().begin(&eve, endpoint, None).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    let bad = services.wires().begin(&bob, endpoint, Some("not a handle")).await;
    assert!(matches!(bad, Err(Error::NotFound)), "{bad:?}");
    let id = services
        .wires()
        .begin(&bob, endpoint, None)
        .await
        .expect("begins");
    Client::connect(&installation.gateway, "bobs", &key).await;
    let all = WireFilter::default();
    for other in [&eve, &ada] {
        let wires = services.wires();
        assert!(wires.list(other).expect("listed").is_empty());
        assert!(matches!(
            wires.entries(other, id, None, &all),
            Err(Error::NotFound)
        ));
        assert!(matches!(wires.entry(other, id, 1), Err(Error::NotFound)));
        assert!(matches!(wires.export(other, id), Err(Error::NotFound)));
        assert!(matches!(wires.stop(other, id), Err(Error::NotFound)));
        assert!(matches!(wires.remove(other, id), Err(Error::NotFound)));
    }
    // One person's recordings are bounded: the oldest makes room.
    for _ in 0..8 {
        services
            .wires()
            .begin(&bob, endpoint, None)
            .await
            .expect("begins");
    }
    let own = services.wires().list(&bob).expect("listed");
    assert!(own.len() == 8 && own.iter().all(|it| it.id != id), "{own:?}");
}

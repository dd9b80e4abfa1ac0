//! What waits for somebody.

use model::{NeedsView, OauthInput, OauthSharing, Role, ServerInput, Visibility};
use service::{AuditOptions, Caller, Services};

use crate::support::{Installation, endpoint, namespace, remote};

async fn needs(services: &Services, caller: &Caller) -> NeedsView {
    services.overview().needs(caller).await.expect("told")
}

fn signed_in_to(name: &str, sharing: OauthSharing) -> ServerInput {
    ServerInput {
        oauth: OauthInput {
            sharing: sharing.as_str().to_owned(),
            ..OauthInput::default()
        },
        ..remote(name, Visibility::Private)
    }
}

#[tokio::test]
async fn whoever_can_settle_it_is_told_and_nobody_else() {
    let installation = Installation::new().await;
    let services = &installation.services;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let eve = installation.person("eve", Role::Member).await;
    assert_eq!(
        needs(services, &bob).await,
        NeedsView {
            is_audited: true,
            ..NeedsView::default()
        }
    );
    for input in [
        signed_in_to("shared", OauthSharing::Shared),
        signed_in_to("mine", OauthSharing::Person),
    ] {
        services.servers().create(&bob, input).await.expect("created");
    }
    let space = namespace("bobs", &[], Visibility::Private);
    let space = services.namespaces().create(&bob, space).await.expect("created");
    let door = endpoint("bobs", space.id, Visibility::Private);
    let door = services.endpoints().create(&bob, door).await.expect("created");
    let recording = services.wires().begin(&bob, door.id, None).await.expect("begins");

    let of_bob = needs(services, &bob).await;
    let names: Vec<_> = of_bob.sign_ins.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        ["shared"],
        "what is used in one's own name is connected when it is used"
    );
    assert_eq!(of_bob.recordings, 1);
    let of_eve = needs(services, &eve).await;
    assert!(of_eve.sign_ins.is_empty(), "{of_eve:?}");
    for other in [&eve, &ada] {
        assert_eq!(needs(services, other).await.recordings, 0);
    }

    services.wires().stop(&bob, recording).expect("stops");
    assert_eq!(needs(services, &bob).await.recordings, 0);
}

#[tokio::test]
async fn an_audit_that_is_off_is_told() {
    let options = AuditOptions {
        is_on: false,
        ..AuditOptions::default()
    };
    let installation = Installation::with_audit(store::testing::sqlite().await, options).await;
    let ada = installation.admin().await;
    assert!(!needs(&installation.services, &ada).await.is_audited);
}

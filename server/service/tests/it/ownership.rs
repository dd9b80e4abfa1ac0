//! Things get another owner, and what hangs on them is not torn.

use http::StatusCode;
use model::{
    Consequences, EndpointId, HandOverInput, NamespaceId, OwnedThing, Recipient, Role, Thing, ThingKind,
    UserId, Visibility,
};
use service::{Caller, Conflict, Error};
use store::testing::TestDatabase;

use crate::support::{Client, Installation, endpoint, namespace, remote};

store::db_tests!(
    what_would_break_is_named_and_comes_along_when_asked,
    what_a_thing_uses_comes_along_too,
    what_others_made_of_it_is_in_the_way,
    names_that_the_recipient_has_already_are_named,
    keys_that_would_be_locked_out_are_named,
    things_go_to_whom_one_may_give_them,
);

fn to(recipient: Recipient, along: bool) -> HandOverInput {
    HandOverInput {
        to: recipient.to_string(),
        along,
    }
}

fn named(kind: ThingKind, name: &str) -> OwnedThing {
    OwnedThing {
        kind,
        name: name.to_owned(),
    }
}

async fn consequences(
    installation: &Installation,
    caller: &Caller,
    thing: Thing,
    recipient: Recipient,
) -> Consequences {
    let ownership = installation.services.ownership();
    let found = ownership.consequences(caller, thing, &to(recipient, false)).await;
    found.expect("may be asked")
}

async fn visibility_of(installation: &Installation, caller: &Caller, id: NamespaceId) -> Visibility {
    let detail = installation.services.namespaces().get(caller, id).await;
    detail.expect("visible").namespace.visibility
}

async fn what_would_break_is_named_and_comes_along_when_asked(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let things = installation.furnish(&bob, "lab", Visibility::Team(team)).await;
    let server = Thing::Server(things.server);
    let found = consequences(&installation, &bob, server, Recipient::Oneself).await;
    let expected = [
        named(ThingKind::Namespace, "lab"),
        named(ThingKind::Endpoint, "lab"),
    ];
    assert_eq!(found.along, expected);
    let ownership = installation.services.ownership();
    let alone = ownership
        .hand_over(&bob, server, to(Recipient::Oneself, false))
        .await;
    assert!(
        matches!(&alone, Err(Error::Conflict(Conflict::LeftBehind { things })) if *things == expected),
        "{alone:?}"
    );
    ownership
        .hand_over(&bob, server, to(Recipient::Oneself, true))
        .await
        .expect("all of it");
    let now = visibility_of(&installation, &bob, things.namespace).await;
    assert_eq!(now, Visibility::Private);
    ownership
        .hand_over(&bob, server, to(Recipient::Oneself, false))
        .await
        .expect("nothing to do");
}

async fn what_a_thing_uses_comes_along_too(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    let things = installation.furnish(&ada, "lab", Visibility::Private).await;
    let published = Thing::Endpoint(things.endpoint);
    let found = consequences(&installation, &ada, published, Recipient::Public).await;
    let expected = [
        named(ThingKind::Server, "lab"),
        named(ThingKind::Namespace, "lab"),
    ];
    assert_eq!(found.along, expected);
    let ownership = installation.services.ownership();
    ownership
        .hand_over(&ada, published, to(Recipient::Public, true))
        .await
        .expect("all of it");
    let bob = installation.member().await;
    let now = visibility_of(&installation, &bob, things.namespace).await;
    assert_eq!(now, Visibility::Public);
}

async fn what_others_made_of_it_is_in_the_way(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let carol = installation.person("carol", Role::Member).await;
    let carol = installation.put_into(team, &carol, false).await;
    let services = &installation.services;
    let server = services
        .servers()
        .create(&bob, remote("time", Visibility::Team(team)))
        .await
        .expect("made");
    let carols = namespace("carols", &[server.id], Visibility::Private);
    let carols = services.namespaces().create(&carol, carols).await.expect("made");
    let thing = Thing::Server(server.id);
    let found = consequences(&installation, &bob, thing, Recipient::Oneself).await;
    assert_eq!((found.hidden, found.along.len()), (1, 0), "her name is not told");
    let ownership = services.ownership();
    let refused = ownership
        .hand_over(&bob, thing, to(Recipient::Oneself, true))
        .await;
    assert!(
        matches!(&refused, Err(Error::Conflict(Conflict::InTheWay { things, hidden: 1 })) if things.is_empty()),
        "{refused:?}"
    );
    // An administrator sees it and may take it along.
    let ada = installation.admin().await;
    let to_bob = Recipient::Person(bob.user_id);
    let found = consequences(&installation, &ada, thing, to_bob).await;
    assert_eq!(found.along, [named(ThingKind::Namespace, "carols")]);
    // What is public can be used by everybody.
    let found = consequences(&installation, &ada, thing, Recipient::Public).await;
    assert!(found.is_simple(), "{found:?}");
    assert_eq!(
        visibility_of(&installation, &carol, carols.id).await,
        Visibility::Private
    );
}

async fn names_that_the_recipient_has_already_are_named(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let services = &installation.services;
    let mut ids = Vec::new();
    for visibility in [Visibility::Private, Visibility::Team(team)] {
        let server = remote("time", visibility);
        ids.push(services.servers().create(&bob, server).await.expect("made").id);
    }
    let thing = Thing::Server(ids[0]);
    let to_team = Recipient::Team(team);
    let found = consequences(&installation, &bob, thing, to_team).await;
    assert_eq!(found.taken, [named(ThingKind::Server, "time")]);
    let refused = services
        .ownership()
        .hand_over(&bob, thing, to(to_team, true))
        .await;
    assert!(
        matches!(&refused, Err(Error::Conflict(Conflict::NamesTaken { .. }))),
        "{refused:?}"
    );
}

async fn keys_that_would_be_locked_out_are_named(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let team = installation.team("Lab").await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let ours = Visibility::Team(team);
    let things = installation.furnish(&bob, "lab", ours).await;
    let teams_key = installation.key(&bob, "teams", ours).await;
    let bobs_key = installation.key(&bob, "bobs", Visibility::Private).await;
    let gateway = &installation.gateway;
    let (by_team, by_bob) = (
        Client::connect(gateway, "lab", &teams_key).await,
        Client::connect(gateway, "lab", &bobs_key).await,
    );
    let thing = Thing::Endpoint(things.endpoint);
    let found = consequences(&installation, &bob, thing, Recipient::Oneself).await;
    assert_eq!(found.locked_out, [named(ThingKind::ApiKey, "teams")]);
    assert!(found.is_simple(), "his endpoint may publish the team's namespace");
    let ownership = installation.services.ownership();
    ownership
        .hand_over(&bob, thing, to(Recipient::Oneself, false))
        .await
        .expect("given");
    assert_eq!(by_team.status("ping").await, StatusCode::FORBIDDEN);
    assert_eq!(by_bob.status("ping").await, StatusCode::OK);
}

async fn things_go_to_whom_one_may_give_them(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (team, other) = (installation.team("Lab").await, installation.team("Shop").await);
    let ada = installation.admin().await;
    let bob = installation
        .put_into(team, &installation.member().await, false)
        .await;
    let vera = installation.person("vera", Role::Viewer).await;
    let things = installation.furnish(&bob, "lab", Visibility::Private).await;
    let thing = Thing::Namespace(things.namespace);
    let ownership = installation.services.ownership();
    let view = ownership.get(&bob, thing).await.expect("his");
    assert!(!view.may_publish && !view.may_keep && view.people.is_empty());
    assert_eq!(view.teams.iter().map(|team| team.id).collect::<Vec<_>>(), [team]);
    for refused in [
        Recipient::Public,
        Recipient::Team(other),
        Recipient::Person(ada.user_id),
    ] {
        let answer = ownership.hand_over(&bob, thing, to(refused, true)).await;
        assert!(
            matches!(answer, Err(Error::Forbidden | Error::Invalid(_))),
            "{refused:?}: {answer:?}"
        );
    }
    let view = ownership
        .get(&ada, thing)
        .await
        .expect("everything is an administrator's");
    assert!(view.may_publish && view.may_keep);
    assert_eq!(view.owner.as_deref(), Some("bob"));
    let people: Vec<UserId> = view.people.iter().map(|person| person.id).collect();
    assert_eq!(people, [] as [UserId; 0], "Bob has it, and Vera keeps nothing");
    let to_vera = to(Recipient::Person(vera.user_id), true);
    let refused = ownership.hand_over(&ada, thing, to_vera).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let own = endpoint("own", things.namespace, Visibility::Private);
    let own: EndpointId = installation
        .services
        .endpoints()
        .create(&bob, own)
        .await
        .expect("made")
        .id;
    ownership
        .hand_over(&ada, Thing::Endpoint(own), to(Recipient::Oneself, true))
        .await
        .expect("an administrator takes it");
    let now = visibility_of(&installation, &ada, things.namespace).await;
    assert_eq!(now, Visibility::Private);
    let bob = installation.now(bob.user_id).await;
    let gone = ownership.get(&bob, thing).await;
    assert!(matches!(gone, Err(Error::NotFound)), "it came along: {gone:?}");
}

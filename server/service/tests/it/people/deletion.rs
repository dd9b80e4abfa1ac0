//! Deleting people, and what becomes of what they own.

use http::StatusCode;
use model::{
    ApiKeyInput, Belongings, DeleteUserInput, OwnedThing, Role, ServerId, ThingKind, UserId, Visibility,
};
use service::{Caller, Conflict, Error};
use store::testing::TestDatabase;

use super::detail;
use crate::support::{Client, Installation, endpoint, initialize_status, namespace, remote};

store::db_tests!(
    things_are_handed_over_and_keys_end,
    names_that_the_heir_has_already_are_named_and_nothing_happens,
    everything_goes_with_a_person,
    nobody_deletes_themselves,
    heirs_are_people_who_may_keep_things,
);

/// One of everything, private to somebody; gives the server and the key.
async fn furnish(installation: &Installation, owner: &Caller, name: &str) -> (ServerId, String) {
    let services = &installation.services;
    let server = services
        .servers()
        .create(owner, remote(name, Visibility::Private))
        .await
        .expect("made");
    let space = services
        .namespaces()
        .create(owner, namespace(name, &[server.id], Visibility::Private))
        .await
        .expect("made");
    let published = endpoint(&format!("{name}-url"), space.id, Visibility::Private);
    services.endpoints().create(owner, published).await.expect("made");
    let key = ApiKeyInput {
        name: name.to_owned(),
        visibility: Visibility::Private,
        ..ApiKeyInput::default()
    };
    let key = services.api_keys().create(owner, key).await.expect("made");
    (server.id, key.key)
}

fn hand_over(heir: UserId) -> DeleteUserInput {
    DeleteUserInput {
        belongings: Belongings::HandOver,
        heir: heir.to_string(),
    }
}

fn delete_all() -> DeleteUserInput {
    DeleteUserInput {
        belongings: Belongings::Delete,
        heir: String::new(),
    }
}

fn thing(kind: ThingKind, name: &str) -> OwnedThing {
    OwnedThing {
        kind,
        name: name.to_owned(),
    }
}

async fn things_are_handed_over_and_keys_end(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let (server, key) = furnish(&installation, &bob, "lab").await;
    installation.sign_in(&bob).await;
    let owned = [
        thing(ThingKind::Server, "lab"),
        thing(ThingKind::Namespace, "lab"),
        thing(ThingKind::Endpoint, "lab-url"),
        thing(ThingKind::ApiKey, "lab"),
    ];
    assert_eq!(detail(&installation, bob.user_id).await.owns, owned);
    let client = Client::connect(&installation.gateway, "lab-url", &key).await;

    let services = &installation.services;
    services
        .users()
        .delete(&ada, bob.user_id, hand_over(ada.user_id))
        .await
        .expect("deleted");
    assert_eq!(detail(&installation, ada.user_id).await.owns, owned[..3]);
    let server = services.servers().get(&ada, server).await.expect("still there");
    assert!(server.editable);
    assert_eq!(client.status("ping").await, StatusCode::UNAUTHORIZED);
    let status = initialize_status(&installation.gateway, "lab-url", Some(&key)).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert_eq!(installation.sessions_of(&bob).await, []);
    let gone = services.auth().caller(bob.user_id).await.expect("readable");
    assert_eq!(gone, None);
}

async fn names_that_the_heir_has_already_are_named_and_nothing_happens(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    furnish(&installation, &bob, "lab").await;
    let services = &installation.services;
    services
        .servers()
        .create(&ada, remote("lab", Visibility::Private))
        .await
        .expect("made");
    let refused = services
        .users()
        .delete(&ada, bob.user_id, hand_over(ada.user_id))
        .await
        .expect_err("Ada has a server of this name");
    let Error::Conflict(Conflict::NamesTaken { things }) = &refused else {
        panic!("{refused:?}");
    };
    assert_eq!(*things, [thing(ThingKind::Server, "lab")]);
    assert!(refused.to_string().contains("server lab"), "{refused}");
    assert_eq!(detail(&installation, bob.user_id).await.owns.len(), 4);
    assert_eq!(detail(&installation, ada.user_id).await.owns.len(), 1);
}

async fn everything_goes_with_a_person(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let (server, key) = furnish(&installation, &bob, "lab").await;
    let (adas, _) = furnish(&installation, &ada, "lab2").await;
    let services = &installation.services;
    services
        .users()
        .delete(&ada, bob.user_id, delete_all())
        .await
        .expect("deleted");
    let gone = services.servers().get(&ada, server).await;
    assert!(matches!(gone, Err(Error::NotFound)), "{gone:?}");
    services.servers().get(&ada, adas).await.expect("others' stay");
    let status = initialize_status(&installation.gateway, "lab-url", Some(&key)).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let again = services.users().delete(&ada, bob.user_id, delete_all()).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

async fn nobody_deletes_themselves(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    installation.person("eve", Role::Admin).await;
    let users = installation.services.users();
    let refused = users.delete(&ada, ada.user_id, delete_all()).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Oneself))),
        "{refused:?}"
    );
}

async fn heirs_are_people_who_may_keep_things(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let vera = installation.person("vera", Role::Viewer).await;
    furnish(&installation, &bob, "lab").await;
    let heirs: Vec<UserId> = detail(&installation, bob.user_id)
        .await
        .heirs
        .iter()
        .map(|heir| heir.id)
        .collect();
    assert_eq!(heirs, [ada.user_id]);
    let users = installation.services.users();
    let unaware = users.delete(&ada, bob.user_id, DeleteUserInput::default()).await;
    assert!(
        matches!(unaware, Err(Error::Conflict(Conflict::Stale))),
        "{unaware:?}"
    );
    for heir in [vera.user_id, bob.user_id, Caller::system().user_id] {
        let refused = users.delete(&ada, bob.user_id, hand_over(heir)).await;
        assert!(
            matches!(&refused, Err(Error::Invalid(errors)) if !errors.get("heir").is_empty()),
            "{refused:?}"
        );
    }
    users
        .delete(&ada, vera.user_id, DeleteUserInput::default())
        .await
        .expect("who owns nothing needs no heir");
}

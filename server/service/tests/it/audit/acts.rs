//! What people change, and who signs in.

use std::net::{IpAddr, Ipv4Addr};

use model::{
    ActFilter, ActOutcome, ActVerb, ActView, ActorKind, CallRange, LoginInput, UserInput, Visibility,
};
use service::{AuditOptions, Caller, Error, ExportFormat};

use crate::support::{Installation, stdio};

const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

async fn acts(installation: &Installation, caller: &Caller) -> Vec<ActView> {
    let filter = ActFilter {
        range: CallRange::All,
        ..ActFilter::default()
    };
    let view = installation.services.audit().acts(caller, &filter, None).await;
    view.expect("listed").acts
}

#[tokio::test]
async fn a_change_says_who_did_what_to_which_thing_from_where() {
    let installation = Installation::new().await;
    let ada = installation.admin().await.at(ADDRESS);
    let services = &installation.services;
    let server = stdio("fs", "cat", Visibility::Public);
    let server = services.servers().create(&ada, server).await.expect("created").id;
    services.servers().delete(&ada, server).await.expect("deleted");
    let acts = acts(&installation, &ada).await;
    let [deleted, created, ..] = &acts[..] else {
        panic!("{acts:?}")
    };
    assert_eq!(
        (&*created.act, created.actor.id),
        ("servers.create", Some(ada.user_id))
    );
    assert_eq!(created.address.as_deref(), Some("192.0.2.7"));
    let thing = &created.things[0];
    assert_eq!(
        (thing.verb, &*thing.kind, &*thing.name),
        (ActVerb::Created, "server", "fs")
    );
    assert_eq!(thing.id, Some(server.as_uuid()));
    assert_eq!(
        (&*deleted.act, deleted.things[0].verb),
        ("servers.delete", ActVerb::Deleted)
    );
    assert_eq!(deleted.things[0].name, "fs", "it is gone, and its name is known");
}

#[tokio::test]
async fn what_is_refused_or_fails_is_no_act() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let before = acts(&installation, &ada).await.len();
    let services = &installation.services;
    let server = stdio("fs", "cat", Visibility::Public);
    let created = services.servers().create(&bob, server).await;
    assert!(matches!(created, Err(Error::Forbidden)), "{created:?}");
    assert_eq!(acts(&installation, &ada).await.len(), before);
    let looked = services.audit().acts(&bob, &ActFilter::default(), None).await;
    assert!(matches!(looked, Err(Error::Forbidden)));
}

#[tokio::test]
async fn sign_ins_are_acts_and_those_that_fail_too() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let services = &installation.services;
    let bob = UserInput {
        name: "Bob".to_owned(),
        email: "bob@example.com".to_owned(),
        password: "a long password".to_owned(),
        role: model::Role::Member,
    };
    services.users().create(&ada, bob).await.expect("created");
    for password in ["wrong", "a long password"] {
        let input = LoginInput {
            email: "bob@example.com".to_owned(),
            password: password.to_owned(),
            next: String::new(),
        };
        let signed_in = services.auth().login(input, ADDRESS).await;
        assert_eq!(signed_in.is_ok(), password != "wrong");
    }
    let acts = acts(&installation, &ada).await;
    let [right, wrong, ..] = &acts[..] else {
        panic!("{acts:?}")
    };
    assert_eq!(
        (right.outcome, right.actor.kind, &*right.actor.name),
        (ActOutcome::Done, ActorKind::Person, "Bob")
    );
    let stranger = (wrong.outcome, wrong.actor.kind, &*wrong.actor.name);
    assert_eq!(
        stranger,
        (ActOutcome::Refused, ActorKind::Stranger, "bob@example.com")
    );
    for act in [right, wrong] {
        assert_eq!(
            (&*act.act, act.address.as_deref()),
            ("auth.sign_in", Some("192.0.2.7"))
        );
    }
    let (audit, any) = (services.audit(), ActFilter::default());
    let file = audit.export_acts(&ada, &any, ExportFormat::Jsonl, None).await;
    let file = file.expect("a file").text;
    assert!(
        file.contains("bob@example.com") && !file.contains("a long password"),
        "{file}"
    );
}

#[tokio::test]
async fn nothing_is_written_down_where_it_is_off() {
    let off = AuditOptions {
        is_on: false,
        ..AuditOptions::default()
    };
    let installation = Installation::with_audit(store::testing::sqlite().await, off).await;
    let ada = installation.admin().await;
    let server = stdio("fs", "cat", Visibility::Public);
    installation
        .services
        .servers()
        .create(&ada, server)
        .await
        .expect("created");
    assert!(acts(&installation, &ada).await.is_empty());
}

/// Files that change something which is no act, and why.
const NO_ACTS: [(&str, &str); 16] = [
    ("account/seen.rs", "when people were last seen"),
    ("acts.rs", "begins with an act"),
    (
        "approvals/desk.rs",
        "a call waits, or its time is over; decisions come with an act",
    ),
    ("approvals/upkeep.rs", "what is too old"),
    ("oauth/code.rs", "a code on its way to a client"),
    ("oauth/documents.rs", "what a client says of itself"),
    ("oauth/exchange.rs", "a token that is renewed"),
    ("oauth/upkeep.rs", "what is too old"),
    (
        "sign_ins/connect.rs",
        "somebody is on the way to an authorization server",
    ),
    ("sign_ins/finish.rs", "and back"),
    ("sign_ins/keyring.rs", "a token that is renewed"),
    ("sso/attempt.rs", "somebody is on the way to a provider"),
    ("sso/offer.rs", "an offer that is used up"),
    (
        "sso/person.rs",
        "what a provider says of an account that signs in",
    ),
    (
        "sync.rs",
        "begins with an act, or for what servers say of themselves",
    ),
    ("watch.rs", "when something was last used, and what is too old"),
];

#[test]
fn nothing_is_changed_without_an_act_but_in_a_few_files() {
    let sources = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![sources.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&sources).expect("inside").display().to_string();
            let text = std::fs::read_to_string(&path).expect("readable");
            let is_upkeep = text.contains("begin_upkeep(") && name != "offerings.rs";
            if !name.contains("tests") && (text.contains("store.begin()") || is_upkeep) {
                found.push(name);
            }
        }
    }
    found.sort();
    let known: Vec<_> = NO_ACTS.iter().map(|(name, _)| *name).collect();
    let unknown: Vec<_> = found.iter().filter(|it| !known.contains(&it.as_str())).collect();
    assert!(
        unknown.is_empty(),
        "these change something without an act: {unknown:?}; begin with `Inner::begin` or `Keeper::begin`"
    );
}

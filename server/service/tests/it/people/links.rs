//! Invitations and links for new passwords.

use std::{net::IpAddr, time::Duration};

use model::{CreatedLink, InviteInput, LinkInput, LinkKind, LinkView, LoginInput, Problem, Role};
use service::{Caller, Error};
use store::testing::TestDatabase;

use crate::support::{Installation, holds};

store::db_tests!(
    an_invitation_makes_one_account,
    a_reset_link_sets_a_password_and_ends_all_sessions,
    links_end_by_time_by_hand_and_with_who_made_them,
    a_newer_link_takes_the_place_of_the_older,
    of_several_who_use_a_link_at_once_one_does,
);

const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

fn invite(email: &str) -> InviteInput {
    InviteInput {
        email: email.to_owned(),
        name: "New Person".to_owned(),
        role: Role::Member,
    }
}

fn token(link: &CreatedLink) -> String {
    let base = "https://mcp.example.com";
    let token = link.url.strip_prefix(&format!("{base}{}", link.kind.page()));
    token.expect("below the public URL").to_owned()
}

fn input(link: &CreatedLink, password: &str) -> LinkInput {
    LinkInput {
        kind: link.kind,
        token: token(link),
        name: "Chosen".to_owned(),
        password: password.to_owned(),
    }
}

async fn look(installation: &Installation, link: &CreatedLink) -> Option<LinkView> {
    let links = installation.services.links();
    links.look(&token(link), ADDRESS).await.expect("answers")
}

async fn sign_in(installation: &Installation, email: &str, password: &str) -> Result<Caller, Error> {
    let input = LoginInput {
        email: email.to_owned(),
        password: password.to_owned(),
        next: String::new(),
    };
    installation.services.auth().login(input, ADDRESS).await
}

async fn an_invitation_makes_one_account(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    let services = &installation.services;
    let taken = services.users().invite(&ada, invite("ADA@example.com")).await;
    assert!(
        matches!(&taken, Err(Error::Invalid(errors)) if errors.get("email") == [Problem::Taken]),
        "{taken:?}"
    );
    let link = services
        .users()
        .invite(&ada, invite("new@example.com"))
        .await
        .expect("made");
    assert!(token(&link).len() >= 43 && !format!("{link:?}").contains(&token(&link)));
    let waiting = services.users().links(&ada).await.expect("listed");
    assert_eq!(
        (waiting[0].email.as_str(), waiting[0].created_by.as_deref()),
        ("new@example.com", Some("ada"))
    );
    for _ in 0..3 {
        let seen = look(&installation, &link).await.expect("good");
        assert_eq!(
            (seen.kind, seen.name.as_str()),
            (LinkKind::Invite, "New Person"),
            "looking uses nothing up"
        );
    }
    let short = services.links().accept(input(&link, "short"), ADDRESS).await;
    assert!(matches!(short, Err(Error::Invalid(_))), "{short:?}");
    let new = services
        .links()
        .accept(input(&link, "correct horse"), ADDRESS)
        .await
        .expect("accepted");
    assert_eq!((new.name.as_str(), new.role), ("Chosen", Role::Member));
    let signed_in = sign_in(&installation, "new@example.com", "correct horse").await;
    assert_eq!(signed_in.expect("signed in"), new);

    assert_eq!(look(&installation, &link).await, None);
    let again = services
        .links()
        .accept(input(&link, "battery staple"), ADDRESS)
        .await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
    assert_eq!(services.users().links(&ada).await.expect("listed"), []);
}

async fn a_reset_link_sets_a_password_and_ends_all_sessions(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    installation.sign_in(&bob).await;
    let services = &installation.services;
    let link = services
        .users()
        .reset_link(&ada, bob.user_id)
        .await
        .expect("made");
    assert_eq!(
        installation.sessions_of(&bob).await.len(),
        1,
        "nothing happened yet"
    );
    let who = services
        .links()
        .accept(input(&link, "battery staple"), ADDRESS)
        .await
        .expect("accepted");
    assert_eq!(who, bob, "the name stays");
    assert_eq!(installation.sessions_of(&bob).await, []);
    sign_in(&installation, &bob.email, "battery staple")
        .await
        .expect("the new password counts");
    assert_eq!(look(&installation, &link).await, None);
}

async fn links_end_by_time_by_hand_and_with_who_made_them(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let eve = installation.person("eve", Role::Admin).await;
    let users = installation.services.users();
    let invited = users.invite(&ada, invite("a@example.com")).await.expect("made");
    let reset = users.reset_link(&ada, bob.user_id).await.expect("made");
    let by_hand = users.invite(&ada, invite("b@example.com")).await.expect("made");
    let of_eve = users.invite(&eve, invite("c@example.com")).await.expect("made");

    let waiting = users.links(&ada).await.expect("listed");
    let listed = waiting.iter().find(|link| link.email == "b@example.com");
    users
        .revoke_link(&ada, listed.expect("waits").id)
        .await
        .expect("taken back");
    assert_eq!(look(&installation, &by_hand).await, None);

    let demoted = model::UserChangeInput {
        runs_commands: false,
        name: "Eve".to_owned(),
        role: Role::Viewer,
        version: 1,
    };
    users.update(&ada, eve.user_id, demoted).await.expect("demoted");
    assert_eq!(look(&installation, &of_eve).await, None);
    let refused = installation
        .services
        .links()
        .accept(input(&of_eve, "correct horse"), ADDRESS)
        .await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");

    installation.clock.advance(Duration::from_hours(24));
    assert_eq!(look(&installation, &reset).await, None);
    assert!(look(&installation, &invited).await.is_some());
    installation.clock.advance(Duration::from_hours(6 * 24));
    assert_eq!(look(&installation, &invited).await, None);
}

async fn a_newer_link_takes_the_place_of_the_older(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let users = installation.services.users();
    let old = [
        users.invite(&ada, invite("a@example.com")).await.expect("made"),
        users.reset_link(&ada, bob.user_id).await.expect("made"),
    ];
    let new = [
        users.invite(&ada, invite("A@Example.com")).await.expect("made"),
        users.reset_link(&ada, bob.user_id).await.expect("made"),
    ];
    for (old, new) in old.iter().zip(&new) {
        assert_eq!(look(&installation, old).await, None);
        assert!(look(&installation, new).await.is_some());
    }
    assert_eq!(users.links(&ada).await.expect("listed").len(), 2);
}

async fn of_several_who_use_a_link_at_once_one_does(database: TestDatabase) {
    let installation = Installation::on(database).await;
    let ada = installation.admin().await;
    let services = &installation.services;
    let link = services
        .users()
        .invite(&ada, invite("new@example.com"))
        .await
        .expect("made");
    let links = services.links();
    let accept = || links.accept(input(&link, "correct horse"), ADDRESS);
    let results: [_; 3] = tokio::join!(accept(), accept(), accept()).into();
    let accepted = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(accepted, 1, "{results:?}");
}

#[tokio::test]
async fn no_token_is_stored() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let users = installation.services.users();
    let link = users.invite(&ada, invite("new@example.com")).await.expect("made");
    let raw = installation.raw_database();
    assert!(holds(&raw, "new@example.com"), "the database was looked at");
    assert!(!holds(&raw, &token(&link)));
}

#[tokio::test]
async fn who_tries_links_has_to_wait() {
    let installation = Installation::new().await;
    let links = installation.services.links();
    let mut answers = Vec::new();
    for number in 0..60 {
        answers.push(links.look(&format!("guess{number}"), ADDRESS).await);
    }
    assert!(matches!(answers[0], Ok(None)));
    assert!(
        matches!(answers[59], Err(Error::Throttled { .. })),
        "{:?}",
        answers[59]
    );
    let elsewhere = IpAddr::from([192, 0, 2, 2]);
    assert!(links.look("guess", elsewhere).await.is_ok());
}

#[tokio::test]
async fn a_new_link_is_shown_once_to_who_made_it() {
    let installation = Installation::new().await;
    let (ada, eve) = (
        installation.admin().await,
        installation.person("eve", Role::Admin).await,
    );
    let users = installation.services.users();
    let token = users
        .invite_for_page(&ada, invite("new@example.com"))
        .await
        .expect("made");
    assert_eq!(users.reveal_link(&eve, &token).await.expect("answers"), None);
    let shown = users.reveal_link(&ada, &token).await.expect("answers");
    assert_eq!(shown.expect("the first time").email, "new@example.com");
    assert_eq!(users.reveal_link(&ada, &token).await.expect("answers"), None);
}

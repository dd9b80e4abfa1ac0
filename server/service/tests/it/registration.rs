//! People who register by the form.

use std::{net::IpAddr, time::Duration};

use model::{LoginInput, Problem, RegisterInput, Registration, Role};
use service::{Caller, Conflict, Error, Registered};

use crate::support::{Installation, holds};

const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const PASSWORD: &str = "correct horse";

fn input(email: &str) -> RegisterInput {
    RegisterInput {
        name: "Eve".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

async fn with(registration: Registration) -> (Installation, Caller) {
    let installation = Installation::new().await;
    let admin = installation.admin().await;
    let sso = installation.services.sso();
    sso.set_registration(&admin, registration).await.expect("chosen");
    (installation, admin)
}

async fn register(installation: &Installation, email: &str) -> Result<Registered, Error> {
    installation.services.auth().register(input(email), ADDRESS).await
}

async fn sign_in(installation: &Installation, email: &str) -> Result<Caller, Error> {
    let login = LoginInput {
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
        next: String::new(),
    };
    installation.services.auth().login(login, ADDRESS).await
}

#[tokio::test]
async fn nobody_registers_until_an_administrator_lets_them() {
    let installation = Installation::new().await;
    let sso = installation.services.sso();
    let closed = async || {
        let refused = register(&installation, "eve@example.com").await;
        let is_offered = sso.options("").await.expect("known").registration;
        matches!(refused, Err(Error::Conflict(Conflict::NoRegistration))) && !is_offered
    };
    assert!(closed().await, "from the start");
    sso.declare_sign_up(None, Some(true)).await.expect("declared");
    let refused = register(&installation, "eve@example.com").await;
    assert!(refused.is_err(), "the first account is an administrator's");
    installation.admin().await;
    assert!(matches!(
        register(&installation, "eve@example.com").await,
        Ok(Registered::Waits)
    ));
    sso.declare_sign_up(None, Some(false)).await.expect("declared");
    assert!(closed().await);
}

#[tokio::test]
async fn who_registers_waits_and_strangers_learn_nothing() {
    let (installation, admin) = with(Registration::Approved).await;
    let sso = installation.services.sso();
    for email in ["eve@example.com", "EVE@example.com", "ada@example.com"] {
        let answer = register(&installation, email).await;
        assert!(matches!(answer, Ok(Registered::Waits)), "{email}: {answer:?}");
    }
    let waiting = sso.waiting(&admin).await.expect("listed");
    let [eve] = waiting.as_slice() else {
        panic!("one waits once, and who has an account does not: {waiting:?}");
    };
    assert_eq!(
        (eve.email.as_str(), eve.provider.as_deref()),
        ("eve@example.com", None)
    );
    assert!(sign_in(&installation, "eve@example.com").await.is_err());
    assert!(!holds(&installation.raw_database(), PASSWORD));
    sso.let_in(&admin, eve.id).await.expect("let in");
    let eve = sign_in(&installation, "eve@example.com")
        .await
        .expect("signed in");
    assert_eq!(eve.role, Role::Member);
    assert!(sso.waiting(&admin).await.expect("listed").is_empty());

    register(&installation, "bob@example.com").await.expect("waits");
    let bob = sso.waiting(&admin).await.expect("listed")[0].id;
    sso.turn_away(&admin, bob).await.expect("turned away");
    assert!(matches!(sso.let_in(&admin, bob).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn where_everybody_is_welcome_they_are_in_at_once() {
    let (installation, _) = with(Registration::Automatic).await;
    let answer = register(&installation, "eve@example.com").await;
    let Ok(Registered::In(eve)) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!((eve.role, eve.runs_commands), (Role::Member, false));
    sign_in(&installation, "eve@example.com")
        .await
        .expect("signed in");
    let taken = register(&installation, "ADA@example.com").await;
    assert!(matches!(taken, Err(Error::Invalid(errors)) if errors.get("email") == [Problem::Taken]));
}

#[tokio::test]
async fn one_address_registers_only_so_fast() {
    let (installation, _) = with(Registration::Approved).await;
    for _ in 0..10 {
        register(&installation, "eve@example.com").await.expect("waits");
    }
    let refused = register(&installation, "eve@example.com").await;
    assert!(matches!(refused, Err(Error::Throttled { .. })));
    installation.clock.advance(Duration::from_mins(10));
    register(&installation, "eve@example.com").await.expect("waits");
}

#[tokio::test]
async fn what_the_environment_says_counts_and_the_rest_stays() {
    let (installation, admin) = with(Registration::Automatic).await;
    let sso = installation.services.sso();
    for (by_provider, by_form, expected) in [
        (None, None, (true, Registration::Automatic)),
        (Some(false), Some(true), (false, Registration::Automatic)),
        (None, Some(false), (false, Registration::Off)),
        (Some(true), Some(true), (true, Registration::Approved)),
    ] {
        sso.declare_sign_up(by_provider, by_form).await.expect("declared");
        let settings = sso.settings(&admin).await.expect("known");
        assert_eq!((settings.sign_up, settings.registration), expected);
    }
}

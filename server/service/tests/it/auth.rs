//! Sign-in.

use std::{net::IpAddr, time::Duration};

use model::{LoginInput, Problem, Role, Timestamp, UserInput};
use service::{Caller, Clock, Error};
use tokio::time::Instant;

use crate::support::Installation;

const ADDRESS: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

async fn with_ada() -> Installation {
    let installation = Installation::new().await;
    let ada = UserInput {
        name: "Ada".to_owned(),
        email: "Ada@example.com".to_owned(),
        password: "correct horse".to_owned(),
        role: Role::Member,
    };
    installation
        .services
        .users()
        .create(&Caller::system(), ada)
        .await
        .expect("a new person");
    installation
}

fn login(email: &str, password: &str) -> LoginInput {
    LoginInput {
        email: email.to_owned(),
        password: password.to_owned(),
        next: String::new(),
    }
}

async fn try_login(installation: &Installation, email: &str, password: &str) -> Result<Caller, Error> {
    installation
        .services
        .auth()
        .login(login(email, password), ADDRESS)
        .await
}

fn is_wrong(result: &Result<Caller, Error>) -> bool {
    matches!(result, Err(Error::Invalid(errors)) if errors.get("credentials") == [Problem::Wrong] && errors.iter().count() == 1)
}

#[tokio::test]
async fn signs_in_without_regard_to_the_case_of_the_address() {
    let installation = with_ada().await;
    let caller = try_login(&installation, " ada@EXAMPLE.com", "correct horse")
        .await
        .expect("signed in");
    assert_eq!((caller.name.as_str(), caller.role), ("Ada", Role::Member));
    assert_eq!(
        installation
            .services
            .auth()
            .caller(caller.user_id)
            .await
            .expect("known"),
        Some(caller)
    );
    assert_eq!(
        installation
            .services
            .auth()
            .caller(Caller::system().user_id)
            .await
            .expect("known"),
        None
    );
}

#[tokio::test]
async fn unknown_addresses_and_wrong_passwords_look_the_same() {
    let installation = with_ada().await;
    let mut times = [Duration::MAX; 2];
    for round in 0..4 {
        for (time, email) in times.iter_mut().zip(["ada@example.com", "nobody@example.com"]) {
            let start = Instant::now();
            assert!(is_wrong(
                &try_login(&installation, email, &format!("wrong {round}")).await
            ));
            *time = start.elapsed().min(*time);
        }
    }
    // Both paths hash; without it the second would be a hundred times faster.
    let [known, unknown] = times;
    assert!(
        unknown * 5 > known && known * 5 > unknown,
        "{known:?} {unknown:?}"
    );
}

#[tokio::test]
async fn who_guesses_has_to_wait_and_the_right_password_does_not_help_meanwhile() {
    let installation = with_ada().await;
    for _ in 0..5 {
        assert!(is_wrong(
            &try_login(&installation, "ada@example.com", "wrong").await
        ));
    }
    let Err(Error::Throttled { retry_after }) =
        try_login(&installation, "ada@example.com", "correct horse").await
    else {
        panic!("has to wait");
    };
    let elsewhere = IpAddr::from([192, 0, 2, 2]);
    installation
        .services
        .auth()
        .login(login("ada@example.com", "correct horse"), elsewhere)
        .await
        .expect("others do not wait");

    installation.clock.advance(retry_after);
    try_login(&installation, "ada@example.com", "correct horse")
        .await
        .expect("waited long enough");
    for _ in 0..5 {
        assert!(
            is_wrong(&try_login(&installation, "ada@example.com", "wrong").await),
            "forgiven after success"
        );
    }
}

#[tokio::test]
async fn a_clock_that_is_set_makes_nobody_wait_longer() {
    let installation = with_ada().await;
    let shown = installation.clock.now();
    let day = 24 * 60 * 60 * 1000;
    for shift in [0, -day, day, -2 * day] {
        installation
            .clock
            .set(Timestamp::from_millis(shown.as_millis() + shift));
        try_login(&installation, "ada@example.com", "correct horse")
            .await
            .expect("nobody guessed");
    }
    for _ in 0..5 {
        assert!(is_wrong(
            &try_login(&installation, "ada@example.com", "wrong").await
        ));
    }
    installation
        .clock
        .set(Timestamp::from_millis(shown.as_millis() - 10 * day));
    let Err(Error::Throttled { retry_after }) =
        try_login(&installation, "ada@example.com", "correct horse").await
    else {
        panic!("has to wait");
    };
    assert!(retry_after < Duration::from_mins(1), "{retry_after:?}");
    installation.clock.advance(retry_after);
    try_login(&installation, "ada@example.com", "correct horse")
        .await
        .expect("waited long enough");
}

#[tokio::test]
async fn empty_fields_are_not_an_attempt() {
    let installation = with_ada().await;
    for _ in 0..10 {
        let error = try_login(&installation, "", "")
            .await
            .expect_err("nothing filled in");
        assert!(matches!(error, Error::Invalid(errors) if errors.get("email") == [Problem::Required]));
    }
}

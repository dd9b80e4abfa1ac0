//! Several public URLs: each is an issuer of its own.

use std::net::{IpAddr, Ipv4Addr};

use service::{Authorize, Error, OauthProblem};
use store::testing::TestDatabase;

use super::flow::{World, exchange, query, refresh, request};

const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

store::db_tests!(
    what_one_issued_the_other_refuses,
    a_question_is_answered_where_it_was_asked,
);

async fn what_one_issued_the_other_refuses(database: TestDatabase) {
    let world = World::new(database).await;
    let there = world
        .installation
        .services
        .at("https://intern.example".parse().expect("a URL"));
    let client = world.client().await;
    let form = exchange(&client, &world.code(&client).await);
    let oauth = there.oauth();
    let elsewhere = oauth.token(query(&form).as_bytes(), None, ADDRESS).await;
    assert_eq!(
        elsewhere.expect_err("no token").problem,
        OauthProblem::InvalidGrant
    );
    let issued = world.token(&form).await.expect("a token");

    let form = refresh(&client, &issued.refresh_token);
    let elsewhere = oauth.token(query(&form).as_bytes(), None, ADDRESS).await;
    assert_eq!(
        elsewhere.expect_err("no token").problem,
        OauthProblem::InvalidGrant
    );
    let elsewhere = oauth.userinfo(Some(&issued.access_token)).await;
    assert_eq!(elsewhere.expect_err("nobody").problem, OauthProblem::InvalidToken);
    let form = vec![
        ("client_id", client.clone()),
        ("token", issued.refresh_token.clone()),
    ];
    oauth
        .revoke(query(&form).as_bytes(), None, ADDRESS)
        .await
        .expect("there is nothing to take back");

    let services = &world.installation.services;
    assert!(
        services
            .oauth()
            .userinfo(Some(&issued.access_token))
            .await
            .is_ok()
    );
    assert!(world.refresh(&client, &issued.refresh_token).await.is_ok());
}

async fn a_question_is_answered_where_it_was_asked(database: TestDatabase) {
    let world = World::new(database).await;
    let there = world
        .installation
        .services
        .at("https://intern.example".parse().expect("a URL"));
    let request = request(&world.client().await);
    let Authorize::Ask(question) = world.authorize(Some(&world.ada), &request).await else {
        panic!("nobody is asked");
    };
    let oauth = there.oauth();
    let shown = oauth.question(&world.ada, &question).await;
    assert!(matches!(shown, Err(Error::NotFound)), "{shown:?}");
    let answered = oauth.decide(&world.ada, &question, true).await;
    assert!(matches!(answered, Err(Error::NotFound)), "{answered:?}");
    let here = world.installation.services.oauth();
    assert!(here.decide(&world.ada, &question, true).await.is_ok());
}

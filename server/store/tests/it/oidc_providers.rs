//! Providers of `OpenID Connect`.

use model::{CreationPolicy, Role, RoleRule, TeamRule};
use store::{Constraint, Error, OidcProviderRecord, testing::TestDatabase};

use crate::support::{account, at, id, user};

store::db_tests!(
    keeps_every_field,
    changes_what_nobody_else_changed,
    a_part_of_the_path_is_one_providers,
    accounts_of_a_provider_go_together,
);

pub(crate) fn provider(number: u128, slug: &str) -> OidcProviderRecord {
    OidcProviderRecord {
        id: id(number),
        name: format!("Provider {number}"),
        slug: slug.to_owned(),
        issuer: "https://id.example".to_owned(),
        client_id: "metamcp".to_owned(),
        client_secret: Some(vec![1, 2, 255]),
        scopes: "openid email".to_owned(),
        authorization_url: Some("https://id.example/a".to_owned()),
        allowed_domains: vec!["example.org".to_owned()],
        groups_claim: "groups".to_owned(),
        role_rules: vec![RoleRule {
            group: "ops".to_owned(),
            role: Role::Admin,
        }],
        team_rules: vec![TeamRule {
            group: "ops".to_owned(),
            team: id(9),
            is_manager: true,
        }],
        default_role: Role::Viewer,
        creation: CreationPolicy::Automatic,
        trust_unverified_email: true,
        enabled: true,
        declared: false,
        created_at: at(1),
        updated_at: at(2),
        version: 1,
    }
}

pub(crate) async fn add(db: &TestDatabase, providers: &[OidcProviderRecord]) {
    let tx = db.begin().await.unwrap();
    for provider in providers {
        tx.oidc_providers().insert(provider).await.unwrap();
    }
    tx.commit().await.unwrap();
}

async fn keeps_every_field(db: TestDatabase) {
    let providers = [provider(1, "keycloak"), provider(2, "google")];
    add(&db, &providers).await;
    assert_eq!(db.oidc_providers().list().await.unwrap(), providers);
    let [first, second] = providers;
    assert_eq!(db.oidc_providers().find(id(1)).await.unwrap(), Some(first));
    let found = db.oidc_providers().find_by_slug("google").await.unwrap();
    assert_eq!(found, Some(second));
    assert_eq!(db.oidc_providers().find_by_slug("Google").await.unwrap(), None);
}

async fn changes_what_nobody_else_changed(db: TestDatabase) {
    add(&db, &[provider(1, "keycloak")]).await;
    let changed = OidcProviderRecord {
        enabled: false,
        client_secret: None,
        ..provider(1, "kc")
    };
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.oidc_providers().update(&changed).await.unwrap(), 2);
    let late = tx.oidc_providers().update(&changed).await;
    assert!(matches!(late, Err(Error::Stale)));
    tx.commit().await.unwrap();
    let expected = OidcProviderRecord {
        version: 2,
        ..changed
    };
    assert_eq!(db.oidc_providers().find(id(1)).await.unwrap(), Some(expected));
}

async fn a_part_of_the_path_is_one_providers(db: TestDatabase) {
    add(&db, &[provider(1, "keycloak")]).await;
    let tx = db.begin().await.unwrap();
    let error = tx.oidc_providers().insert(&provider(2, "keycloak")).await;
    assert!(matches!(
        error,
        Err(Error::Conflict(Constraint::OidcProviderSlug))
    ));
}

async fn accounts_of_a_provider_go_together(db: TestDatabase) {
    add(&db, &[provider(7, "keycloak")]).await;
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(1, "a@x.org")).await.unwrap();
    for (number, subject) in [(10, "ada"), (11, "eve")] {
        let account = account(number, id(1), subject);
        tx.identities().insert(&account).await.unwrap();
    }
    assert_eq!(tx.identities().delete_of_provider(id(8)).await.unwrap(), 0);
    assert_eq!(tx.identities().delete_of_provider(id(7)).await.unwrap(), 2);
    assert!(tx.oidc_providers().delete(id(7)).await.unwrap());
    assert!(!tx.oidc_providers().delete(id(7)).await.unwrap());
    tx.commit().await.unwrap();
    assert!(db.identities().list(id(1)).await.unwrap().is_empty());
}

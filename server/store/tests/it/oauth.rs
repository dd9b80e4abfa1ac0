//! Clients that people let act for them, and what they were allowed.

use model::{ClientAuth, ClientKind, Scope, Scopes, Timestamp};
use store::{
    AuthorizationRecord, Constraint, Error, OauthClientRecord, OauthCodeRecord, RefreshRecord,
    testing::TestDatabase,
};

use crate::support::{at, endpoint, id, namespace, user};

store::db_tests!(
    keeps_every_field_of_a_client,
    a_client_id_belongs_to_one_client,
    deletes_clients_that_nobody_uses,
    keeps_every_field_of_an_authorization,
    rotates_refresh_tokens,
    deletes_authorizations_that_are_over,
    a_code_remembers_what_it_was_exchanged_for,
    everything_goes_with_its_client_and_its_endpoint,
);

fn client(number: u128, kind: ClientKind) -> OauthClientRecord {
    OauthClientRecord {
        id: id(number),
        client_id: format!("mcp_client_{number}"),
        kind,
        name: format!("Client {number}"),
        secret_hash: None,
        auth: ClientAuth::None,
        redirect_uris: vec!["http://127.0.0.1/callback".to_owned()],
        approved: true,
        created_at: at(10),
    }
}

/// Of the person 9 and the client 1 at the endpoint 7.
fn authorization(number: u128) -> AuthorizationRecord {
    AuthorizationRecord {
        id: id(number),
        user_id: id(9),
        client_id: id(1),
        endpoint_id: id(7),
        scopes: Scopes::MCP.with(Scope::Email),
        created_at: at(20),
        last_used_at: None,
        expires_at: at(1000),
    }
}

fn refresh(number: u8) -> RefreshRecord {
    RefreshRecord {
        hash: [number; 32],
        previous: None,
        rotated_at: at(20),
    }
}

/// Of the person 9 for the client 1 at the endpoint 7.
fn code(number: u8) -> OauthCodeRecord {
    OauthCodeRecord {
        hash: [number; 32],
        user_id: id(9),
        client_id: id(1),
        endpoint_id: id(7),
        redirect_uri: "http://127.0.0.1:4000/callback".to_owned(),
        challenge: "challenge".to_owned(),
        scopes: Scopes::MCP,
        expires_at: at(100),
        authorization_id: None,
    }
}

/// The person 9, the endpoint 7 and the client 1.
async fn prepare(db: &TestDatabase) {
    let tx = db.begin().await.unwrap();
    tx.users().insert(&user(9, "a@x.org")).await.unwrap();
    tx.namespaces().insert(&namespace(5, "dev")).await.unwrap();
    tx.endpoints().insert(&endpoint(7, "dev", id(5))).await.unwrap();
    tx.oauth_clients()
        .insert(&client(1, ClientKind::Dynamic))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn authorize(db: &TestDatabase, authorization: &AuthorizationRecord) {
    let tx = db.begin().await.unwrap();
    tx.authorizations()
        .insert(authorization, &refresh(1))
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn keeps_every_field_of_a_client(db: TestDatabase) {
    let secret = OauthClientRecord {
        secret_hash: Some([7; 32]),
        auth: ClientAuth::ClientSecretPost,
        approved: false,
        ..client(2, ClientKind::Registered)
    };
    let tx = db.begin().await.unwrap();
    for client in [&client(1, ClientKind::Document), &secret] {
        tx.oauth_clients().insert(client).await.unwrap();
    }
    tx.commit().await.unwrap();
    let clients = db.oauth_clients();
    assert_eq!(clients.find(id(2)).await.unwrap(), Some(secret.clone()));
    assert_eq!(
        clients.find_by_client_id("mcp_client_2").await.unwrap(),
        Some(secret)
    );
    assert_eq!(clients.find_by_client_id("mcp_client_3").await.unwrap(), None);
    assert_eq!(clients.list().await.unwrap().len(), 2);
    assert_eq!(clients.count(ClientKind::Document).await.unwrap(), 1);

    let renamed = OauthClientRecord {
        name: "Another".to_owned(),
        redirect_uris: Vec::new(),
        ..client(1, ClientKind::Document)
    };
    let tx = db.begin().await.unwrap();
    assert!(tx.oauth_clients().describe(&renamed).await.unwrap());
    assert!(tx.oauth_clients().approve(id(2)).await.unwrap());
    assert!(!tx.oauth_clients().approve(id(404)).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(clients.find(id(1)).await.unwrap(), Some(renamed));
    assert!(clients.find(id(2)).await.unwrap().unwrap().approved);
}

async fn a_client_id_belongs_to_one_client(db: TestDatabase) {
    let same = OauthClientRecord {
        id: id(2),
        ..client(1, ClientKind::Dynamic)
    };
    let tx = db.begin().await.unwrap();
    tx.oauth_clients()
        .insert(&client(1, ClientKind::Dynamic))
        .await
        .unwrap();
    let error = tx.oauth_clients().insert(&same).await.expect_err("taken");
    assert!(
        matches!(error, Error::Conflict(Constraint::OauthClientId)),
        "{error:?}"
    );
}

async fn deletes_clients_that_nobody_uses(db: TestDatabase) {
    prepare(&db).await;
    authorize(&db, &authorization(1)).await;
    let tx = db.begin().await.unwrap();
    for (number, kind, created_at) in [
        (2, ClientKind::Dynamic, 11),
        (3, ClientKind::Registered, 10),
        (4, ClientKind::Document, 10),
        (5, ClientKind::Dynamic, 50),
        (6, ClientKind::Dynamic, 12),
    ] {
        let client = OauthClientRecord {
            created_at: at(created_at),
            ..client(number, kind)
        };
        tx.oauth_clients().insert(&client).await.unwrap();
    }
    let waiting = OauthCodeRecord {
        client_id: id(6),
        ..code(1)
    };
    tx.oauth_codes().insert(&waiting).await.unwrap();
    assert_eq!(tx.oauth_clients().delete_unused(at(50), 1).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(db.oauth_clients().find(id(4)).await.unwrap(), None, "the oldest");
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.oauth_clients().delete_unused(at(50), 9).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let left: Vec<_> = db.oauth_clients().list().await.unwrap();
    let left: Vec<_> = left.into_iter().map(|client| client.id).collect();
    assert_eq!(left, [id(1), id(3), id(5), id(6)]);
}

async fn keeps_every_field_of_an_authorization(db: TestDatabase) {
    prepare(&db).await;
    authorize(&db, &authorization(1)).await;
    let (found, tokens) = db.authorizations().find(id(1)).await.unwrap().unwrap();
    assert_eq!(found, authorization(1));
    assert!(tokens == refresh(1));
    assert!(db.authorizations().find(id(2)).await.unwrap().is_none());
    let tx = db.begin().await.unwrap();
    tx.authorizations()
        .record_uses(&[(id(1), at(60)), (id(404), at(60)), (id(1), at(59))])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let used = AuthorizationRecord {
        last_used_at: Some(at(60)),
        ..authorization(1)
    };
    assert_eq!(
        db.authorizations().list().await.unwrap(),
        std::slice::from_ref(&used)
    );
    assert_eq!(db.snapshot().await.unwrap().authorizations, [used]);
}

async fn rotates_refresh_tokens(db: TestDatabase) {
    prepare(&db).await;
    authorize(&db, &authorization(1)).await;
    let second = RefreshRecord {
        previous: Some([1; 32]),
        rotated_at: at(30),
        ..refresh(2)
    };
    let tx = db.begin().await.unwrap();
    let rotate = async |id, until| tx.authorizations().rotate(id, &second, until).await.unwrap();
    assert!(rotate(id(1), at(2000)).await);
    assert!(!rotate(id(2), at(2000)).await);
    tx.commit().await.unwrap();
    let (found, tokens) = db.authorizations().find(id(1)).await.unwrap().unwrap();
    assert_eq!(found.expires_at, at(2000));
    assert!(tokens == second);
}

async fn deletes_authorizations_that_are_over(db: TestDatabase) {
    prepare(&db).await;
    authorize(&db, &authorization(1)).await;
    let delete = async |now: Timestamp| {
        let tx = db.begin().await.unwrap();
        let deleted = tx.authorizations().delete_expired(now).await.unwrap();
        tx.commit().await.unwrap();
        deleted
    };
    assert_eq!(delete(at(999)).await, 0);
    assert_eq!(delete(at(1000)).await, 1);
}

async fn a_code_remembers_what_it_was_exchanged_for(db: TestDatabase) {
    prepare(&db).await;
    let tx = db.begin().await.unwrap();
    tx.oauth_codes().insert(&code(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(db.oauth_codes().find(&[1; 32]).await.unwrap(), Some(code(1)));
    assert_eq!(db.oauth_codes().find(&[2; 32]).await.unwrap(), None);
    let tx = db.begin().await.unwrap();
    tx.oauth_codes().use_up(&[1; 32], id(77)).await.unwrap();
    tx.commit().await.unwrap();
    let used = OauthCodeRecord {
        authorization_id: Some(id(77)),
        ..code(1)
    };
    assert_eq!(db.oauth_codes().find(&[1; 32]).await.unwrap(), Some(used));
    let tx = db.begin().await.unwrap();
    assert_eq!(tx.oauth_codes().delete_expired(at(100)).await.unwrap(), 0);
    assert_eq!(tx.oauth_codes().delete_expired(at(101)).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

async fn everything_goes_with_its_client_and_its_endpoint(db: TestDatabase) {
    prepare(&db).await;
    for gone in ["client", "endpoint"] {
        authorize(&db, &authorization(1)).await;
        let tx = db.begin().await.unwrap();
        tx.oauth_codes().insert(&code(1)).await.unwrap();
        if gone == "client" {
            assert!(tx.oauth_clients().delete(id(1)).await.unwrap());
            tx.oauth_clients()
                .insert(&client(1, ClientKind::Dynamic))
                .await
                .unwrap();
        } else {
            assert!(tx.endpoints().delete(id(7)).await.unwrap());
        }
        tx.commit().await.unwrap();
        assert!(db.authorizations().list().await.unwrap().is_empty(), "{gone}");
        assert_eq!(db.oauth_codes().find(&[1; 32]).await.unwrap(), None, "{gone}");
    }
}

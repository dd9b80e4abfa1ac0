//! Web sessions as the HTTP edge keeps them.

use std::collections::HashMap;

use service::{Caller, SessionKey};
use store::{SIGNED_IN, SignedIn};
use time::OffsetDateTime;
use tower_sessions_core::{
    SessionStore,
    session::{Id, Record},
};

use super::{Installation, START};

/// Long after now: sessions are compared with the real clock, too.
const FUTURE: i64 = 100_000_000_000;

impl Installation {
    /// Signs somebody in with a browser of its own.
    pub(crate) async fn sign_in(&self, caller: &Caller) -> SessionKey {
        let signed_in = SignedIn {
            user_id: caller.user_id,
            created_at: START,
            seen_at: START,
            agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0".to_owned(),
            address: "192.0.2.7".to_owned(),
            provider_id: None,
        };
        let signed_in = serde_json::to_value(signed_in).expect("JSON");
        let mut record = Record {
            id: Id::default(),
            data: HashMap::from([(SIGNED_IN.to_owned(), signed_in)]),
            expiry_date: OffsetDateTime::from_unix_timestamp(FUTURE).expect("a time"),
        };
        self.database
            .sessions()
            .create(&mut record)
            .await
            .expect("created");
        SessionKey::of_id(record.id.0)
    }

    /// Where somebody is signed in.
    pub(crate) async fn sessions_of(&self, caller: &Caller) -> Vec<SessionKey> {
        let sessions = self.database.web_sessions().list(caller.user_id, START).await;
        sessions
            .expect("readable")
            .iter()
            .map(|session| session.key)
            .collect()
    }
}

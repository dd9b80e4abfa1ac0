//! Client sessions as the gateway knows them, and as they are stored.

use gateway::{PrincipalId, SessionRecord, SessionSubscription, SessionUse, SessionWishes};
use model::ServerId;
use serde::{Deserialize, Serialize};
use store::{ClientSessionRecord, SessionHolder};

/// A subscription as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subscription {
    server: ServerId,
    original: String,
    exposed: String,
}

/// A session as it is stored; `None` when it is the gateway's own, which has none.
pub(super) fn record(session: &SessionRecord) -> Option<ClientSessionRecord> {
    Some(ClientSessionRecord {
        id_hash: session.hash,
        endpoint_id: session.endpoint_id,
        holder: match session.principal {
            PrincipalId::Anonymous(_) => SessionHolder::Anonymous,
            PrincipalId::User(id) => SessionHolder::User(id),
            PrincipalId::Key(id) => SessionHolder::ApiKey(id),
            PrincipalId::Gateway => return None,
        },
        version: session.version.clone(),
        client_info: session.client_info.clone(),
        capabilities: session.capabilities.clone(),
        log_level: session.wishes.log_level.clone(),
        subscriptions: subscriptions(&session.wishes),
        began_at: session.began_at,
        last_used_at: session.used.last_at,
        expires_at: session.used.expires_at,
    })
}

/// A session from its stored form.
pub(super) fn session(record: ClientSessionRecord) -> SessionRecord {
    SessionRecord {
        hash: record.id_hash,
        endpoint_id: record.endpoint_id,
        principal: match record.holder {
            SessionHolder::Anonymous => PrincipalId::Anonymous(record.endpoint_id),
            SessionHolder::User(id) => PrincipalId::User(id),
            SessionHolder::ApiKey(id) => PrincipalId::Key(id),
        },
        version: record.version,
        client_info: record.client_info,
        capabilities: record.capabilities,
        wishes: SessionWishes {
            log_level: record.log_level,
            subscriptions: read_subscriptions(&record.subscriptions),
        },
        began_at: record.began_at,
        used: SessionUse {
            last_at: record.last_used_at,
            expires_at: record.expires_at,
        },
    }
}

/// Subscriptions as they are stored.
pub(super) fn subscriptions(wishes: &SessionWishes) -> String {
    let form = |it: &SessionSubscription| Subscription {
        server: it.server_id,
        original: it.original.clone(),
        exposed: it.exposed.clone(),
    };
    let forms: Vec<_> = wishes.subscriptions.iter().map(form).collect();
    serde_json::to_string(&forms).expect("texts can always be written")
}

/// What another version stored does not count: its client subscribes again, or hears less.
fn read_subscriptions(text: &str) -> Vec<SessionSubscription> {
    let forms: Vec<Subscription> = serde_json::from_str(text).unwrap_or_default();
    let subscription = |form: Subscription| SessionSubscription {
        server_id: form.server,
        original: form.original,
        exposed: form.exposed,
    };
    forms.into_iter().map(subscription).collect()
}

#[cfg(test)]
mod tests {
    use gateway::{PrincipalId, SessionRecord, SessionSubscription, SessionUse, SessionWishes};
    use model::{EndpointId, ServerId, Timestamp};

    use super::{read_subscriptions, record, session};

    #[test]
    fn a_session_survives_being_stored() {
        let start = Timestamp::from_millis(0);
        let endpoint_id: EndpointId = crate::mint::id(start);
        let server_id: ServerId = crate::mint::id(start);
        let principals = [
            PrincipalId::Anonymous(endpoint_id),
            PrincipalId::User(crate::mint::id(start)),
            PrincipalId::Key(crate::mint::id(start)),
        ];
        for principal in principals {
            let kept = SessionRecord {
                hash: [7; 32],
                endpoint_id,
                principal,
                version: "2025-06-18".to_owned(),
                client_info: Some(r#"{ "name":"x" }"#.to_owned()),
                capabilities: Some(r#"{"roots":{ }}"#.to_owned()),
                wishes: SessionWishes {
                    log_level: Some("error".to_owned()),
                    subscriptions: vec![SessionSubscription {
                        server_id,
                        original: "file:///é \"x\"".to_owned(),
                        exposed: "metamcp+a:file:///é".to_owned(),
                    }],
                },
                began_at: Timestamp::from_millis(1),
                used: SessionUse {
                    last_at: Timestamp::from_millis(2),
                    expires_at: Timestamp::from_millis(3),
                },
            };
            assert_eq!(session(record(&kept).expect("a client's")), kept);
        }
    }

    #[test]
    fn the_form_of_another_version_does_not_count() {
        assert!(read_subscriptions(r#"[{"uri":"x"}]"#).is_empty());
    }
}

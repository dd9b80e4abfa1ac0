use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use model::{ApiKeyId, EndpointId};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Beginning, Session, StreamGuard};
use crate::{
    Error, PrincipalId,
    catalogue::{List, ListChange},
    era::Version,
    registry::credentials::Credential,
};

/// As in `streams`.
const STREAM_BACKLOG: usize = 64;

fn session() -> Arc<Session> {
    let endpoint_id = EndpointId::from_uuid(Uuid::from_u128(1));
    Arc::new(Session::new(Beginning {
        is_inside: false,
        endpoint_id,
        principal: PrincipalId::Anonymous(endpoint_id),
        version: Version::LATEST,
        client: Arc::default(),
        client_info: None,
        capabilities: None,
    }))
}

/// Nobody has used it for ten seconds.
fn is_idle(session: &Session) -> bool {
    !session.is_in_use() && session.lifetime.idle() > Duration::from_secs(10)
}

/// The tools, looking like this.
fn tools(look: u8) -> ListChange {
    ListChange {
        list: List::Tools,
        now: [look; 8],
    }
}

fn open(session: &Arc<Session>) -> (mpsc::Receiver<Bytes>, StreamGuard) {
    session
        .open_stream(None, 16)
        .unwrap_or_else(|_| panic!("no stream"))
}

fn count(messages: &mut mpsc::Receiver<Bytes>) -> usize {
    std::iter::from_fn(|| messages.try_recv().ok()).count()
}

#[tokio::test]
async fn a_reader_that_is_too_slow_loses_its_stream_and_no_news() {
    let session = session();
    let (mut slow, _guard) = open(&session);
    for _ in 0..=STREAM_BACKLOG {
        session.tell_lists_changed(&[tools(1)]);
    }
    assert_eq!(count(&mut slow), STREAM_BACKLOG);
    assert!(slow.is_closed());
    let (mut next, _guard) = open(&session);
    assert_eq!(count(&mut next), 1);
}

#[tokio::test]
async fn a_full_stream_hands_over_to_an_older_one_with_room() {
    let session = session();
    let (mut older, _older) = open(&session);
    let (mut newer, _newer) = open(&session);
    for _ in 0..=STREAM_BACKLOG {
        session.tell_lists_changed(&[tools(1)]);
    }
    assert_eq!((count(&mut newer), count(&mut older)), (STREAM_BACKLOG, 1));
}

#[tokio::test]
async fn news_is_owed_until_the_client_lists_or_listens() {
    let session = session();
    session.tell_lists_changed(&[tools(1)]);
    session.sees(List::Tools, [1; 8]);
    let (mut stream, guard) = open(&session);
    assert_eq!(count(&mut stream), 0);
    drop((stream, guard));
    session.tell_lists_changed(&[tools(2)]);
    session.tell_lists_changed(&[tools(3)]);
    let (mut stream, _guard) = open(&session);
    assert_eq!(count(&mut stream), 1);
}

#[tokio::test]
async fn what_the_client_has_seen_is_no_news_even_if_it_is_told_late() {
    let session = session();
    let (mut stream, _guard) = open(&session);
    session.sees(List::Tools, [1; 8]);
    session.tell_lists_changed(&[tools(1)]);
    assert_eq!(count(&mut stream), 0);
    session.tell_lists_changed(&[tools(2)]);
    assert_eq!(count(&mut stream), 1);
}

#[tokio::test]
async fn a_stream_ends_with_the_key_that_opened_it() {
    let session = session();
    let key = |n| Some(Credential::Key(ApiKeyId::from_uuid(Uuid::from_u128(n))));
    let (lost, _lost) = session
        .open_stream(key(1), 16)
        .unwrap_or_else(|_| panic!("no stream"));
    let (kept, _kept) = session
        .open_stream(key(2), 16)
        .unwrap_or_else(|_| panic!("no stream"));
    session.close_streams_of_lost(|credential| Some(credential) == key(2));
    assert!(lost.is_closed() && !kept.is_closed());
}

#[tokio::test]
async fn an_ended_session_cancels_its_calls_and_opens_nothing() {
    let session = session();
    let (stream, _guard) = open(&session);
    let call = session.begin_call("1");
    session.end();
    assert!(stream.is_closed() && call.cancelled.is_cancelled());
    assert!(matches!(
        session.open_stream(None, 16),
        Err(Error::SessionUnknown)
    ));
}

#[tokio::test(start_paused = true)]
async fn a_running_call_keeps_a_session_from_being_idle() {
    let session = session();
    let call = session.begin_call("1");
    tokio::time::advance(Duration::from_secs(100)).await;
    assert!(!is_idle(&session));
    drop(call);
    // The end of the call counts as its latest use.
    assert!(!is_idle(&session));
    tokio::time::advance(Duration::from_secs(11)).await;
    assert!(is_idle(&session));
}

#[tokio::test]
async fn cancelling_finds_calls_by_the_clients_id_only() {
    let session = session();
    let (one, other) = (session.begin_call("1"), session.begin_call("\"1\""));
    session.cancel_call("\"1\"");
    assert!(other.cancelled.is_cancelled() && !one.cancelled.is_cancelled());
    session.cancel_call("7");
    drop(one);
    session.cancel_call("1");
}

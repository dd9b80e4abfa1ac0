//! Subscriptions of a session to resources.

use tokio_util::sync::CancellationToken;

use super::{context::Context, forward, resolve::Forward};
use crate::{Error, client::session::Session, envelope::Answer, gateway::Inner};

/// `resources/subscribe`: from now on the session hears of changes.
pub(crate) async fn subscribe(
    gateway: &Inner,
    context: &Context,
    session: &Session,
    candidates: &[Forward],
    cancelled: &CancellationToken,
) -> Result<Answer, Error> {
    let mut refused = None;
    for candidate in candidates {
        let target = &candidate.target;
        // First, since the news may be faster than the answer.
        session
            .subscriptions
            .add(target.server_id, &target.original, &target.exposed)?;
        let answer = forward::run(
            gateway,
            context,
            "resources/subscribe",
            candidate,
            cancelled,
            None,
        )
        .await;
        match answer {
            Ok(answer) if answer.result().is_some() => return Ok(answer),
            other => {
                session.subscriptions.remove(target.server_id, &target.original);
                refused = Some(other);
            }
        }
    }
    refused.unwrap_or_else(|| Err(Error::UnknownResource(String::new())))
}

/// `resources/unsubscribe`. The server is told unless another session on the same connection still listens.
pub(crate) async fn unsubscribe(
    gateway: &Inner,
    context: &Context,
    session: &Session,
    candidates: &[Forward],
    cancelled: &CancellationToken,
) -> Result<Option<Answer>, Error> {
    let mut answer = None;
    for candidate in candidates {
        let target = &candidate.target;
        session.subscriptions.remove(target.server_id, &target.original);
        if gateway
            .sessions
            .is_subscribed(session.peer.lane, target.server_id, &target.original)
        {
            continue;
        }
        let unsubscribed = forward::run(
            gateway,
            context,
            "resources/unsubscribe",
            candidate,
            cancelled,
            None,
        );
        answer = Some(unsubscribed.await?);
    }
    Ok(answer)
}

//! Resources: read at the server that has them, and subscriptions of a session.

use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{candidates::Candidates, context::Context, forward, resolve::Forward};
use crate::{
    Error,
    catalogue::Target,
    client::session::Session,
    envelope::Answer,
    gateway::Inner,
    raw::{RawObject, decode_string, write_string},
    upstream::listener::Ears,
};

/// Reads a resource. What the client knows under another URI comes back under that.
pub(crate) async fn read(
    gateway: &Inner,
    context: &Context,
    candidates: &Candidates,
    cancelled: &CancellationToken,
    ears: Ears,
) -> Result<Answer, Error> {
    let answer = candidates
        .ask(gateway, context, "resources/read", cancelled, ears)
        .await?;
    let target = candidates.forwards().first().map(|forward| &forward.target);
    let renamed = target.filter(|target| target.exposed != target.original);
    Ok(renamed
        .and_then(|target| with_exposed_uri(&answer, target))
        .unwrap_or(answer))
}

/// A result whose contents have the URI that the client knows in place of the server's own; `None` when it has no such
/// contents.
fn with_exposed_uri(answer: &Answer, target: &Target) -> Option<Answer> {
    let result = RawObject::parse(std::str::from_utf8(answer.result()?).ok()?, &["contents"]).ok()?;
    let contents: Vec<&RawValue> = serde_json::from_str(result.get("contents")?.get()).ok()?;
    let mut exposed = Vec::new();
    write_string(&mut exposed, &target.exposed);
    let mut array = b"[".to_vec();
    for (at, content) in contents.iter().enumerate() {
        if at > 0 {
            array.push(b',');
        }
        let content = RawObject::parse(content.get(), &[]).ok()?;
        let is_it = content.get("uri").and_then(decode_string).as_deref() == Some(&*target.original);
        let replacement = [("uri", &*exposed)];
        content.write_with(&mut array, if is_it { &replacement } else { &[] });
    }
    array.push(b']');
    let mut read = Vec::new();
    result.write_with(&mut read, &[("contents", &array)]);
    Some(Answer::of_result(&read)?.in_era(answer.is_modern()))
}

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
            Ok(answer) if answer.result().is_some() => {
                gateway.sessions.changed(session);
                return Ok(answer);
            }
            other => {
                session.subscriptions.remove(target.server_id, &target.original);
                refused = Some(other);
            }
        }
    }
    refused.unwrap_or_else(|| Err(Error::UnknownResource(String::new())))
}

/// `resources/unsubscribe`. The server is told unless somebody else on the same connection still listens.
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
        gateway.sessions.changed(session);
        let rule = gateway.upstreams.rule(target.server_id);
        if gateway.is_wanted(rule.lane(&session.peer), rule, target.server_id, &target.original) {
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

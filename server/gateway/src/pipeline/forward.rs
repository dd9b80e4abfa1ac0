//! One request to a server, and its answer.

use tokio_util::sync::CancellationToken;

use super::{
    context::Context,
    resolve::Forward,
    rounds::{MAX_ROUNDS, Said, Wanted},
};
use crate::{
    Error,
    envelope::Answer,
    gateway::Inner,
    upstream::{Outgoing, listener::Ears},
};

/// Sends a request and waits for its answer. Dropping the future cancels it at the server.
///
/// A server without sessions may want to know something first. Where the client has a session it is asked, and the
/// request repeated; otherwise the client does that itself.
pub(crate) async fn run(
    gateway: &Inner,
    context: &Context,
    method: &str,
    forward: &Forward,
    cancelled: &CancellationToken,
    ears: Ears,
) -> Result<Answer, Error> {
    let request = async {
        let mut answer = once(gateway, context, method, forward, None, ears.clone()).await?;
        let Some(asker) = &context.asker else {
            return Ok(answer);
        };
        for _ in 0..MAX_ROUNDS {
            let said = match Wanted::of(&answer) {
                Some(wanted) => wanted.ask(asker).await?,
                None => return Ok(answer),
            };
            answer = once(gateway, context, method, forward, Some(&said), ears.clone()).await?;
        }
        Err(Error::Question(format!(
            "the server asked {MAX_ROUNDS} times and still does not answer"
        )))
    };
    tokio::select! {
        biased;
        answer = request => answer,
        () = cancelled.cancelled() => Err(Error::Cancelled),
    }
}

async fn once(
    gateway: &Inner,
    context: &Context,
    method: &str,
    forward: &Forward,
    said: Option<&Said>,
    ears: Ears,
) -> Result<Answer, Error> {
    let params = |token| {
        let params = forward.params(token);
        match said {
            // They were valid when they were put together.
            Some(said) => said.with(&params).ok(),
            None => Some(params),
        }
    };
    let told = gateway
        .upstreams
        .told(forward.target.server_id, context.calling())?;
    let answer = gateway.upstreams.request(
        forward.target.server_id,
        &context.peer,
        Outgoing {
            method,
            params: &params,
            repeated: &forward.target.repeated,
            told: told.as_deref(),
            tool: (method == "tools/call").then_some(&*forward.target.original),
            is_repeatable: forward.target.is_repeatable || is_reading(method),
        },
        ears,
    );
    Ok(answer.await?)
}

/// Requests that change nothing at the server, or do not change more when they come twice.
fn is_reading(method: &str) -> bool {
    matches!(
        method,
        "resources/read"
            | "resources/subscribe"
            | "resources/unsubscribe"
            | "prompts/get"
            | "completion/complete"
            | "logging/setLevel"
            | "tasks/get"
            | "tasks/list"
    )
}

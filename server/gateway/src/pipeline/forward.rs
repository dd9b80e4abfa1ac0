//! One request to a server, and its answer.

use tokio_util::sync::CancellationToken;

use super::{context::Context, resolve::Forward};
use crate::{Error, envelope::Answer, gateway::Inner, upstream::listener::Ears};

/// Sends a request and waits for its answer. Dropping the future cancels it at the server.
pub(crate) async fn run(
    gateway: &Inner,
    context: &Context,
    method: &str,
    forward: &Forward,
    cancelled: &CancellationToken,
    ears: Ears,
) -> Result<Answer, Error> {
    let request = gateway.upstreams.request(
        forward.target.server_id,
        &context.peer,
        method,
        |token| Some(forward.params(token)),
        &forward.target.repeated,
        gateway.options.call_timeout,
        ears,
    );
    tokio::select! {
        biased;
        answer = request => Ok(answer?),
        () = cancelled.cancelled() => Err(Error::Cancelled),
    }
}

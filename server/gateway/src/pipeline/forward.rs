//! One request to a server, and its answer.

use tokio_util::sync::CancellationToken;

use super::{
    context::Context,
    recording::Recording,
    resolve::Forward,
    rounds::{MAX_ROUNDS, Said, Wanted},
};
use crate::{
    Error,
    envelope::Answer,
    gateway::Inner,
    middleware::{self, Sending, kind_of},
    upstream::{Outgoing, listener::Ears},
    wires::exchange,
};

/// Sends a request through the chain before its target, and waits for its answer, of which a record is made where it is about a
/// tool, prompt or resource. Dropping the future cancels it at the server.
pub(crate) async fn run(
    gateway: &Inner,
    context: &Context,
    method: &str,
    forward: &Forward,
    cancelled: &CancellationToken,
    ears: Ears,
) -> Result<Answer, Error> {
    let traced = context.trace.as_ref().map(|trace| trace.call(context.began));
    let sending = Sending {
        gateway,
        context,
        method,
        forward,
        ears,
        traced,
    };
    let kind = kind_of(method);
    let mut recording = kind
        .filter(|_| method != "resources/subscribe")
        .map(|kind| Recording::of(&sending, kind));
    let answer = if let Some(kind) = kind.filter(|_| !forward.target.chain.is_empty()) {
        // A future of its own, since hardly any request has a chain before it.
        let passing = Box::pin(middleware::pass(&sending, kind));
        let answer = cancelled.run_until_cancelled(passing).await;
        answer.unwrap_or(Err(Error::Cancelled))
    } else {
        tokio::select! {
            biased;
            answer = send(&sending, forward) => answer,
            () = cancelled.cancelled() => Err(Error::Cancelled),
        }
    };
    if let Some(recording) = &mut recording {
        recording.ended(&answer);
    }
    answer
}

/// Sends a request, which may be another one now than the client's, to its server.
///
/// A server without sessions may want to know something first. Where the client has a session it is asked, and the
/// request repeated; otherwise the client does that itself.
pub(crate) async fn send(sending: &Sending<'_>, forward: &Forward) -> Result<Answer, Error> {
    match &sending.context.sender.exchange {
        // A future of its own, since hardly anybody watches.
        Some(exchange) => Box::pin(exchange::within(exchange.clone(), ask(sending, forward))).await,
        None => ask(sending, forward).await,
    }
}

async fn ask(sending: &Sending<'_>, forward: &Forward) -> Result<Answer, Error> {
    let mut answer = once(sending, forward, None).await?;
    let Some(asker) = &sending.context.asker else {
        return Ok(answer);
    };
    for _ in 0..MAX_ROUNDS {
        let said = match Wanted::of(&answer) {
            Some(wanted) => wanted.ask(asker).await?,
            None => return Ok(answer),
        };
        answer = once(sending, forward, Some(&said)).await?;
    }
    Err(Error::Question(format!(
        "the server asked {MAX_ROUNDS} times and still does not answer"
    )))
}

async fn once(sending: &Sending<'_>, forward: &Forward, said: Option<&Said>) -> Result<Answer, Error> {
    let Sending {
        gateway,
        context,
        method,
        ..
    } = *sending;
    let params = |token| {
        let params = match &sending.traced {
            Some(traced) => traced.with(forward.params(token)),
            None => forward.params(token),
        };
        match said {
            // They were valid when they were put together.
            Some(said) => said.with(&params).ok(),
            None => Some(params),
        }
    };
    let mut told = gateway
        .upstreams
        .told(forward.target.server_id, context.calling())?;
    if let Some(traced) = &sending.traced {
        traced.tell(told.get_or_insert_default());
    }
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
            // That of the client's request, which may have been replaced.
            clock: &sending.forward.clock,
        },
        sending.ears.clone(),
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

//! Trial connections.

use futures::{StreamExt, stream};
use gateway::{Gateway, Offering, UpstreamSpec};
use model::{
    Candidate, MASK, Pair, QuickOutcome, QuickServer, ServerInput, Timestamp, format_pairs, parse_pairs,
};

use crate::{Caller, mint, transport};

/// Servers tried at the same time: each may be a process that loads the machine while it starts.
const AT_ONCE: usize = 4;

/// One server, tried.
pub(crate) struct Tried {
    /// Secrets included.
    pub(super) input: ServerInput,
    pub(super) outcome: QuickOutcome,
    /// What it offers, when it answered.
    pub(super) offering: Option<Offering>,
}

/// Tries every candidate. Their order stays.
pub(super) async fn of_all(
    caller: &Caller,
    gateway: &Gateway,
    candidates: Vec<Candidate>,
    now: Timestamp,
) -> Vec<Tried> {
    let trials = candidates
        .into_iter()
        .map(|candidate| of(caller, gateway.clone(), candidate, now));
    stream::iter(trials).buffered(AT_ONCE).collect().await
}

async fn of(caller: &Caller, gateway: Gateway, candidate: Candidate, now: Timestamp) -> Tried {
    let Candidate { input, disabled } = candidate;
    let (outcome, offering) = match transport::of_input(caller, &input) {
        Err(errors) => (QuickOutcome::Invalid(errors), None),
        Ok(_) if disabled => (QuickOutcome::SwitchedOff, None),
        Ok(transport) => {
            let spec = UpstreamSpec {
                id: mint::id(now),
                name: input.name.clone(),
                transport,
            };
            match gateway.probe(spec).await {
                Ok(probe) => (QuickOutcome::Found(probe.view), Some(probe.offering)),
                Err(error) => (QuickOutcome::Failed(error.to_failure()), None),
            }
        }
    };
    Tried {
        input,
        outcome,
        offering,
    }
}

impl Tried {
    /// What pages show: no secret leaves, not even back to the one who pasted it.
    pub(super) fn view(&self) -> QuickServer {
        QuickServer {
            input: masked(&self.input),
            outcome: self.outcome.clone(),
        }
    }
}

fn masked(input: &ServerInput) -> ServerInput {
    ServerInput {
        env: masked_pairs(&input.env),
        headers: masked_pairs(&input.headers),
        bearer_token: if input.bearer_token.is_empty() {
            String::new()
        } else {
            MASK.to_owned()
        },
        ..input.clone()
    }
}

fn masked_pairs(text: &str) -> String {
    // What cannot be read as pairs cannot be masked either.
    let pairs: Vec<Pair> = parse_pairs(text).unwrap_or_default();
    format_pairs(&pairs.iter().map(Pair::masked).collect::<Vec<_>>())
}

//! Trial connections.

use futures::{StreamExt, TryStreamExt, stream};
use gateway::{Offering, TransportSpec, UpstreamSpec};
use model::{
    Candidate, FieldErrors, MASK, NamespaceId, Owner, Pair, Problem, QuickOutcome, QuickServer, ServerInput,
    Timestamp, format_pairs, parse_pairs,
};

use crate::{
    Caller, Error, Namespaces, Result, installation::Installation, mint, nesting, services::Inner, transport,
};

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
    inner: &Inner,
    caller: &Caller,
    candidates: Vec<Candidate>,
    now: Timestamp,
) -> Result<Vec<Tried>> {
    let installation = inner.keeper.current().await?;
    let trials = candidates
        .into_iter()
        .map(|candidate| of(inner, caller, &installation, candidate, now));
    stream::iter(trials).buffered(AT_ONCE).try_collect().await
}

async fn of(
    inner: &Inner,
    caller: &Caller,
    installation: &Installation,
    mut candidate: Candidate,
    now: Timestamp,
) -> Result<Tried> {
    let named = nesting::fill_in(installation, Owner::Person(caller.user_id), &mut candidate);
    let Candidate { input, disabled, .. } = candidate;
    let transport = named.and_then(|()| transport::of_input(caller, &input));
    let (outcome, offering) = match transport {
        Err(errors) => (QuickOutcome::Invalid(errors), None),
        Ok(_) if disabled => (QuickOutcome::SwitchedOff, None),
        Ok(TransportSpec::Namespace { namespace_id }) => {
            (in_process(inner, caller, namespace_id).await?, None)
        }
        Ok(transport) => {
            let spec = UpstreamSpec {
                id: mint::id(now),
                name: input.name.clone(),
                transport,
                run: gateway::RunSpec::default(),
            };
            match inner.parts.gateway.probe(spec).await {
                Ok(probe) => (QuickOutcome::Found(probe.view), Some(probe.offering)),
                Err(error) => (QuickOutcome::Failed(error.to_failure()), None),
            }
        }
    };
    Ok(Tried {
        input,
        outcome,
        offering,
    })
}

/// There is nothing to connect to: what the namespace shows is known.
async fn in_process(inner: &Inner, caller: &Caller, id: NamespaceId) -> Result<QuickOutcome> {
    match Namespaces::new(inner).get(caller, id).await {
        Ok(detail) => Ok(QuickOutcome::InProcess {
            namespace: detail.namespace.name.clone(),
            tools: detail
                .shown_tools()
                .map(|tool| {
                    let about = tool.first_line().to_owned();
                    (tool.exposed_name, about)
                })
                .collect(),
        }),
        Err(Error::NotFound) => {
            let missing = Problem::Missing { name: id.to_string() };
            Ok(QuickOutcome::Invalid(FieldErrors::of("namespace_id", missing)))
        }
        Err(other) => Err(other),
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

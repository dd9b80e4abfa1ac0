//! `subscriptions/listen`: a request that is answered by changes for as long as it is open.

use std::{
    collections::HashMap,
    iter,
    sync::Arc,
    task::{Context as TaskContext, Poll},
    time::Instant,
};

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{
    Arrival,
    subscribers::{Subscribed, Subscriber},
};
use crate::{
    Body, Error,
    body::EventSource,
    catalogue::{List, Target},
    client::{
        reply,
        session::{MAX_SUBSCRIPTIONS, outbox::Outbox},
    },
    gateway::Inner,
    pipeline::{context::Context, forward, resolve},
    raw::RawObject,
    upstream::{caller::Brought, lane::Peer},
};

/// The lists by the word for them.
const LISTS: [(&str, List); 3] = [
    ("toolsListChanged", List::Tools),
    ("promptsListChanged", List::Prompts),
    ("resourcesListChanged", List::Resources),
];

/// Opens a subscription.
pub(super) async fn listen(
    arrival: &Arrival<'_>,
    id: &str,
    params: &RawObject<'_>,
) -> Result<Response<Body>, Error> {
    let invalid = |what: &str| Error::InvalidParams(what.to_owned());
    let wanted: Map<String, Value> = params
        .get("notifications")
        .and_then(|wanted| serde_json::from_str(wanted.get()).ok())
        .ok_or_else(|| invalid("params.notifications must be an object"))?;
    let lists: Vec<_> = LISTS
        .iter()
        .filter(|(word, _)| wanted.get(*word) == Some(&Value::Bool(true)))
        .map(|(_, list)| *list)
        .collect();
    let uris: Vec<&str> = wanted
        .get("resourceSubscriptions")
        .and_then(Value::as_array)
        .map(|uris| uris.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if uris.len() > MAX_SUBSCRIPTIONS {
        return Err(Error::TooManySubscriptions);
    }
    let watched = watch(arrival, &uris).await?;
    let outbox = Arc::new(Outbox::new(None));
    let honoured = honoured(&lists, &watched);
    let subscribed = arrival.gateway.subscribers.open(Subscriber {
        endpoint_id: arrival.endpoint.id,
        principal: arrival.caller.principal,
        credential: arrival.caller.credential,
        id: id.into(),
        lists,
        resources: watched
            .iter()
            .map(|target| {
                (
                    (target.server_id, Box::from(&*target.original)),
                    Box::from(&*target.exposed),
                )
            })
            .collect::<HashMap<_, _>>(),
        outbox: outbox.clone(),
    })?;
    if let Some(subscriber) = subscribed.subscriber() {
        subscriber.acknowledge(&honoured);
    }
    let stream = Subscription {
        outbox,
        position: 0,
        _subscribed: subscribed,
        _watch: Watch {
            gateway: arrival.gateway.clone(),
            context: context(arrival),
            targets: watched,
        },
    };
    Ok(reply::events(stream, arrival.gateway.options.keep_alive))
}

/// Subscribes to resources at their servers. Those that no server has are left out, and so not confirmed.
async fn watch(arrival: &Arrival<'_>, uris: &[&str]) -> Result<Vec<Target>, Error> {
    let mut watched = Vec::new();
    let context = context(arrival);
    let seen = arrival.gateway.seen_by(&context.peer, arrival.endpoint.clone());
    for uri in uris {
        for candidate in resolve::subscription(&seen.namespace.catalogue, uri)? {
            let never = CancellationToken::new();
            let method = "resources/subscribe";
            let answer = forward::run(arrival.gateway, &context, method, &candidate, &never, None).await;
            if answer.is_ok_and(|answer| answer.result().is_some()) {
                watched.push(candidate.target);
                break;
            }
        }
    }
    Ok(watched)
}

fn context(arrival: &Arrival<'_>) -> Context {
    Context {
        endpoint: arrival.endpoint.clone(),
        principal: arrival.caller.principal,
        client: Arc::default(),
        peer: Peer::stateless(arrival.caller.principal),
        asker: None,
        brought: Brought::default(),
        sender: arrival.came.sender(iter::empty()),
        began: Instant::now(),
        trace: None,
    }
}

fn honoured(lists: &[List], watched: &[Target]) -> String {
    let mut honoured: Map<String, Value> = LISTS
        .iter()
        .filter(|(_, list)| lists.contains(list))
        .map(|(word, _)| ((*word).to_owned(), Value::Bool(true)))
        .collect();
    if !watched.is_empty() {
        let uris = watched.iter().map(|target| Value::from(&*target.exposed));
        honoured.insert("resourceSubscriptions".to_owned(), uris.collect());
    }
    Value::from(honoured).to_string()
}

/// The stream of a subscription.
struct Subscription {
    outbox: Arc<Outbox>,
    position: u64,
    // Dropped first: what nobody wants any more is found out without it.
    _subscribed: Subscribed,
    _watch: Watch,
}

/// Resources that servers watch for a subscription, until it is dropped.
struct Watch {
    gateway: Arc<Inner>,
    context: Context,
    targets: Vec<Target>,
}

impl EventSource for Subscription {
    fn poll_event(&mut self, context: &mut TaskContext<'_>) -> Poll<Option<Bytes>> {
        self.outbox.poll_next(&mut self.position, context)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if self.targets.is_empty() || self.gateway.closing.is_cancelled() {
            return;
        }
        let (gateway, context) = (self.gateway.clone(), self.context.clone());
        let targets = std::mem::take(&mut self.targets);
        self.gateway.tasks.spawn(async move {
            for target in targets {
                let rule = gateway.upstreams.rule(target.server_id);
                if gateway.is_wanted(rule.lane(&context.peer), rule, target.server_id, &target.original) {
                    continue;
                }
                let Ok(forward) = resolve::about(&target) else {
                    continue;
                };
                let method = "resources/unsubscribe";
                // A server that is gone does not watch anything either.
                let _ = forward::run(&gateway, &context, method, &forward, &gateway.closing, None).await;
            }
        });
    }
}

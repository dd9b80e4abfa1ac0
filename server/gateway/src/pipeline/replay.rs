//! What a session that was brought back wants to hear, told to its servers again.

use std::{collections::HashMap, sync::Arc, time::Instant};

use futures::future::{join, join_all};
use serde_json::value::RawValue;
use tokio_util::sync::CancellationToken;

use super::{context::Context, dispatch, forward, resolve::Forward};
use crate::{
    Error, SessionSubscription,
    catalogue::Target,
    client::session::{LogLevel, Session},
    gateway::Inner,
    raw::{RawObject, write_string},
    registry::Endpoint,
};

/// Tells the servers of an endpoint, in the background, what a session wants to hear.
pub(crate) fn begin(gateway: &Arc<Inner>, endpoint: Arc<Endpoint>, session: Arc<Session>) {
    let replaying = wishes(gateway.clone(), endpoint, session);
    let closing = gateway.closing.clone();
    gateway
        .tasks
        .spawn(async move { closing.run_until_cancelled(replaying).await });
}

async fn wishes(gateway: Arc<Inner>, endpoint: Arc<Endpoint>, session: Arc<Session>) {
    let endpoint = gateway.registry.complete(endpoint).await;
    let context = Context::of_session(endpoint, &session, None, Instant::now());
    let telling_level = async {
        if let Some(level) = session.logs.get() {
            set_level(&gateway, &context, level).await;
        }
    };
    // One after the other at each server, so that a slow one holds up nothing but itself.
    let subscribing = by_server(session.wishes().subscriptions).map(async |of_one| {
        for subscription in of_one {
            subscribe(&gateway, &context, subscription).await;
        }
    });
    join(telling_level, join_all(subscribing)).await;
}

fn by_server(all: Vec<SessionSubscription>) -> impl Iterator<Item = Vec<SessionSubscription>> {
    let mut servers: HashMap<_, Vec<_>> = HashMap::new();
    for subscription in all {
        servers
            .entry(subscription.server_id)
            .or_default()
            .push(subscription);
    }
    servers.into_values()
}

async fn set_level(gateway: &Arc<Inner>, context: &Context, level: LogLevel) {
    let params = format!(r#"{{"level":"{}"}}"#, level.name());
    let params = RawObject::parse(&params, &[]).expect("put together from a word");
    match dispatch::level_for_servers(gateway, context, &params, level) {
        Ok(forwards) => dispatch::tell_level(gateway, context, forwards).await,
        Err(error) => note(&error),
    }
}

async fn subscribe(gateway: &Inner, context: &Context, subscription: SessionSubscription) {
    let members = context.endpoint.namespace.catalogue.members();
    if !members.iter().any(|it| it.server_id == subscription.server_id) {
        return;
    }
    let mut params = br#"{"uri":"#.to_vec();
    write_string(&mut params, &subscription.original);
    params.push(b'}');
    let params: Box<RawValue> = serde_json::from_slice(&params).expect("put together from a string");
    let target = Target {
        is_repeatable: true,
        ..Target::new(
            &subscription.exposed,
            subscription.server_id,
            &subscription.original,
        )
    };
    let told = async {
        let params = RawObject::parse(params.get(), &[]).expect("put together as an object");
        let forward = Forward::new(target, &params, &[])?;
        let never = CancellationToken::new();
        forward::run(gateway, context, "resources/subscribe", &forward, &never, None).await
    };
    if let Err(error) = told.await {
        note(&error);
    }
}

/// The session goes on all the same: the server is told when somebody subscribes again.
fn note(error: &Error) {
    tracing::debug!(
        error = error as &dyn std::error::Error,
        "a server could not be told again what a session wants to hear"
    );
}

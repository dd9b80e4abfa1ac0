//! What the gateway does by itself: hear what servers say and offer, forget idle sessions, end with keys.

use std::{sync::Arc, time::Duration};

use super::Inner;
use crate::{
    client::session::Limits,
    recorder,
    upstream::{
        lane::Lane,
        listener::{StrayContent, Strays},
    },
};

/// Between two looks at whether client sessions are over.
const MIN_BETWEEN_LOOKS: Duration = Duration::from_millis(10);
const MAX_BETWEEN_LOOKS: Duration = Duration::from_mins(1);

/// So much longer than the key may a session last.
const BETWEEN_LOOKS_AT_KEYS: Duration = Duration::from_secs(1);

/// Between two looks at what links of chains need not remember any more.
const BETWEEN_TIDYINGS: Duration = Duration::from_mins(1);

/// Starts all of it; it ends with the gateway.
pub(super) fn start(gateway: &Arc<Inner>, strays: Strays) {
    let inner = gateway.clone();
    gateway.tasks.spawn(async move {
        inner
            .closing
            .run_until_cancelled(deliver_strays(&inner, strays))
            .await
    });
    let inner = gateway.clone();
    gateway
        .tasks
        .spawn(async move { inner.closing.run_until_cancelled(expire_sessions(&inner)).await });
    let inner = gateway.clone();
    gateway
        .tasks
        .spawn(async move { inner.closing.run_until_cancelled(end_with_keys(&inner)).await });
    let inner = gateway.clone();
    gateway
        .tasks
        .spawn(async move { inner.closing.run_until_cancelled(tidy_links(&inner)).await });
}

/// What links of chains remember may grow with those who call.
async fn tidy_links(gateway: &Inner) {
    loop {
        tokio::time::sleep(BETWEEN_TIDYINGS).await;
        for links in gateway.registry.all_links() {
            links.tidy();
        }
    }
}

/// Brings what servers say by themselves to the sessions that it concerns, in its order.
async fn deliver_strays(gateway: &Inner, mut strays: Strays) {
    while let Some(stray) = strays.recv().await {
        match (stray.lane, &stray.content) {
            (_, StrayContent::ToAll(offering)) => {
                gateway.learn_and_tell(stray.server_id, offering.clone());
            }
            (lane, StrayContent::Offering(offering)) => {
                gateway.learn_on(lane.seen_from(), stray.server_id, offering.clone());
            }
            (Lane::Stateless(_), StrayContent::Notification(frame)) => {
                gateway.subscribers.hear(
                    stray.lane,
                    gateway.upstreams.rule(stray.server_id),
                    stray.server_id,
                    frame,
                );
            }
            (lane, content) => {
                let rule = gateway.upstreams.rule(stray.server_id);
                if let StrayContent::Notification(frame) = content
                    && lane.is_gateways()
                {
                    gateway.subscribers.hear(lane, rule, stray.server_id, frame);
                }
                gateway.sessions.hear(&gateway.registry.state(), rule, stray);
            }
        }
    }
}

async fn expire_sessions(gateway: &Inner) {
    loop {
        tokio::time::sleep(until_next_look(gateway)).await;
        gateway.sessions.expire(gateway.session_limits());
    }
}

/// Keys end at their times, not with a change of the configuration.
async fn end_with_keys(gateway: &Inner) {
    let mut looked_at = recorder::now();
    loop {
        tokio::time::sleep(BETWEEN_LOOKS_AT_KEYS).await;
        let now = recorder::now();
        let has_ended = gateway
            .registry
            .state()
            .credentials()
            .ends_between(looked_at, now);
        if has_ended {
            gateway.end_what_is_not_admitted();
        }
        looked_at = now;
    }
}

/// As the strictest endpoint needs it.
fn until_next_look(gateway: &Inner) -> Duration {
    let state = gateway.registry.state();
    let limits = state.endpoints().map(|it| Limits::of(it, &gateway.options));
    let strictest = limits.map(|limits| limits.look_after()).min();
    strictest
        .unwrap_or(MAX_BETWEEN_LOOKS)
        .clamp(MIN_BETWEEN_LOOKS, MAX_BETWEEN_LOOKS)
}

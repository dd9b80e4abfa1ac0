//! What the gateway does by itself: follow what servers offer and say, forget idle sessions.

use std::{sync::Arc, time::Duration};

use tokio::{sync::broadcast, sync::broadcast::error::RecvError, time::MissedTickBehavior};

use super::Inner;
use crate::{
    Event,
    registry::look::Looks,
    upstream::{
        lane::Lane,
        listener::{StrayContent, Strays},
    },
};

/// Starts all of it; it ends with the gateway.
pub(super) fn start(gateway: &Arc<Inner>, events: broadcast::Receiver<Event>, strays: Strays) {
    let inner = gateway.clone();
    gateway.tasks.spawn(async move {
        inner
            .closing
            .run_until_cancelled(follow_offerings(&inner, events))
            .await
    });
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
}

async fn follow_offerings(gateway: &Arc<Inner>, mut events: broadcast::Receiver<Event>) {
    loop {
        match events.recv().await {
            Ok(Event::Offering { server_id, offering }) => gateway.learn(server_id, offering),
            Ok(Event::Status { .. } | Event::Sessions { .. }) => {}
            Err(RecvError::Lagged(missed)) => {
                tracing::warn!(missed, "events were missed, asking all servers what they offer");
                for server_id in gateway.registry.askable() {
                    Looks::begin(gateway, server_id);
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

/// Brings what servers say by themselves to the sessions that it concerns, in its order.
async fn deliver_strays(gateway: &Inner, mut strays: Strays) {
    while let Some(stray) = strays.recv().await {
        match (stray.lane, &stray.content) {
            (lane, StrayContent::Offering(offering)) => {
                gateway.learn_on(lane.seen_from(), stray.server_id, offering.clone());
            }
            (Lane::Stateless(principal), StrayContent::Notification(frame)) => {
                gateway.subscribers.hear(principal, stray.server_id, frame);
            }
            _ => gateway.sessions.hear(&gateway.registry.state(), stray),
        }
    }
}

async fn expire_sessions(gateway: &Inner) {
    // Often enough that a session lives at most an eighth longer than it should.
    let idle = gateway.options.session_idle;
    let every = (idle / 8).clamp(Duration::from_millis(10), Duration::from_mins(1));
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        gateway.sessions.expire(idle);
    }
}

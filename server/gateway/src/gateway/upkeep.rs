//! What the gateway does by itself: hear what servers say and offer, forget idle sessions.

use std::{sync::Arc, time::Duration};

use tokio::time::MissedTickBehavior;

use super::Inner;
use crate::upstream::{
    lane::Lane,
    listener::{StrayContent, Strays},
};

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

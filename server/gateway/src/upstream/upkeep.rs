//! What is done for all servers from time to time: connections that nobody uses end, and what servers offer is looked at
//! again, since not every server says when it has changed.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};

use super::{shared::Shared, supervisor::Supervisor};

/// Idle connections are looked for this often, or four times within the time they may be idle.
const SWEEP: Duration = Duration::from_mins(1);

/// Servers that are due are looked for this often, or four times within the time between two looks.
const LOOK: Duration = Duration::from_secs(5);

/// Nothing is done more often.
const SHORTEST: Duration = Duration::from_millis(10);

/// Starts all of it; it ends when everything is closed.
pub(super) fn start(shared: &Arc<Shared>) {
    let sweep = SWEEP.min(shared.options.connection_idle / 4);
    repeat(shared, sweep, Supervisor::let_idle_go);
    let refresh = shared.options.refresh;
    let look = if refresh.is_zero() {
        LOOK
    } else {
        LOOK.min(refresh / 4)
    };
    repeat(shared, look, Supervisor::refresh);
}

fn repeat(shared: &Arc<Shared>, every: Duration, work: fn(&Arc<Supervisor>)) {
    let own = shared.clone();
    shared.tasks.spawn(async move {
        let mut ticks = interval(every.max(SHORTEST));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = own.closing.cancelled() => return,
                _ = ticks.tick() => {}
            }
            own.supervisors.load().values().for_each(work);
        }
    });
}

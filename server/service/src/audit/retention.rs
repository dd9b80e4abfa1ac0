//! What is too old, or too much, goes: from the beginning of each strand, a little at a time, so that others get their turn.

use std::{error::Error as StdError, sync::Arc, time::Duration};

use model::Timestamp;
use store::{ACTS, StrandRecord};
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::{Result, acts::Act, clock::earlier, services::Inner};

/// Between two looks.
const EVERY: Duration = Duration::from_mins(1);
/// Rows that go at once.
const STEP: u64 = 1000;
/// Between two steps.
const PAUSE: Duration = Duration::from_millis(20);
/// Calls that go between two looks, so that a strand of millions does not keep the others waiting for ever.
const MOST_AT_ONCE: u64 = 500_000;

/// Looks again and again, until the services end.
pub(crate) async fn follow(inner: Arc<Inner>) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while inner.goes_on(tick.tick()).await.is_some() {
        match inner.goes_on(Box::pin(tidy(&inner))).await {
            Some(Ok(0)) | None => {}
            Some(Ok(gone)) => tracing::debug!(gone, "old calls and acts are gone from the audit"),
            Some(Err(error)) => tracing::warn!(
                error = &error as &dyn StdError,
                "could not take old calls and acts from the audit"
            ),
        }
    }
}

/// Takes what is too old or too much, and tells how many rows that were.
pub(crate) async fn tidy(inner: &Inner) -> Result<u64> {
    let options = *inner.parts.audit.options();
    let audit = inner.parts.store.audit();
    let mut gone = 0;
    if options.days > 0 {
        let age = Duration::from_hours(24).saturating_mul(u32::try_from(options.days).unwrap_or(u32::MAX));
        let too_old = earlier(inner.parts.clock.now(), age);
        for strand in audit.strands().await? {
            gone += take(inner, &strand, too_old, MOST_AT_ONCE).await?;
        }
    }
    if options.most_rows > 0 {
        gone += bound(inner, options.most_rows).await?;
    }
    if gone > 0 {
        forget_empty(inner).await?;
    }
    Ok(gone)
}

/// Takes calls beyond a bound, the oldest first as far as strands tell.
async fn bound(inner: &Inner, most: u64) -> Result<u64> {
    let audit = inner.parts.store.audit();
    let mut gone = 0;
    while gone < MOST_AT_ONCE {
        let strands: Vec<_> = audit.strands().await?.into_iter().filter(has_calls).collect();
        let too_many = strands.iter().map(rows).sum::<u64>().saturating_sub(most);
        if too_many == 0 {
            break;
        }
        let mut oldest: Option<(Timestamp, &StrandRecord)> = None;
        for strand in &strands {
            if let Some(at) = audit.oldest(strand).await?
                && oldest.is_none_or(|(than, _)| at < than)
            {
                oldest = Some((at, strand));
            }
        }
        let Some((_, strand)) = oldest else { break };
        let all = Timestamp::from_millis(i64::MAX);
        let taken = take(inner, strand, all, too_many.min(STEP)).await?;
        if taken == 0 {
            break;
        }
        gone += taken;
    }
    Ok(gone)
}

/// Takes rows of a strand, step by step.
async fn take(inner: &Inner, strand: &StrandRecord, older_than: Timestamp, most: u64) -> Result<u64> {
    let audit = inner.parts.store.audit();
    let mut gone = 0;
    while gone < most {
        let step = STEP.min(most - gone);
        let taken = audit.prune(strand.id, older_than, step).await?;
        gone += taken;
        if taken < step {
            break;
        }
        sleep(PAUSE).await;
    }
    Ok(gone)
}

/// Forgets strands without rows, which processes have left behind that are over. Who writes one is known again with the
/// next call.
async fn forget_empty(inner: &Inner) -> Result<()> {
    for strand in inner.parts.store.audit().strands().await? {
        if strand.id != ACTS && rows(&strand) == 0 {
            let act = Act::of_system("audit.end").saying(strand.id.to_string());
            let tx = inner.begin(act).await?;
            tx.forget_strand(strand.id).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

fn has_calls(strand: &StrandRecord) -> bool {
    strand.id != ACTS && rows(strand) > 0
}

fn rows(strand: &StrandRecord) -> u64 {
    u64::try_from(strand.head_seq - strand.anchor_seq).unwrap_or(0)
}

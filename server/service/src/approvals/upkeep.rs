//! What becomes of calls that nobody waits for any more.

use std::{error::Error as StdError, time::Duration};

use model::Timestamp;

use crate::{Result, clock::earlier, services::Inner};

/// So long it can be read what was decided.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// As this process begins: what still waits was left by one that is gone. Other replicas may still wait for theirs.
pub(crate) async fn tidy_up(inner: &Inner) {
    let store = &inner.parts.store;
    let until = if store.is_shared() {
        inner.parts.clock.now()
    } else {
        Timestamp::from_millis(i64::MAX)
    };
    // A full disk is no reason not to start.
    if let Err(error) = expire(inner, until).await {
        tracing::warn!(
            error = &error as &dyn StdError,
            "calls that waited before may still be listed"
        );
    }
}

/// As it happens every hour.
pub(crate) async fn delete_old(inner: &Inner) -> Result<u64> {
    let now = inner.parts.clock.now();
    expire(inner, now).await?;
    let tx = inner.parts.store.begin().await?;
    let deleted = tx.approvals().delete_older(earlier(now, KEPT)).await?;
    tx.commit().await?;
    Ok(deleted)
}

async fn expire(inner: &Inner, until: Timestamp) -> Result<()> {
    let now = inner.parts.clock.now();
    let tx = inner.parts.store.begin().await?;
    tx.approvals().expire(until, now).await?;
    tx.commit().await?;
    Ok(())
}

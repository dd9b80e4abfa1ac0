//! What is over is deleted.

use super::{code, registration};
use crate::{Result, services::Inner};

/// Deletes connections that nobody refreshed, codes that are long over, and clients that nobody uses. Tells how much that
/// was.
pub(crate) async fn delete_expired(inner: &Inner) -> Result<u64> {
    let now = inner.parts.clock.now();
    let tx = inner.parts.store.begin().await?;
    let ended = tx.authorizations().delete_expired(now).await?;
    if ended > 0 {
        // Nobody has an access token of them any more; pages show them until they read anew.
        tx.bump_revision().await?;
    }
    let codes = tx
        .oauth_codes()
        .delete_expired(registration::earlier(inner, code::REMEMBERED))
        .await?;
    let clients = tx
        .oauth_clients()
        .delete_unused(
            registration::earlier(inner, registration::UNUSED),
            registration::MOST_CLIENTS,
        )
        .await?;
    let attempts = tx.upstream_attempts().delete_expired(now).await?;
    tx.commit().await?;
    Ok(ended + codes + clients + attempts)
}

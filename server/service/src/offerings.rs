//! What servers offer: how it is remembered, so that it can be listed before they are up.

mod form;

use std::{error::Error as StdError, sync::Arc};

use gateway::{Event, Offering};
use model::ServerId;
use store::OfferingRecord;
use tokio::sync::broadcast::Receiver;

use crate::{Result, installation::Installation, services::Inner, sync::Write, tools};

pub(crate) use form::read;

/// Stores what servers say they offer, all in one change. What is stored already is not stored again; servers that are
/// not configured any more are passed over.
pub(crate) async fn remember<'a>(
    inner: &Inner,
    offerings: impl IntoIterator<Item = (ServerId, &'a Offering)>,
) -> Result<()> {
    let current = inner.keeper.current().await?;
    let news: Vec<_> = offerings
        .into_iter()
        .filter(|(server_id, offering)| is_news(&current, *server_id, offering))
        .collect();
    if news.is_empty() {
        return Ok(());
    }
    let write = inner.keeper.begin_upkeep().await?;
    let mut has_changed = false;
    for (server_id, offering) in news {
        if write.before.server(server_id).is_some() && is_latest(inner, server_id, offering) {
            has_changed |= put(inner, &write, server_id, offering).await?;
        }
    }
    if has_changed {
        inner.keeper.commit(write).await?;
    }
    Ok(())
}

/// Stores what the gateway has told of servers so far.
pub(crate) async fn remember_told(inner: &Inner, events: &mut Receiver<Event>) -> Result<()> {
    while let Ok(event) = events.try_recv() {
        if let Event::Offering { server_id, offering } = event {
            remember(inner, [(server_id, &*offering)]).await?;
        }
    }
    Ok(())
}

/// Saves a change of servers. What those of them offer that stand for a namespace is stored with it: the gateway has nobody
/// to ask for that.
pub(crate) async fn commit(inner: &Inner, write: Write) -> Result<Arc<Installation>> {
    let mut events = inner.parts.gateway.events();
    inner.keeper.commit(write).await?;
    // Boxed, because it is large and there is seldom anything to do.
    if let Err(error) = Box::pin(remember_told(inner, &mut events)).await {
        // The change is saved; what is not stored now is stored soon, as others are.
        tracing::debug!(
            error = &error as &dyn StdError,
            "what a namespace shows is not stored yet"
        );
    }
    inner.keeper.current().await
}

/// Several tell what they have heard, each at its own pace: what comes late must not take the place of what is newer. It is
/// asked while nobody else writes, and the gateway knows an offering before it tells of it.
fn is_latest(inner: &Inner, server_id: ServerId, offering: &Offering) -> bool {
    let known = inner.parts.gateway.offering(server_id);
    known.is_none_or(|known| *known == *offering)
}

fn is_news(current: &Installation, server_id: ServerId, offering: &Offering) -> bool {
    let is_known = tools::are_known(current, server_id, &offering.tools)
        && current.offering(server_id) == Some(&form::write(offering));
    !is_known && current.server(server_id).is_some()
}

/// Stores an offering as part of a change; false when all of it was stored already.
pub(crate) async fn put(
    inner: &Inner,
    write: &Write,
    server_id: ServerId,
    offering: &Offering,
) -> Result<bool> {
    let tools_changed = tools::put(inner, write, server_id, &offering.tools).await?;
    let record = OfferingRecord {
        server_id,
        offering: form::write(offering),
    };
    Ok(write.tx.offerings().put(&record).await? || tools_changed)
}

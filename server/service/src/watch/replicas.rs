//! Follows what other processes over the same Postgres tell: at once, and with nothing to poll.

use std::{
    error::Error as StdError,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use store::News;
use tokio::time::sleep;

use crate::{Result, services::Inner};

/// Between two attempts to listen, from the shortest to the longest. Meanwhile the poll is as often as without.
const SHORTEST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Listens until the services end.
pub(super) async fn follow(inner: Arc<Inner>) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        let listening = listen(&inner, &mut pause);
        let Some(ended) = inner.goes_on(listening).await else {
            return;
        };
        inner.hears_replicas.store(false, Ordering::Relaxed);
        if let Err(error) = ended {
            tracing::debug!(
                error = &error as &dyn StdError,
                "cannot hear other replicas; the database is polled instead"
            );
        }
        if inner.goes_on(sleep(pause)).await.is_none() {
            return;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Until the connection is lost for good.
async fn listen(inner: &Inner, pause: &mut Duration) -> Result<()> {
    let mut listener = inner.parts.store.listen().await?;
    inner.hears_replicas.store(true, Ordering::Relaxed);
    *pause = SHORTEST_PAUSE;
    // What happened before we listened.
    take(inner, News::Missed).await;
    loop {
        let news = listener.next().await?;
        take(inner, news).await;
    }
}

async fn take(inner: &Inner, news: News) {
    let gateway = &inner.parts.gateway;
    match news {
        News::Configuration => follow_configuration(inner).await,
        News::SessionChanged(hash) => gateway.session_changed(hash).await,
        News::SessionEnded(hash) => gateway.session_ended(hash),
        News::Approval(id) => follow_approvals(inner.desk.heard(id).await),
        News::Missed => {
            follow_configuration(inner).await;
            gateway.sessions_changed().await;
            follow_approvals(inner.desk.heard_all().await);
        }
    }
}

/// What is not heard of a call is read when its time is over.
fn follow_approvals(heard: Result<()>) {
    if let Err(error) = heard {
        tracing::debug!(
            error = &error as &dyn StdError,
            "cannot read what was decided about a call"
        );
    }
}

/// A failure is told by the poll, which comes soon.
async fn follow_configuration(inner: &Inner) {
    if let Err(error) = inner.keeper.current().await {
        tracing::debug!(error = &error as &dyn StdError, "cannot read the configuration");
    }
}

//! Counts that several processes share.

use std::{fmt, num::NonZeroU32, time::Duration};

use futures::future::BoxFuture;
use governor::Quota;
use model::middleware as settings;

/// So many requests in so much time (GCRA).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// One more is allowed each time that this is over.
    pub share: Duration,
    /// So many at once.
    pub burst: NonZeroU32,
}

/// Counts requests for all processes of an installation.
pub trait SharedCounts: fmt::Debug + Send + Sync {
    /// Counts one request of the bucket with this name, or tells how long to wait for the next; nothing where it cannot be
    /// asked now. It must answer soon: a call waits for it.
    fn take<'a>(&'a self, bucket: &'a str, rate: Rate) -> BoxFuture<'a, Option<Result<(), Duration>>>;
}

impl Rate {
    pub(super) fn new(settings: &settings::RateLimit) -> Option<Self> {
        let count = NonZeroU32::new(settings.count)?;
        let share = Duration::from_secs(settings.seconds.into()) / count.get();
        let burst = settings.burst.and_then(NonZeroU32::new).unwrap_or(count);
        (!share.is_zero()).then_some(Self { share, burst })
    }

    pub(super) fn quota(self) -> Quota {
        // A share is never nothing.
        let each = Quota::with_period(self.share);
        each.unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(self.burst)
    }
}

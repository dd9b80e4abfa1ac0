//! Counts of this process.

use std::time::Duration;

use governor::{
    DefaultKeyedRateLimiter, RateLimiter,
    clock::{Clock, DefaultClock},
};

use super::{Bucket, Rate, Who};

/// Buckets of one limit. Whoever comes when there is no more room shares one with all others who do.
const MAX_BUCKETS: usize = 100_000;

pub(super) struct Local {
    limiter: DefaultKeyedRateLimiter<Bucket>,
    clock: DefaultClock,
}

impl Local {
    pub(super) fn new(rate: Rate) -> Self {
        Self {
            limiter: RateLimiter::keyed(rate.quota()),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one request, or tells how long to wait for the next.
    pub(super) fn take(&self, bucket: &Bucket) -> Result<(), Duration> {
        let overflow;
        let bucket = if self.limiter.len() < MAX_BUCKETS {
            bucket
        } else {
            overflow = Bucket {
                who: Who::Others,
                ..bucket.clone()
            };
            &overflow
        };
        self.limiter
            .check_key(bucket)
            .map_err(|until| until.wait_time_from(self.clock.now()))
    }

    /// Forgets those who have all of their requests again.
    pub(super) fn tidy(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::middleware as settings;

    use super::{Bucket, Local, Rate, Who};

    fn bucket(header: &[u8]) -> Bucket {
        Bucket {
            endpoint: None,
            thing: None,
            who: Who::Header(Some(header.into())),
        }
    }

    fn counts(count: u32, seconds: u32, burst: Option<u32>) -> Local {
        let limit = settings::RateLimit {
            count,
            seconds,
            burst,
            ..settings::RateLimit::default()
        };
        Local::new(Rate::new(&limit).expect("a rate"))
    }

    #[test]
    fn so_many_at_once_and_then_one_for_each_share_of_the_time() {
        let counts = counts(2, 3600, None);
        assert_eq!(counts.take(&bucket(b"a")), Ok(()));
        assert_eq!(counts.take(&bucket(b"a")), Ok(()));
        let wait = counts.take(&bucket(b"a")).expect_err("too many");
        assert!(
            wait > Duration::from_mins(29) && wait <= Duration::from_mins(30),
            "{wait:?}"
        );
        // Others have counts of their own.
        assert_eq!(counts.take(&bucket(b"b")), Ok(()));
    }

    #[test]
    fn at_once_may_be_fewer() {
        let counts = counts(60, 3600, Some(1));
        assert_eq!(counts.take(&bucket(b"a")), Ok(()));
        assert!(counts.take(&bucket(b"a")).expect_err("too many") <= Duration::from_mins(1));
    }
}

//! Counts of limits that all processes of an installation share, in Redis.

use std::{
    fmt,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures::future::{BoxFuture, FutureExt};
use gateway::{Rate, SharedCounts};
use redis::{
    Client, RedisError, Script,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use sha2::{Digest, Sha256};

/// A call waits for it; one that takes longer is counted by this process alone.
const PATIENCE: Duration = Duration::from_millis(250);

/// What all names begin with.
const PREFIX: &str = "metamcp:rate:";

/// GCRA: the key holds when the next request would come if all came evenly, in microseconds of the server's clock, so that
/// clocks of processes need not agree. Gives how long to wait, 0 for a request that counts.
const TAKE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local share, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local next = tonumber(redis.call('GET', KEYS[1]) or now)
if next < now then next = now end
local wait = next + share - share * burst - now
if wait > 0 then return math.ceil(wait) end
next = next + share
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
return 0
";

/// Counts in Redis. The connection is made with the first count and again whenever it is lost.
pub struct RedisCounts {
    connection: ConnectionManager,
    take: Script,
    /// It was said that it cannot be reached.
    is_away: AtomicBool,
}

impl RedisCounts {
    /// At a `redis://` or `rediss://` URL, which need not answer yet. Needs a tokio runtime.
    ///
    /// # Errors
    /// For a text that is no such URL.
    pub fn new(url: &str) -> Result<Self, RedisError> {
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(0);
        Ok(Self {
            connection: Client::open(url)?.get_connection_manager_lazy(config)?,
            take: Script::new(TAKE),
            is_away: AtomicBool::new(false),
        })
    }

    async fn count(&self, bucket: &str, rate: Rate) -> Option<Result<(), Duration>> {
        // Names may be long, and hold what clients sent.
        let key = format!("{PREFIX}{}", hex::encode(Sha256::digest(bucket)));
        let mut call = self.take.prepare_invoke();
        call.key(key)
            .arg(u64::try_from(rate.share.as_micros()).unwrap_or(u64::MAX))
            .arg(rate.burst.get());
        let mut connection = self.connection.clone();
        let counted = tokio::time::timeout(PATIENCE, call.invoke_async::<u64>(&mut connection)).await;
        match counted {
            Ok(Ok(wait)) => {
                if self.is_away.swap(false, Ordering::Relaxed) {
                    tracing::info!("Redis counts the requests of limits again");
                }
                Some(if wait == 0 {
                    Ok(())
                } else {
                    Err(Duration::from_micros(wait))
                })
            }
            Ok(Err(error)) => self.away(&error.to_string()),
            Err(_) => self.away("it does not answer in time"),
        }
    }

    fn away<T>(&self, why: &str) -> Option<T> {
        if !self.is_away.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                why,
                "Redis cannot be asked: each process counts the requests of limits for itself"
            );
        }
        None
    }
}

impl SharedCounts for RedisCounts {
    fn take<'a>(&'a self, bucket: &'a str, rate: Rate) -> BoxFuture<'a, Option<Result<(), Duration>>> {
        self.count(bucket, rate).boxed()
    }
}

impl fmt::Debug for RedisCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisCounts").finish_non_exhaustive()
    }
}

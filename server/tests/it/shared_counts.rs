//! Limits that two processes count together, in a real Redis.

use std::{num::NonZeroU32, time::Duration};

use gateway::{Rate, SharedCounts};
use server::shared_counts::RedisCounts;

use crate::support::redis::Redis;

const RATE: Rate = Rate {
    share: Duration::from_mins(30),
    burst: NonZeroU32::new(2).expect("two"),
};

#[tokio::test]
async fn two_processes_count_as_one() {
    let redis = Redis::start().await;
    let [first, second] = [(); 2].map(|()| RedisCounts::new(&redis.url()).expect("a URL"));
    assert_eq!(first.take("a", RATE).await, Some(Ok(())));
    assert_eq!(second.take("a", RATE).await, Some(Ok(())));
    for counts in [&first, &second] {
        let wait = counts
            .take("a", RATE)
            .await
            .expect("it answers")
            .expect_err("too many");
        assert!(
            wait > Duration::from_mins(29) && wait <= Duration::from_mins(30),
            "{wait:?}"
        );
    }
    // A bucket of its own, whatever stands in its name.
    assert_eq!(first.take("b \r\n\0", RATE).await, Some(Ok(())));
    let slow = Rate {
        burst: NonZeroU32::MIN,
        ..RATE
    };
    assert_eq!(first.take("c", slow).await, Some(Ok(())));
    assert!(matches!(second.take("c", slow).await, Some(Err(_))));
}

#[tokio::test]
async fn one_that_is_away_is_not_waited_for_and_found_again() {
    let redis = Redis::start().await;
    let away = RedisCounts::new("redis://127.0.0.1:9/").expect("a URL");
    assert_eq!(away.take("a", RATE).await, None);
    let counts = RedisCounts::new(&redis.url()).expect("a URL");
    assert_eq!(counts.take("a", RATE).await, Some(Ok(())));
    drop(redis);
    assert_eq!(counts.take("a", RATE).await, None);
    assert!(RedisCounts::new("http://example.com").is_err());
}

//! How long to wait between failed attempts.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(1);

/// The wait after the `attempts`th failure in a row: one second, doubled each time up to a minute. Up to a
/// fifth is taken off at random, so that servers that failed together are not all tried in one moment.
pub(crate) fn delay(attempts: u32) -> Duration {
    let doublings = attempts.saturating_sub(1).min(6);
    let full = (FIRST * 2_u32.pow(doublings)).min(LONGEST);
    full.mul_f64(rand::random_range(0.8..=1.0))
}

#[cfg(test)]
mod tests {
    use super::delay;

    #[test]
    fn doubles_from_a_second_to_a_minute() {
        for (attempts, longest) in [
            (0, 1.0),
            (1, 1.0),
            (2, 2.0),
            (3, 4.0),
            (6, 32.0),
            (7, 60.0),
            (u32::MAX, 60.0),
        ] {
            let delay = delay(attempts).as_secs_f64();
            assert!(
                (longest * 0.8..=longest).contains(&delay),
                "attempt {attempts}: {delay} s"
            );
        }
    }
}

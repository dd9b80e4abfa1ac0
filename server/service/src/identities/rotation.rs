//! Keys are followed by others in time: each is published before it signs, and for a while after.

use std::{error::Error as StdError, sync::Arc, time::Duration};

use model::Timestamp;
use store::{ServerRecord, SigningKeyRecord};
use tokio::time::sleep;

use super::key;
use crate::{
    Result,
    acts::Act,
    clock::{later, until},
    mint,
    services::Inner,
    sync::Write,
};

/// A key is followed by another one after so long.
const ROTATION: Duration = Duration::from_hours(90 * 24);
/// So long a new key is published before it signs, so that whoever keeps the published ones has it by then.
const AHEAD: Duration = Duration::from_hours(24);
/// So long a key is published after another signs: longer than any statement lasts.
const OVERLAP: Duration = Duration::from_hours(24);

/// Between two looks.
const LOOK: Duration = Duration::from_hours(1);
/// When the database did not take a key.
const TRY_AGAIN: Duration = Duration::from_mins(1);

/// Sees to it that there is a key where one is needed, in the background.
pub(crate) async fn follow(inner: Arc<Inner>) {
    loop {
        let pause = match rotate(&inner).await {
            Ok(()) => LOOK,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn StdError,
                    "could not look after the signing keys"
                );
                TRY_AGAIN
            }
        };
        if inner.goes_on(sleep(pause)).await.is_none() {
            return;
        }
    }
}

/// Adds the key that is due, and deletes those that are over.
pub(crate) async fn rotate(inner: &Inner) -> Result<()> {
    let now = inner.parts.clock.now();
    let current = inner.keeper.current().await?;
    let keys = current.signing_keys();
    let is_needed = current.tells_of_callers() || !keys.is_empty();
    if !is_needed || !is_new_due(keys, now) && over(keys, now).is_empty() {
        return Ok(());
    }
    let write = inner.keeper.begin(Act::of_system("identities.rotate")).await?;
    // Another process may have been faster.
    let keys = write.before.signing_keys();
    if is_new_due(keys, now) {
        let key = key::generate(&inner.parts.sealer, mint::id(now), now);
        write.tx.signing_keys().insert(&key).await?;
    }
    for key in over(keys, now) {
        write.tx.signing_keys().delete(key.id).await?;
    }
    inner.keeper.commit(write).await.map(drop)
}

/// Adds the first key to a change that makes it needed: a server that is told who calls is told from its first request on.
pub(crate) async fn provide(inner: &Inner, write: &Write) -> Result<()> {
    let is_there = !write.before.signing_keys().is_empty();
    let is_told = |server: &ServerRecord| server.caller.identity.is_some();
    if is_there || !write.tx.servers().list().await?.iter().any(is_told) {
        return Ok(());
    }
    let now = inner.parts.clock.now();
    let key = key::generate(&inner.parts.sealer, mint::id(now), now);
    Ok(write.tx.signing_keys().insert(&key).await?)
}

fn is_new_due(keys: &[SigningKeyRecord], now: Timestamp) -> bool {
    let newest = keys.last();
    newest.is_none_or(|newest| has_passed(now, later(newest.created_at, ROTATION)))
}

/// Those whose follower has signed for long.
fn over(keys: &[SigningKeyRecord], now: Timestamp) -> &[SigningKeyRecord] {
    let is_settled = |key: &SigningKeyRecord| has_passed(now, later(key.created_at, AHEAD + OVERLAP));
    let settled = keys.iter().rposition(is_settled);
    &keys[..settled.unwrap_or(0)]
}

/// Which of some keys signs now, by when they were made, the oldest first: the newest that everybody knows, or the only ones
/// that there are.
pub(super) fn signing(
    made: impl DoubleEndedIterator<Item = Timestamp> + ExactSizeIterator,
    now: Timestamp,
) -> usize {
    let mut made = made;
    made.rposition(|made| has_passed(now, later(made, AHEAD)))
        .unwrap_or(0)
}

fn has_passed(now: Timestamp, then: Timestamp) -> bool {
    until(now, then).is_zero()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Timestamp;
    use store::SigningKeyRecord;

    use super::{is_new_due, over, signing};
    use crate::{clock::later, mint};

    fn day(number: u64) -> Timestamp {
        later(Timestamp::from_millis(0), Duration::from_hours(24 * number))
    }

    /// Keys that were made on these days.
    fn keys(days: &[u64]) -> Vec<SigningKeyRecord> {
        let key = |number: &u64| SigningKeyRecord {
            id: mint::id(day(*number)),
            sealed: Vec::new(),
            created_at: day(*number),
        };
        days.iter().map(key).collect()
    }

    fn signs_on(days: &[u64], now: u64) -> u64 {
        days[signing(days.iter().map(|number| day(*number)), day(now))]
    }

    #[test]
    fn the_first_signs_at_once_and_others_when_everybody_knows_them() {
        assert_eq!(signs_on(&[0], 0), 0);
        assert_eq!(signs_on(&[0, 90], 90), 0);
        assert_eq!(signs_on(&[0, 90], 91), 90);
        // Two processes began at the same time: they agree as soon as each knows of the other's.
        assert_eq!(signs_on(&[0, 0], 0), 0);
    }

    #[test]
    fn each_is_followed_in_time_and_published_until_nothing_of_it_is_good() {
        assert!(is_new_due(&[], day(0)));
        assert!(!is_new_due(&keys(&[0]), day(89)));
        assert!(is_new_due(&keys(&[0]), day(90)));
        assert!(!is_new_due(&keys(&[0, 90]), day(100)));
        let both = keys(&[0, 90]);
        assert!(over(&both, day(91)).is_empty());
        assert_eq!(over(&both, day(92)), &both[..1]);
        assert!(over(&keys(&[0]), day(1000)).is_empty(), "the only one stays");
    }
}

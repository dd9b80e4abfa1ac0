//! When `--mode crash` ends the process, and in which moment of a call.

use std::sync::{Mutex, PoisonError};

use rand::{Rng, SeedableRng, rngs::StdRng};

use super::BadPeerOptions;

/// Where in a call the process ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// Nothing is answered.
    Before,
    /// Half of the answer is written.
    During,
    /// The whole answer is written.
    After,
}

/// Decides for each call.
pub(super) struct Crash {
    every: u32,
    dice: Mutex<StdRng>,
}

impl Crash {
    pub(super) fn new(options: &BadPeerOptions) -> Self {
        let dice = match options.seed {
            Some(seed) => StdRng::seed_from_u64(seed),
            None => StdRng::from_os_rng(),
        };
        Self {
            every: options.crash_every.max(1),
            dice: Mutex::new(dice),
        }
    }

    /// The moment in which this call ends the process, if it does.
    pub(super) fn strikes(&self) -> Option<Moment> {
        let mut dice = self.dice.lock().unwrap_or_else(PoisonError::into_inner);
        dice.random_ratio(1, self.every)
            .then(|| match dice.random_range(0..3) {
                0 => Moment::Before,
                1 => Moment::During,
                _ => Moment::After,
            })
    }
}

//! How fast one address may ask.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use model::Timestamp;

use crate::{
    clock::{later, until},
    throttle::network,
};

/// Requests of one address in one window, when nothing else is said. A company behind one address refreshes each of its
/// tokens once an hour.
const MOST: u32 = 120;
const WINDOW: Duration = Duration::from_mins(1);
/// Bounds the memory that strangers can make us use.
const MOST_ADDRESSES: usize = 10_000;

/// Counts requests by address.
pub(crate) struct Pace {
    most: u32,
    window: Duration,
    windows: Mutex<HashMap<IpAddr, Window>>,
}

struct Window {
    count: u32,
    ends: Timestamp,
}

impl Default for Pace {
    fn default() -> Self {
        Self::new(MOST, WINDOW)
    }
}

impl Pace {
    /// So many requests of one address in each window.
    pub(crate) fn new(most: u32, window: Duration) -> Self {
        Self {
            most,
            window,
            windows: Mutex::default(),
        }
    }

    /// Counts one request; false when there were too many.
    pub(crate) fn admit(&self, address: IpAddr, now: Timestamp) -> bool {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= MOST_ADDRESSES {
            windows.retain(|_, window| !until(now, window.ends).is_zero());
        }
        if windows.len() >= MOST_ADDRESSES {
            windows.clear();
        }
        let fresh = || Window {
            count: 0,
            ends: later(now, self.window),
        };
        let window = windows.entry(network(address)).or_insert_with(fresh);
        if until(now, window.ends).is_zero() {
            *window = fresh();
        }
        window.count = window.count.saturating_add(1);
        window.count <= self.most
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{MOST, MOST_ADDRESSES, Pace, WINDOW};
    use crate::clock::later;

    #[test]
    fn one_address_waits_for_the_next_window_and_others_do_not() {
        let (pace, now) = (Pace::default(), Timestamp::from_millis(1000));
        let [one, other] = ["192.0.2.1", "192.0.2.2"].map(|text| text.parse().expect("an address"));
        assert!((0..MOST).all(|_| pace.admit(one, now)));
        assert!(!pace.admit(one, now) && pace.admit(other, now));
        assert!(pace.admit(one, later(now, WINDOW)));
        for n in 0..20_000_u32 {
            pace.admit(n.to_be_bytes().into(), now);
        }
        assert!(pace.windows.lock().expect("not poisoned").len() <= MOST_ADDRESSES);
    }
}

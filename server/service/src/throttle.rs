//! Slows down those who guess passwords.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Attempts at one account from one address before it has to wait.
const FREE_PER_ACCOUNT: u32 = 5;
/// Attempts from one address at any accounts before it has to wait: one password tried on many accounts.
const FREE_PER_ADDRESS: u32 = 50;
/// The first wait; each further attempt doubles it.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_mins(15);
/// Without an attempt for so long everything is forgiven.
const FORGET_AFTER: Duration = Duration::from_mins(30);
/// Bounds the memory that strangers can make us use.
const MOST_ENTRIES: usize = 10_000;

/// Counts attempts by account and address.
#[derive(Default)]
pub(crate) struct Throttle {
    attempts: Mutex<HashMap<Subject, Attempts>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Account(String, IpAddr),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Attempts {
    count: u32,
    latest: Instant,
    blocked_until: Instant,
}

impl Throttle {
    /// Counts one attempt, or says how long to wait. Counting comes before checking the password, so that many
    /// attempts at the same moment count as many.
    pub(crate) fn admit(&self, account: &str, address: IpAddr, now: Instant) -> Result<(), Duration> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        let subjects = [
            (Subject::of(account, address), FREE_PER_ACCOUNT),
            (Subject::Address(network(address)), FREE_PER_ADDRESS),
        ];
        let wait = subjects
            .iter()
            .filter_map(|(subject, _)| attempts.get(subject))
            .map(|seen| seen.blocked_until.saturating_duration_since(now))
            .max();
        if let Some(wait) = wait.filter(|wait| !wait.is_zero()) {
            return Err(wait);
        }
        make_room(&mut attempts, now);
        for (subject, free) in subjects {
            let seen = attempts.entry(subject).or_insert(Attempts {
                count: 0,
                latest: now,
                blocked_until: now,
            });
            if is_forgotten(seen, now) {
                seen.count = 0;
            }
            seen.count = seen.count.saturating_add(1);
            seen.latest = now;
            seen.blocked_until = now + wait_after(seen.count, free);
        }
        Ok(())
    }

    /// The attempt was right: the account is forgiven. The address is not, or an attacker with an account of
    /// their own could start anew at will.
    pub(crate) fn succeed(&self, account: &str, address: IpAddr) {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.remove(&Subject::of(account, address));
        if let Some(seen) = attempts.get_mut(&Subject::Address(network(address))) {
            seen.count = seen.count.saturating_sub(1);
        }
    }
}

impl Subject {
    fn of(account: &str, address: IpAddr) -> Self {
        Self::Account(account.trim().to_lowercase(), network(address))
    }
}

/// Who has one IPv6 address usually has 2^64 of them.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let bits = address.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(bits))
        }
        address @ IpAddr::V4(_) => address,
    }
}

fn wait_after(count: u32, free: u32) -> Duration {
    match count.checked_sub(free) {
        None => Duration::ZERO,
        Some(over) => FIRST_WAIT
            .saturating_mul(2_u32.saturating_pow(over))
            .min(LONGEST_WAIT),
    }
}

fn is_forgotten(seen: &Attempts, now: Instant) -> bool {
    now.saturating_duration_since(seen.latest) >= FORGET_AFTER
}

/// When the table is full, first the forgotten go, then the least suspicious.
fn make_room(attempts: &mut HashMap<Subject, Attempts>, now: Instant) {
    if attempts.len() < MOST_ENTRIES {
        return;
    }
    attempts.retain(|_, seen| !is_forgotten(seen, now));
    if attempts.len() >= MOST_ENTRIES {
        attempts.retain(|_, seen| now < seen.blocked_until);
    }
    if attempts.len() >= MOST_ENTRIES {
        attempts.clear();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        net::IpAddr,
        time::{Duration, Instant},
    };

    use super::{FREE_PER_ACCOUNT, FREE_PER_ADDRESS, LONGEST_WAIT, MOST_ENTRIES, Throttle};

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn exhaust(throttle: &Throttle, account: &str, from: IpAddr, now: Instant) {
        for _ in 0..FREE_PER_ACCOUNT {
            throttle.admit(account, from, now).expect("still free");
        }
    }

    #[test]
    fn makes_guessers_wait_longer_and_longer() {
        let start = Instant::now();
        let (throttle, from) = (Throttle::default(), address("192.0.2.1"));
        exhaust(&throttle, "ada@example.com", from, start);
        let mut now = start;
        let mut before = Duration::ZERO;
        for _ in 0..12 {
            let wait = throttle
                .admit("Ada@Example.com ", from, now)
                .expect_err("has to wait");
            assert!(wait > before || wait == LONGEST_WAIT, "{wait:?} after {before:?}");
            now += wait;
            throttle
                .admit("ada@example.com", from, now)
                .expect("waited long enough");
            before = wait;
        }
        assert_eq!(before, LONGEST_WAIT);
    }

    #[test]
    fn others_do_not_wait() {
        let start = Instant::now();
        let throttle = Throttle::default();
        exhaust(&throttle, "ada@example.com", address("192.0.2.1"), start);
        assert!(
            throttle
                .admit("ada@example.com", address("192.0.2.2"), start)
                .is_ok()
        );
        assert!(
            throttle
                .admit("bob@example.com", address("192.0.2.1"), start)
                .is_ok()
        );
    }

    #[test]
    fn one_password_on_many_accounts_has_to_wait_too() {
        let start = Instant::now();
        let (throttle, from) = (Throttle::default(), address("192.0.2.1"));
        for n in 0..FREE_PER_ADDRESS {
            throttle
                .admit(&format!("user{n}@example.com"), from, start)
                .expect("still free");
        }
        assert!(throttle.admit("one-more@example.com", from, start).is_err());
    }

    #[test]
    fn an_ipv6_network_is_one_address() {
        let start = Instant::now();
        let throttle = Throttle::default();
        exhaust(&throttle, "ada@example.com", address("2001:db8::1"), start);
        assert!(
            throttle
                .admit("ada@example.com", address("2001:db8::ffff"), start)
                .is_err()
        );
        assert!(
            throttle
                .admit("ada@example.com", address("2001:db8:0:1::1"), start)
                .is_ok()
        );
    }

    #[test]
    fn success_and_time_forgive() {
        let start = Instant::now();
        let (throttle, from) = (Throttle::default(), address("192.0.2.1"));
        exhaust(&throttle, "ada@example.com", from, start);
        throttle.succeed("ada@example.com", from);
        assert!(throttle.admit("ada@example.com", from, start).is_ok());

        exhaust(&throttle, "bob@example.com", from, start);
        let much_later = start + Duration::from_hours(1);
        for _ in 0..FREE_PER_ACCOUNT {
            assert!(throttle.admit("bob@example.com", from, much_later).is_ok());
        }
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let start = Instant::now();
        let throttle = Throttle::default();
        for n in 0..20_000_u32 {
            let from = IpAddr::from(n.to_be_bytes());
            throttle
                .admit("a@example.com", from, start)
                .expect("a new address");
        }
        assert!(throttle.attempts.lock().expect("not poisoned").len() <= MOST_ENTRIES + 2);
    }
}

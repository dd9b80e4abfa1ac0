//! Where new ids and random texts come from.

use model::Timestamp;
use rand::{
    Rng,
    distr::{Alphanumeric, SampleString},
};
use uuid::{Builder, Uuid};

/// The shortest password that machines make: 120 bits.
const PASSWORD_LENGTH: usize = 20;

/// A new id. Version 7 (RFC 9562 §5.7), so that rows lie in the order of their age.
pub(crate) fn id<T: From<Uuid>>(now: Timestamp) -> T {
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &rand::rng().random())
        .into_uuid()
        .into()
}

/// Letters and digits from the system's randomness: 5.95 bits a character.
pub(crate) fn text(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

/// A password for someone who has not chosen one.
pub fn random_password() -> String {
    text(PASSWORD_LENGTH)
}

#[cfg(test)]
mod tests {
    use model::{ServerId, Timestamp};

    #[test]
    fn ids_lie_in_the_order_of_their_age() {
        let at = |millis| super::id::<ServerId>(Timestamp::from_millis(millis));
        assert!(at(1) < at(2));
        assert_ne!(at(3), at(3));
        assert_eq!(at(4).as_uuid().get_version_num(), 7);
    }
}

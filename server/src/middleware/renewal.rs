//! People stay signed in for as long as they come back.

use std::time::Duration;

use model::Timestamp;
use service::{Clock, SystemClock};
use store::SignedIn;
use tower_sessions::Session;

use super::cookie_session::not_kept;

/// A session in use gets its whole time anew about so often: that is one write a day instead of one for each request.
const EVERY: Duration = Duration::from_hours(24);
/// Under this name a session holds when that was.
const RENEWED_AT: &str = "renewed_at";

/// Gives the session and its cookie their whole time anew, when it is time.
pub(super) async fn renew(session: &Session, signed_in: &SignedIn) -> Result<(), service::Error> {
    let renewed_at = session.get::<Timestamp>(RENEWED_AT).await.map_err(not_kept)?;
    let now = SystemClock.now();
    if is_due(renewed_at.unwrap_or(signed_in.created_at), now) {
        // A session that has changed is saved, and its cookie sent, with the answer.
        session.insert(RENEWED_AT, now).await.map_err(not_kept)?;
    }
    Ok(())
}

/// Also when the clock was set back: nobody knows how long ago it was.
fn is_due(renewed_at: Timestamp, now: Timestamp) -> bool {
    let age = now.as_millis() - renewed_at.as_millis();
    u64::try_from(age).map_or(true, |age| u128::from(age) >= EVERY.as_millis())
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::{EVERY, is_due};

    #[test]
    fn a_session_is_renewed_once_a_day() {
        let day = i64::try_from(EVERY.as_millis()).expect("a day");
        let at = Timestamp::from_millis;
        assert!(!is_due(at(1000), at(1000)));
        assert!(!is_due(at(1000), at(999 + day)));
        assert!(is_due(at(1000), at(1000 + day)));
        assert!(is_due(at(1000), at(999)));
    }
}

//! Points in time as the wire and the database carry them.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00:00Z. Where it comes from is the business of the service's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The point `millis` milliseconds after the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// ISO 8601 in UTC with seconds, `2026-11-21T10:30:00Z`: the same on the server and in the browser.
    pub fn to_iso(self) -> String {
        let seconds = self.0.div_euclid(1000);
        let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (of_day / 3600, of_day % 3600 / 60, of_day % 60);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// Midnight UTC after a day such as `2026-12-31`; `None` when it is no day from 1970 on.
    pub fn end_of_day(day: &str) -> Option<Self> {
        let [year, month, day] = day.splitn(3, '-').collect::<Vec<_>>().try_into().ok()?;
        let is_written =
            |text: &str, digits| text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
        if !is_written(year, 4) || !is_written(month, 2) || !is_written(day, 2) {
            return None;
        }
        let date = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        let days = days_from_civil(date);
        // The 31st of a short month would be a day of the next.
        (civil_from_days(days) == date && days >= 0).then_some(Self((days + 1) * MILLIS_PER_DAY))
    }

    /// A minute such as `2026-12-31T10:30` in UTC, as forms send it, with seconds or without; `None` when it is none.
    pub fn of_minute(text: &str) -> Option<Self> {
        let (day, time) = text.split_once('T')?;
        let midnight = Self::end_of_day(day)?.0 - MILLIS_PER_DAY;
        let mut parts = time.trim_end_matches('Z').splitn(3, ':');
        let mut part = |below: i64| {
            let number: i64 = parts.next()?.parse().ok()?;
            (0..below).contains(&number).then_some(number)
        };
        let (hour, minute) = (part(24)?, part(60)?);
        let second = part(60).unwrap_or(0);
        Some(Self(midnight + ((hour * 60 + minute) * 60 + second) * 1000))
    }

    /// The day whose end this is, or in which it falls: the inverse of [`Timestamp::end_of_day`].
    pub fn day_before(self) -> String {
        let (year, month, day) = civil_from_days((self.0 - 1).div_euclid(MILLIS_PER_DAY));
        format!("{year:04}-{month:02}-{day:02}")
    }
}

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

/// The inverse of [`civil_from_days`].
fn days_from_civil((year, month, day): (i64, i64, i64)) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year - era * 400;
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The proleptic Gregorian date of a day number (0 is 1970-01-01); years start in March inside, so that
/// the leap day is the last of its year. A date library would cost the browser more than these lines.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    const DAYS_PER_ERA: i64 = 146_097;
    let shifted = days + 719_468;
    let era = shifted.div_euclid(DAYS_PER_ERA);
    let day_of_era = shifted.rem_euclid(DAYS_PER_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn reads_minutes_as_forms_send_them() {
        let at = |text| Timestamp::of_minute(text).map(Timestamp::as_millis);
        assert_eq!(at("1970-01-01T00:01"), Some(60_000));
        assert_eq!(at("1970-01-02T00:00:05"), Some(86_405_000));
        for wrong in [
            "",
            "1970-01-01",
            "1970-01-01T24:00",
            "1970-13-01T00:00",
            "1970-01-01T1",
        ] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        for (day, end) in [
            ("1970-01-01", "1970-01-02T00:00:00Z"),
            ("2028-02-29", "2028-03-01T00:00:00Z"),
            ("2026-12-31", "2027-01-01T00:00:00Z"),
            ("9999-12-31", "10000-01-01T00:00:00Z"),
        ] {
            let found = Timestamp::end_of_day(day).expect("a day");
            assert_eq!(found.to_iso(), end);
            assert_eq!(found.day_before(), day);
        }
        for bad in [
            "",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "26-01-01",
            "1969-12-31",
            "2026-00-10",
            "2026-01-00",
            "2026-01-01-",
            "+026-01-01",
        ] {
            assert_eq!(Timestamp::end_of_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn writes_known_points_in_time() {
        let cases = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_257_000_999, "2026-11-21T10:30:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (4_107_542_399_000, "2100-02-28T23:59:59Z"),
        ];
        for (millis, iso) in cases {
            assert_eq!(Timestamp::from_millis(millis).to_iso(), iso);
        }
    }
}

//! How long the client sessions of an endpoint last.

use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors,
    bounds::{Bounds, to_text},
};

/// Up to a year.
const MINUTES: Bounds = Bounds::new(1, 525_600);

/// How long the client sessions of an endpoint last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub struct SessionTimes {
    /// A session without any request or open stream for so long is forgotten; `None` is as the gateway does it for all
    /// endpoints.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<u32>,
    /// A session is over so long after it began, used or not; `None` is never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifetime_minutes: Option<u32>,
}

impl SessionTimes {
    /// Checks what a file declares, by the names that it has there.
    pub fn validate(self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.check("idleMinutes", MINUTES.check(self.idle_minutes));
        errors.check("lifetimeMinutes", MINUTES.check(self.lifetime_minutes));
        errors.into_result()
    }
}

/// [`SessionTimes`] in a form. An empty text is the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionTimesInput {
    /// As [`SessionTimes::idle_minutes`].
    pub idle_minutes: String,
    /// As [`SessionTimes::lifetime_minutes`].
    pub lifetime_minutes: String,
}

impl SessionTimesInput {
    /// The times, or what is wrong with them.
    pub fn parsed(&self) -> Result<SessionTimes, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut read = |field: &str, text: &str| {
            MINUTES.read(text).unwrap_or_else(|problem| {
                errors.add(field, problem);
                None
            })
        };
        let times = SessionTimes {
            idle_minutes: read("idle_minutes", &self.idle_minutes),
            lifetime_minutes: read("lifetime_minutes", &self.lifetime_minutes),
        };
        errors.into_result().map(|()| times)
    }
}

impl From<SessionTimes> for SessionTimesInput {
    fn from(times: SessionTimes) -> Self {
        Self {
            idle_minutes: to_text(times.idle_minutes),
            lifetime_minutes: to_text(times.lifetime_minutes),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SessionTimes, SessionTimesInput};
    use crate::Problem;

    #[test]
    fn times_survive_the_round_trip() {
        let full = SessionTimes {
            idle_minutes: Some(30),
            lifetime_minutes: Some(525_600),
        };
        for times in [full, SessionTimes::default()] {
            assert_eq!(SessionTimesInput::from(times).parsed(), Ok(times));
            assert_eq!(times.validate(), Ok(()));
        }
    }

    #[test]
    fn a_session_lasts_at_least_a_minute() {
        let refused = [Problem::NotInRange { min: 1, max: 525_600 }];
        let input = SessionTimesInput {
            idle_minutes: "0".to_owned(),
            lifetime_minutes: "for ever".to_owned(),
        };
        let errors = input.parsed().expect_err("neither fits");
        assert_eq!(errors.get("idle_minutes"), refused);
        assert_eq!(errors.get("lifetime_minutes"), refused);
        let declared = SessionTimes {
            idle_minutes: Some(0),
            lifetime_minutes: None,
        };
        let errors = declared.validate().expect_err("too short");
        assert_eq!(errors.get("idleMinutes"), refused);
    }
}

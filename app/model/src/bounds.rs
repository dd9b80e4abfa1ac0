//! Whole numbers that people enter, and what they may be.

use crate::Problem;

/// What a whole number may be, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bounds {
    min: u32,
    max: u32,
}

impl Bounds {
    pub(crate) const fn new(min: u32, max: u32) -> Self {
        Self { min, max }
    }

    /// The same, with an upper end that may be lower.
    pub(crate) fn at_most(self, max: Option<u32>) -> Self {
        Self {
            max: max.unwrap_or(self.max).clamp(self.min, self.max),
            ..self
        }
    }

    /// Passes a number within the bounds, and none.
    pub(crate) fn check(self, number: Option<u32>) -> Result<(), Problem> {
        match number {
            Some(number) if !(self.min..=self.max).contains(&number) => Err(self.problem()),
            _ => Ok(()),
        }
    }

    /// The number that a form wrote; an empty text is none.
    pub(crate) fn read(self, text: &str) -> Result<Option<u32>, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse().map_err(|_| self.problem())?;
        self.check(Some(number)).map(|()| Some(number))
    }

    fn problem(self) -> Problem {
        Problem::NotInRange {
            min: self.min,
            max: self.max,
        }
    }
}

/// The text that [`Bounds::read`] reads back.
pub(crate) fn to_text(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Bounds, to_text};
    use crate::Problem;

    #[test]
    fn reads_whole_numbers_within() {
        let bounds = Bounds::new(1, 10);
        for (text, number) in [("", None), (" ", None), ("1", Some(1)), (" 10 ", Some(10))] {
            assert_eq!(bounds.read(text), Ok(number), "{text:?}");
            assert_eq!(bounds.read(&to_text(number)), Ok(number));
        }
    }

    #[test]
    fn says_what_would_fit() {
        for text in ["0", "11", "-1", "1.5", "ten", "99999999999"] {
            let refused = Err(Problem::NotInRange { min: 1, max: 10 });
            assert_eq!(Bounds::new(1, 10).read(text), refused, "{text:?}");
        }
    }

    #[test]
    fn an_upper_end_is_lowered_and_never_raised() {
        let bounds = Bounds::new(1, 10);
        for (max, expected) in [(None, 10), (Some(5), 5), (Some(0), 1), (Some(50), 10)] {
            assert_eq!(bounds.at_most(max), Bounds::new(1, expected), "{max:?}");
        }
    }
}

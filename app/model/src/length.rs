//! How long a text may be.

use crate::Problem;

/// Passes a text with at most so many characters.
pub(crate) fn at_most(text: &str, max: usize) -> Result<(), Problem> {
    if text.chars().count() > max {
        Err(Problem::TooLong { max })
    } else {
        Ok(())
    }
}

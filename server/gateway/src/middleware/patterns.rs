//! Patterns of names.

use wildmatch::WildMatch;

/// Some names, or all where no pattern was given.
pub(super) struct Patterns(Vec<WildMatch>);

impl Patterns {
    pub(super) fn new(patterns: &[String]) -> Self {
        Self(patterns.iter().map(|pattern| WildMatch::new(pattern)).collect())
    }

    /// One of them fits.
    pub(super) fn any(&self, name: &str) -> bool {
        self.0.iter().any(|pattern| pattern.matches(name))
    }

    /// One of them fits, or there is none.
    pub(super) fn any_or_empty(&self, name: &str) -> bool {
        self.0.is_empty() || self.any(name)
    }
}

//! What the links of a chain have done since they were set as they are.

use model::Timestamp;

/// One link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkFigures {
    /// Its id within the chain.
    pub link: u32,
    /// Requests that it looked at.
    pub seen: u64,
    /// Requests or answers that it stopped, changed, or answered itself.
    pub acted: u64,
    /// Whom it stopped, the latest first; for limits of rate only.
    pub stopped: Vec<Stopped>,
}

/// Somebody whom a link stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stopped {
    /// Who, or what of whom: what the limit counts, for people.
    pub who: String,
    /// How often.
    pub times: u64,
    /// When it was last.
    pub last: Timestamp,
}

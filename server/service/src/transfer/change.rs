//! Changes in words.

use std::fmt;

/// What happens to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// It is new.
    Create,
    /// It is changed.
    Change,
    /// It goes.
    Delete,
}

/// One change, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What happens.
    pub verb: Verb,
    /// To what kind of thing.
    pub noun: &'static str,
    /// To which one.
    pub name: String,
    /// What of it is changed; empty for what is new or goes.
    pub details: Vec<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = match self.verb {
            Verb::Create => "create",
            Verb::Change => "change",
            Verb::Delete => "delete",
        };
        write!(f, "{verb} {} {}", self.noun, self.name)?;
        if self.details.is_empty() {
            Ok(())
        } else {
            write!(f, " ({})", self.details.join(", "))
        }
    }
}

//! What waits for somebody.

use serde::{Deserialize, Serialize};

use crate::{Reference, ServerId};

/// What waits for the caller, beside servers that fail, tools that changed and keys that are over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedsView {
    /// Calls that wait until the caller allows them.
    pub approvals: u64,
    /// Servers that the caller can connect and that nobody can use until somebody signs in there, by name.
    pub sign_ins: Vec<Reference<ServerId>>,
    /// People who wait to be let in; for those who may do that.
    pub people: u64,
    /// The caller's recordings that still run.
    pub recordings: u64,
    /// Calls that are not written down though they should be; for those who see the whole audit.
    pub missing_calls: u64,
    /// Calls are written down.
    pub is_audited: bool,
}

//! What holds where nothing is said.

use serde::{Deserialize, Serialize};

use crate::{RunSettings, SessionTimes};

/// What the gateway does where a server or an endpoint says nothing, as its environment has it. What is missing here too
/// has no bound.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defaults {
    /// For servers.
    pub run: RunSettings,
    /// For endpoints.
    pub session: SessionTimes,
}

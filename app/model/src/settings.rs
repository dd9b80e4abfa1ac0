//! Settings of the installation that administrators change at run time.

use serde::{Deserialize, Serialize};

/// What administrators can change without a restart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// People may sign up by themselves. Off from the start: an open gateway runs strangers' commands.
    pub registration_by_form: bool,
}

#[expect(
    clippy::derivable_impls,
    reason = "defaults are decisions, to be read one by one"
)]
impl Default for Settings {
    fn default() -> Self {
        Self {
            registration_by_form: false,
        }
    }
}

//! Things of another noun, named and linked to.

use serde::{Deserialize, Serialize};

/// Another thing, as far as it is needed to name it and to lead to its page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference<Id> {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
}

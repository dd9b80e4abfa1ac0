//! Words on what servers are told of who calls them.

/// Words on what servers are told of who calls them.
pub struct CallerMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub passed: &'static str,
    pub passed_hint: &'static str,
    pub identity: &'static str,
    pub identity_hint: &'static str,
    pub email: &'static str,
    pub name: &'static str,
}

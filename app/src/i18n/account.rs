//! Words of the account page.

use model::Role;

/// Words of the account page.
pub struct AccountMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub person: &'static str,
    pub email: &'static str,
    pub role: &'static str,
    pub role_text: fn(Role) -> &'static str,
    pub preferences: &'static str,
    pub session: &'static str,
    pub session_text: &'static str,
}

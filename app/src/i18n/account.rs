//! Words of the account page.

use model::{Role, UserAgent};

/// Words of the account page.
pub struct AccountMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub person: &'static str,
    pub email: &'static str,
    pub role: &'static str,
    pub role_text: fn(Role) -> &'static str,
    pub preferences: &'static str,
    // Password
    pub password: &'static str,
    pub password_text: &'static str,
    pub current_password: &'static str,
    pub new_password: &'static str,
    pub change_password: &'static str,
    pub no_password: &'static str,
    // Sessions
    pub sessions: &'static str,
    pub sessions_text: &'static str,
    pub agent: fn(&UserAgent) -> String,
    pub browser: &'static str,
    pub signed_in_by: &'static str,
    pub by_password: &'static str,
    pub by_gone_provider: &'static str,
    pub address: &'static str,
    pub since: &'static str,
    pub last_seen: &'static str,
    pub this_one: &'static str,
    pub end_session: &'static str,
    pub end_others: &'static str,
}

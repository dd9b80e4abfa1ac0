//! First run and sign-in.

/// First run and sign-in.
pub struct StartMessages {
    pub sign_in: &'static str,
    pub email: &'static str,
    pub password: &'static str,
    pub wrong_login: &'static str,
    pub register: &'static str,
    pub register_lead: &'static str,
    pub register_waits: &'static str,
    pub have_account: &'static str,
    pub no_account: &'static str,
    pub setup_title: &'static str,
    pub setup_lead: &'static str,
    pub your_name: &'static str,
    pub password_hint: fn(usize) -> String,
    pub token: &'static str,
    pub token_hint: &'static str,
    pub create_admin: &'static str,
    pub already_set_up: &'static str,
    pub already_set_up_text: &'static str,
    // Links
    pub invited_title: &'static str,
    pub invited_lead: fn(&str) -> String,
    pub accept: &'static str,
    pub reset_title: &'static str,
    pub reset_lead: fn(&str) -> String,
    pub set_password: &'static str,
    pub dead_link: &'static str,
    pub dead_link_text: &'static str,
}

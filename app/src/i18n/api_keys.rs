//! Words of the page of API keys.

/// Words of the page of API keys.
pub struct ApiKeysMessages {
    pub title: &'static str,
    pub one: &'static str,
    pub lead: &'static str,
    pub create: &'static str,
    pub name_hint: &'static str,
    pub name_example: &'static str,
    pub private_hint: &'static str,
    pub public_hint: &'static str,
    pub search: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub active: &'static str,
    pub active_count: fn(usize) -> String,
    pub last_used: &'static str,
    pub created_title: fn(&str) -> String,
    pub created_text: &'static str,
    pub created_done: &'static str,
    pub shown_before: &'static str,
    pub delete_title: fn(&str) -> String,
    pub delete_text: &'static str,
    pub delete_button: &'static str,
}

//! Words around clients that act for people.

use model::{ClientKind, RegistrationPolicy, Scope};

/// Words around clients that act for people.
pub struct OauthMessages {
    // The question
    pub consent_title: fn(&str) -> String,
    pub consent_lead: &'static str,
    pub not_vouched: &'static str,
    pub vouched: fn(&str) -> String,
    pub endpoint: &'static str,
    pub may: &'static str,
    pub scope_mcp: &'static str,
    pub scope_profile: &'static str,
    pub scope_email: &'static str,
    pub as_whom: &'static str,
    pub answer_to: &'static str,
    pub own_machine: &'static str,
    pub own_machine_text: &'static str,
    pub allow: &'static str,
    pub deny: &'static str,
    pub take_back: &'static str,
    // Connected clients
    pub title: &'static str,
    pub lead: &'static str,
    pub client: &'static str,
    pub since: &'static str,
    pub last_used: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub disconnect: &'static str,
    pub disconnect_title: fn(&str) -> String,
    pub disconnect_text: &'static str,
    // Administration
    pub clients_title: &'static str,
    pub clients_lead: &'static str,
    pub kind_registered: &'static str,
    pub kind_dynamic: &'static str,
    pub kind_document: &'static str,
    pub waits: &'static str,
    pub approve: &'static str,
    pub connections: &'static str,
    pub no_clients_title: &'static str,
    pub no_clients_text: &'static str,
    pub policy: &'static str,
    pub policy_open: &'static str,
    pub policy_open_hint: &'static str,
    pub policy_approved: &'static str,
    pub policy_approved_hint: &'static str,
    pub policy_off: &'static str,
    pub policy_off_hint: &'static str,
    pub register: &'static str,
    pub name_hint: &'static str,
    pub redirect_uris: &'static str,
    pub redirect_uris_hint: &'static str,
    pub kind_of_client: &'static str,
    pub public: &'static str,
    pub public_hint: &'static str,
    pub confidential: &'static str,
    pub confidential_hint: &'static str,
    pub created_title: fn(&str) -> String,
    pub created_text: &'static str,
    pub created_public_text: &'static str,
    pub copied_secret: &'static str,
    pub copied_id: &'static str,
    pub shown_before: &'static str,
    pub delete_title: fn(&str) -> String,
    pub delete_text: fn(usize) -> String,
    pub delete_button: &'static str,
}

impl OauthMessages {
    /// How a client came to be known.
    pub const fn kind(&self, kind: ClientKind) -> &'static str {
        match kind {
            ClientKind::Registered => self.kind_registered,
            ClientKind::Dynamic => self.kind_dynamic,
            ClientKind::Document => self.kind_document,
        }
    }

    /// Whether clients may register themselves, and what that means.
    pub const fn policy(&self, policy: RegistrationPolicy) -> (&'static str, &'static str) {
        match policy {
            RegistrationPolicy::Open => (self.policy_open, self.policy_open_hint),
            RegistrationPolicy::Approved => (self.policy_approved, self.policy_approved_hint),
            RegistrationPolicy::Off => (self.policy_off, self.policy_off_hint),
        }
    }

    /// What a client may do.
    pub const fn scope(&self, scope: Scope) -> &'static str {
        match scope {
            Scope::Mcp => self.scope_mcp,
            Scope::Profile => self.scope_profile,
            Scope::Email => self.scope_email,
        }
    }
}

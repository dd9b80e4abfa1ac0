//! Words around servers that want their clients to sign in.

use model::{OauthSharing, ReconnectReason};

/// Words around servers that want their clients to sign in.
pub struct SignInMessages {
    // The form
    pub choice: &'static str,
    pub choice_hint: &'static str,
    pub off: &'static str,
    pub off_hint: &'static str,
    pub shared: &'static str,
    pub shared_hint: &'static str,
    pub person: &'static str,
    pub person_hint: &'static str,
    pub client: &'static str,
    pub client_lead: &'static str,
    pub client_id: &'static str,
    pub client_secret: &'static str,
    pub scopes: &'static str,
    pub scopes_hint: &'static str,
    // The page of a server
    pub title: &'static str,
    pub connected: &'static str,
    pub not_connected: &'static str,
    pub has_to_be_connected: &'static str,
    pub nobody_connected: &'static str,
    pub you_did_not: &'static str,
    pub who_can: &'static str,
    pub connect: &'static str,
    pub reconnect: &'static str,
    pub disconnect: &'static str,
    pub in_whose_name: &'static str,
    pub issuer: &'static str,
    pub allowed: &'static str,
    pub expires_at: &'static str,
    pub is_renewed: &'static str,
    pub since: &'static str,
    pub people: &'static str,
    pub reason_expired: &'static str,
    pub reason_revoked: &'static str,
    pub reason_client: &'static str,
    pub reason_refused: &'static str,
    pub reason_scopes: &'static str,
}

impl SignInMessages {
    /// In whose name the gateway signs in.
    pub const fn sharing(&self, sharing: OauthSharing) -> &'static str {
        match sharing {
            OauthSharing::Shared => self.shared,
            OauthSharing::Person => self.person,
        }
    }

    /// Why a server has to be connected again.
    pub const fn reason(&self, reason: ReconnectReason) -> &'static str {
        match reason {
            ReconnectReason::Expired => self.reason_expired,
            ReconnectReason::Revoked => self.reason_revoked,
            ReconnectReason::Client => self.reason_client,
            ReconnectReason::Refused => self.reason_refused,
            ReconnectReason::Scopes => self.reason_scopes,
        }
    }
}

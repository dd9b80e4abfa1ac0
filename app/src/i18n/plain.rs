//! Pages beside the dashboard, without scripts: on the way to another site and back, and where there is no way.

/// Pages beside the dashboard.
pub struct PlainMessages {
    pub if_nothing_happens: &'static str,
    pub go_on: &'static str,
    pub to_dashboard: &'static str,
    pub technical: &'static str,
    // An address that is none of ours
    pub address_title: &'static str,
    pub address_lead: fn(&str) -> String,
    pub insecure_title: &'static str,
    pub insecure_lead: fn(&str) -> String,
    pub addresses: &'static str,
    pub add_address: &'static str,
    pub behind_a_proxy: &'static str,
    // A client that cannot be connected
    pub client_title: &'static str,
    pub client_request: &'static str,
    pub client_unknown: &'static str,
    pub client_waits: &'static str,
    pub client_ours: &'static str,
    pub question_gone: &'static str,
    pub answer_not_saved: &'static str,
    pub back_to_client: &'static str,
    pub close_afterwards: &'static str,
    // A server that wants a sign-in
    pub to_sign_in: &'static str,
    pub asked_there: &'static str,
    pub server_title: &'static str,
    // Sign-in by a provider
    pub to_provider: &'static str,
}

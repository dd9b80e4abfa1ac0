//! Words of the endpoints pages.

use model::{EndpointAuth, ToolListingMode};

/// Words of the endpoints pages.
pub struct EndpointsMessages {
    pub title: &'static str,
    pub one: &'static str,
    pub lead: &'static str,
    pub create: &'static str,
    pub search: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub url: &'static str,
    pub namespace: &'static str,
    pub auth: &'static str,
    pub auth_none: &'static str,
    pub auth_api_key: &'static str,
    pub auth_api_key_or_query: &'static str,
    pub auth_oauth: &'static str,
    pub auth_api_key_or_oauth: &'static str,
    pub auth_api_key_or_query_or_oauth: &'static str,
    pub auth_sso: &'static str,
    pub no_auth_hint: &'static str,
    pub api_key_hint: &'static str,
    pub api_key_or_query_hint: &'static str,
    pub oauth_hint: &'static str,
    pub api_key_or_oauth_hint: &'static str,
    pub api_key_or_query_or_oauth_hint: &'static str,
    pub sso_hint: &'static str,
    pub sso: &'static str,
    pub sso_reach: &'static str,
    pub sso_any: &'static str,
    pub sso_any_hint: &'static str,
    pub sso_chosen: &'static str,
    pub sso_chosen_hint: &'static str,
    pub sso_providers: &'static str,
    pub sso_no_providers: &'static str,
    pub sso_off: &'static str,
    pub sso_groups: &'static str,
    pub sso_groups_hint: &'static str,
    pub sso_nobody: &'static str,
    pub sso_people: fn(usize) -> String,
    pub rest_page: &'static str,
    pub sessions: &'static str,
    pub sessions_count: fn(usize) -> String,
    pub live_sessions: &'static str,
    pub no_sessions_title: &'static str,
    pub no_sessions_text: &'static str,
    pub sessions_more: fn(usize) -> String,
    pub client: &'static str,
    pub nameless_client: &'static str,
    pub session_holder: &'static str,
    pub session_anyone: &'static str,
    pub session_since: &'static str,
    pub session_last_use: &'static str,
    pub session_calls: &'static str,
    pub session_streams: &'static str,
    pub disconnect: &'static str,
    pub disconnect_title: fn(&str) -> String,
    pub disconnect_text: &'static str,
    pub connect: &'static str,
    pub copy_url_with_key: &'static str,
    pub query_note: &'static str,
    pub key_note: fn(&str) -> String,
    pub make_key: &'static str,
    pub open_note: &'static str,
    pub oauth_note: &'static str,
    pub sso_note: &'static str,
    pub sso_admits: &'static str,
    pub connected_clients: &'static str,
    pub name_hint: &'static str,
    pub namespace_hint: &'static str,
    pub client_sessions: &'static str,
    pub session_idle: &'static str,
    pub session_idle_hint: &'static str,
    pub session_lifetime: &'static str,
    pub session_lifetime_hint: &'static str,
    pub no_end: &'static str,
    pub new_lead: &'static str,
    pub no_namespace_title: &'static str,
    pub no_namespace_text: &'static str,
    pub edit_title: &'static str,
    pub edit_lead: &'static str,
    pub switch_to: &'static str,
    pub switch_hint: &'static str,
    pub switch_button: &'static str,
    pub delete_title: fn(&str) -> String,
    pub delete_text: fn(&str) -> String,
    pub delete_sessions: fn(usize) -> String,
    pub delete_button: &'static str,
    pub listing: &'static str,
    pub listing_full: &'static str,
    pub listing_full_hint: &'static str,
    pub listing_search: &'static str,
    pub listing_search_hint: &'static str,
    pub listing_auto: &'static str,
    pub listing_auto_hint: &'static str,
    pub listing_auto_above: fn(u32) -> String,
    pub listing_budget: &'static str,
    pub listing_budget_hint: fn(u32) -> String,
}

impl EndpointsMessages {
    /// How clients prove who they are.
    pub const fn auth_name(&self, auth: EndpointAuth) -> &'static str {
        match auth {
            EndpointAuth::None => self.auth_none,
            EndpointAuth::ApiKey => self.auth_api_key,
            EndpointAuth::ApiKeyOrQuery => self.auth_api_key_or_query,
            EndpointAuth::Oauth => self.auth_oauth,
            EndpointAuth::ApiKeyOrOauth => self.auth_api_key_or_oauth,
            EndpointAuth::ApiKeyOrQueryOrOauth => self.auth_api_key_or_query_or_oauth,
            EndpointAuth::Sso => self.auth_sso,
        }
    }
}

impl EndpointsMessages {
    /// What clients get when they ask for the tools.
    pub const fn listing_name(&self, mode: ToolListingMode) -> &'static str {
        match mode {
            ToolListingMode::Full => self.listing_full,
            ToolListingMode::Search => self.listing_search,
            ToolListingMode::Auto => self.listing_auto,
        }
    }

    /// What that means.
    pub const fn listing_hint(&self, mode: ToolListingMode) -> &'static str {
        match mode {
            ToolListingMode::Full => self.listing_full_hint,
            ToolListingMode::Search => self.listing_search_hint,
            ToolListingMode::Auto => self.listing_auto_hint,
        }
    }
}

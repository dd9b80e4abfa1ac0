//! Words that several pages use, the layout and the states of things.

/// Words that several pages use, the layout and the states of things.
pub struct CommonMessages {
    // Acts
    pub save: &'static str,
    pub create: &'static str,
    pub edit: &'static str,
    pub delete: &'static str,
    pub cancel: &'static str,
    pub retry: &'static str,
    pub refresh: &'static str,
    pub search: &'static str,
    pub copy: &'static str,
    pub copied: &'static str,
    pub close: &'static str,
    pub actions: &'static str,
    pub download: &'static str,
    pub turn_on: &'static str,
    pub turn_off: &'static str,
    // Things
    pub name: &'static str,
    pub description: &'static str,
    pub visibility: &'static str,
    pub private: &'static str,
    pub private_hint: &'static str,
    pub public: &'static str,
    pub public_hint: &'static str,
    pub state: &'static str,
    pub all: &'static str,
    pub on: &'static str,
    pub off: &'static str,
    pub optional: &'static str,
    pub created_at: &'static str,
    pub updated_at: &'static str,
    pub never: &'static str,
    pub loading: &'static str,
    pub details: &'static str,
    pub copy_id: &'static str,
    pub actions_for: fn(&str) -> String,
    pub nothing_found: &'static str,
    pub show_all: &'static str,
    pub tools: fn(usize) -> String,
    pub kind_stdio: &'static str,
    pub kind_sse: &'static str,
    pub kind_streamable_http: &'static str,
    pub kind_namespace: &'static str,
    pub role_viewer: &'static str,
    pub role_member: &'static str,
    pub role_admin: &'static str,
    /// States of a server's connections.
    pub states: StateMessages,
    /// How long ago.
    pub ago: AgoMessages,
    /// What was just done.
    pub notices: NoticeMessages,
    /// Around the pages.
    pub layout: LayoutMessages,
}

/// States of a server's connections.
pub struct StateMessages {
    pub idle: &'static str,
    pub connecting: &'static str,
    pub ready: &'static str,
    pub degraded: &'static str,
    pub backoff: &'static str,
    pub disabled: &'static str,
    /// When the next attempt is made; the moment is written by [`AgoMessages`].
    pub next_try: fn(&str) -> String,
}

/// How long ago.
pub struct AgoMessages {
    pub now: &'static str,
    pub minutes: fn(i64) -> String,
    pub hours: fn(i64) -> String,
    pub days: fn(i64) -> String,
    pub soon: &'static str,
    pub in_seconds: fn(i64) -> String,
    pub in_minutes: fn(i64) -> String,
}

/// What was just done.
pub struct NoticeMessages {
    pub created: &'static str,
    pub saved: &'static str,
    pub deleted: &'static str,
    pub imported: &'static str,
    pub turned_on: &'static str,
    pub turned_off: &'static str,
    pub disconnected: &'static str,
    pub session_ended: &'static str,
    pub password_changed: &'static str,
    pub link_revoked: &'static str,
    pub signed_out: &'static str,
    pub linked: &'static str,
    pub unlinked: &'static str,
    pub let_in: &'static str,
    pub undone: &'static str,
    pub undone_partly: &'static str,
    pub allowed: &'static str,
    pub refused: &'static str,
}

/// Around the pages.
pub struct LayoutMessages {
    pub skip_to_content: &'static str,
    pub main_navigation: &'static str,
    pub breadcrumb: &'static str,
    pub open_menu: &'static str,
    pub overview: &'static str,
    pub servers: &'static str,
    pub namespaces: &'static str,
    pub endpoints: &'static str,
    pub api_keys: &'static str,
    pub people: &'static str,
    pub quick_connect: &'static str,
    pub account: &'static str,
    pub sign_out: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_system: &'static str,
    pub theme_light: &'static str,
    pub theme_dark: &'static str,
    pub apply: &'static str,
}

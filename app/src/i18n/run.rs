//! Words on how a server is run.

use model::Sharing;

/// Words on how a server is run.
pub struct RunMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub connections: &'static str,
    pub times: &'static str,
    pub processes: &'static str,
    pub no_limit: &'static str,
    pub sharing: &'static str,
    pub automatic: &'static str,
    pub automatic_hint: &'static str,
    pub shared: &'static str,
    pub shared_hint: &'static str,
    pub user: &'static str,
    pub user_hint: &'static str,
    pub session: &'static str,
    pub session_hint: &'static str,
    pub spares: &'static str,
    pub spares_hint: &'static str,
    pub max: &'static str,
    pub max_hint: &'static str,
    pub connect: &'static str,
    pub connect_hint: &'static str,
    pub answer: &'static str,
    pub answer_hint: &'static str,
    pub total: &'static str,
    pub total_hint: &'static str,
    pub refresh: &'static str,
    pub refresh_hint: &'static str,
    pub tools: &'static str,
    pub tools_hint: &'static str,
    pub memory: &'static str,
    pub memory_hint: &'static str,
    pub cpu: &'static str,
    pub cpu_hint: &'static str,
    pub files: &'static str,
    pub files_hint: &'static str,
    pub sandbox: &'static str,
    pub sandbox_hint: &'static str,
    pub writable: &'static str,
    pub writable_hint: &'static str,
    pub nowhere: &'static str,
    pub never: &'static str,
    pub seconds: fn(u32) -> String,
    pub minutes: fn(u32) -> String,
}

impl RunMessages {
    /// Who shares a connection.
    pub const fn sharing_name(&self, sharing: Sharing) -> &'static str {
        match sharing {
            Sharing::Shared => self.shared,
            Sharing::User => self.user,
            Sharing::Session => self.session,
        }
    }
}

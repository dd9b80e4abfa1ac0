//! Words of live logs.

use model::LogLevel;

/// Words of live logs.
pub struct LogsMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub lines: &'static str,
    pub level: &'static str,
    pub any_level: &'static str,
    pub errors: &'static str,
    pub warnings: &'static str,
    pub infos: &'static str,
    pub debug: &'static str,
    pub trace: &'static str,
    pub source: &'static str,
    pub any_source: &'static str,
    pub gateway: &'static str,
    pub process: &'static str,
    pub text: &'static str,
    pub pause: &'static str,
    pub resume: &'static str,
    pub clear: &'static str,
    pub newest: &'static str,
    pub held: fn(usize) -> String,
    pub missed: fn(u64) -> String,
    pub as_text: &'static str,
    pub as_json: &'static str,
    pub nothing_yet: &'static str,
    pub nothing_found: &'static str,
    /// How many are shown, and how many wait while the page is paused.
    pub bounds: fn(usize, usize) -> String,
}

impl LogsMessages {
    /// A level and what matters more.
    pub const fn at_least(&self, level: LogLevel) -> &'static str {
        match level {
            LogLevel::Error => self.errors,
            LogLevel::Warn => self.warnings,
            LogLevel::Info => self.infos,
            LogLevel::Debug => self.debug,
            LogLevel::Trace => self.trace,
        }
    }
}

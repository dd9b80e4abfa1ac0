//! Words of the search for tools.

/// Words of the search for tools.
pub struct FinderMessages {
    pub title: &'static str,
    pub lead: &'static str,
    pub open: &'static str,
    pub label: &'static str,
    pub results: &'static str,
    pub best: &'static str,
    pub nothing: fn(&str) -> String,
    pub of: fn(&str, &str) -> String,
    pub of_server: fn(&str) -> String,
}

//! Words of apps in the inspector.

use model::AppProblem;

/// Words of apps in the inspector.
pub struct InspectorAppMessages {
    pub tag: &'static str,
    pub for_apps: &'static str,
    pub not_for_apps: &'static str,
    pub by_app: &'static str,
    pub title: fn(&str) -> String,
    pub boundary: &'static str,
    pub needs_js: &'static str,
    pub unread: &'static str,
    pub no_html: &'static str,
    pub too_long: fn(usize) -> String,
    pub reaches: &'static str,
    pub refused: &'static str,
    pub denied: &'static str,
    pub wants_page: &'static str,
    pub open_page: fn(&str) -> String,
    pub stay: &'static str,
    pub said: &'static str,
}

impl InspectorAppMessages {
    /// Why an app is not shown.
    pub fn problem(&self, problem: AppProblem) -> String {
        match problem {
            AppProblem::Unread => self.unread.to_owned(),
            AppProblem::NoHtml => self.no_html.to_owned(),
            AppProblem::TooLong { max } => (self.too_long)(max),
        }
    }
}

//! How a person likes to read; kept in the browser's cookies, so that it works before signing in.

use leptos::prelude::*;

use crate::{
    error::AppError,
    visit::{Language, Theme},
};

/// Keeps the language. For everyone.
#[server(prefix = "/api", endpoint = "preferences/language")]
pub async fn set_language(language: Language) -> Result<(), AppError> {
    crate::ssr::set_preference(crate::visit::LANGUAGE_COOKIE, language.tag());
    Ok(())
}

/// Keeps the theme. For everyone.
#[server(prefix = "/api", endpoint = "preferences/theme")]
pub async fn set_theme(theme: Theme) -> Result<(), AppError> {
    crate::ssr::set_preference(crate::visit::THEME_COOKIE, theme.as_str());
    Ok(())
}

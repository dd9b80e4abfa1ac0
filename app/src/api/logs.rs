//! Live logs, over the wire. What comes later arrives on an event stream of its own.

use leptos::prelude::*;
use model::LogsView;

use crate::error::AppError;

/// The latest lines that the caller may see, with a filter as the page's URL says it.
#[server(prefix = "/api", endpoint = "logs/list")]
pub async fn list_logs(
    level: Option<String>,
    source: Option<String>,
    text: Option<String>,
) -> Result<LogsView, AppError> {
    let filter = model::LogFilter::read(level.as_deref(), source.as_deref(), text.as_deref());
    crate::ssr::call(move |s, caller| async move { s.logs().latest(&caller, filter).await }).await
}

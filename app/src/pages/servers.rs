//! Servers: list, detail, forms, import and export.

mod caller_fields;
mod configuration;
mod confirm;
mod connections;
mod detail;
mod edit;
mod export;
mod fields;
mod filter;
#[cfg(test)]
pub(crate) mod fixture;
mod history;
mod import;
mod json;
mod list;
mod new;
mod row;
mod run_facts;
mod run_fields;
mod sign_in;
mod sign_in_fields;
mod status;
mod tools;

pub use detail::ServerPage;
pub use edit::ServerEditPage;
pub(crate) use filter::needs_you;
pub use history::ToolHistoryPage;
pub use import::ServerImportPage;
pub use list::ServersPage;
pub use new::ServerNewPage;
pub(crate) use row::RetryButton;
pub(crate) use tools::{ToolBody, ToolTags};

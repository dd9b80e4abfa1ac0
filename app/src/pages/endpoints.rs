//! Endpoints: list, detail with ready snippets, forms.

mod confirm;
mod conformance;
mod connect;
mod detail;
mod edit;
mod fields;
mod list;
mod namespace_switch;
mod new;
mod sessions;
mod sso_fields;

pub use conformance::ConformancePage;
pub use detail::EndpointPage;
pub use edit::EndpointEditPage;
pub use list::EndpointsPage;
pub use new::EndpointNewPage;

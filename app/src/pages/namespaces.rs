//! Namespaces: list, forms, and the tree of servers and tools.

mod confirm;
mod detail;
mod edit;
mod fields;
mod list;
mod matcher;
mod new;
mod picker;
mod switches;
mod tree;

pub use detail::NamespacePage;
pub use edit::NamespaceEditPage;
pub use list::NamespacesPage;
pub use new::NamespaceNewPage;

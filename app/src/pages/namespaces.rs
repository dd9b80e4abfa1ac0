//! Namespaces: list, forms, and the tree of servers and tools.

mod changes;
mod choices;
mod confirm;
mod detail;
mod edit;
mod fields;
mod list;
mod matcher;
mod new;
mod picker;
mod stand_ins;
mod switches;
mod tool;
mod tree;
mod verdicts;

pub use changes::NamespaceChangesPage;
pub(crate) use changes::WaitingLink;
pub(crate) use choices::namespace_choices;
pub use detail::NamespacePage;
pub use edit::NamespaceEditPage;
pub use list::NamespacesPage;
pub use new::NamespaceNewPage;
pub use tool::NamespaceToolPage;
pub use verdicts::ToolVerdictsPage;

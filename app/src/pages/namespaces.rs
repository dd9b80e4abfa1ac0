//! Namespaces: list, forms, and the tree of servers and tools.

mod changes;
mod choices;
mod clone;
mod confirm;
mod cost;
mod detail;
mod edit;
mod export;
mod fields;
mod import;
mod list;
mod matcher;
mod middleware;
mod new;
mod picker;
mod saves;
mod stand_ins;
mod switches;
mod tool;
mod tree;
mod verdicts;

pub use changes::NamespaceChangesPage;
pub(crate) use changes::WaitingLink;
pub(crate) use choices::namespace_choices;
pub use clone::NamespaceClonePage;
pub use detail::NamespacePage;
pub use edit::NamespaceEditPage;
pub use export::NamespaceExportPage;
pub use import::{NamespaceImportDraftPage, NamespaceImportPage};
pub use list::NamespacesPage;
pub use middleware::{MiddlewareEditPage, MiddlewarePage};
pub use new::NamespaceNewPage;
pub use tool::NamespaceToolPage;
pub use verdicts::ToolVerdictsPage;

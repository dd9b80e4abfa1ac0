//! Words of the search for tools.

use crate::i18n::finder::FinderMessages;

pub(super) const FINDER: FinderMessages = FinderMessages {
    title: "Find a tool",
    lead: "Say in a few words what it should do. Tools of all namespaces and servers that you see are searched.",
    open: "Find a tool (Ctrl-K)",
    label: "What should the tool do?",
    results: "Tools that fit, best first",
    best: "Best by words",
    nothing: |words| format!("No tool fits “{words}”."),
    of: |server, namespace| format!("{server} in {namespace}"),
    of_server: |server| format!("{server}, in no namespace"),
};

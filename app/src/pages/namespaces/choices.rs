//! Namespaces to choose one from.

use model::NamespaceView;

use crate::components::Choice;

/// For a menu.
pub(crate) fn namespace_choices(namespaces: &[NamespaceView]) -> Vec<Choice> {
    namespaces
        .iter()
        .map(|namespace| Choice::new(namespace.id.to_string(), namespace.name.clone()))
        .collect()
}

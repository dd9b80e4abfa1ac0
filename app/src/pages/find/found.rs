//! A tool that was found.

use leptos::prelude::*;
use model::FoundTool;

use crate::{components::*, i18n::use_messages, pages::query::href};

/// Its page, for those who may change it; otherwise where it is listed.
pub(in crate::pages) fn path(tool: &FoundTool) -> String {
    match &tool.namespace {
        Some(namespace) if tool.editable => format!("/namespaces/{}/tools/{}", namespace.id, tool.id),
        Some(namespace) => href(&format!("/namespaces/{}", namespace.id), &[("q", &tool.name)]),
        None => format!("/servers/{}", tool.server.id),
    }
}

#[component]
pub(super) fn FoundRow(tool: FoundTool) -> impl IntoView {
    let t = use_messages();
    let place = match &tool.namespace {
        Some(namespace) => (t.finder.of)(&tool.server.name, &namespace.name),
        None => (t.finder.of_server)(&tool.server.name),
    };
    let href = path(&tool);
    let off = (!tool.is_on).then(|| view! { <Tag>{t.common.off}</Tag> });
    view! {
        <tr role="row">
            <td role="cell" class="cell-title">
                <a href=href><code class="code">{tool.name}</code></a>
                <small>{tool.about}</small>
                <small class="only-small muted">{place.clone()}</small>
            </td>
            <td role="cell" class="hide-small">{place}</td>
            <td role="cell" class="cell-state">{off}</td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use model::{FoundTool, Reference};
    use uuid::Uuid;

    use super::path;

    #[test]
    fn leads_to_where_the_person_can_do_something() {
        let nil = Uuid::nil();
        let mut tool = FoundTool {
            id: nil.into(),
            name: "a.b".to_owned(),
            about: String::new(),
            server: Reference {
                id: nil.into(),
                name: "s".to_owned(),
            },
            namespace: Some(Reference {
                id: nil.into(),
                name: "n".to_owned(),
            }),
            is_on: true,
            editable: true,
        };
        assert_eq!(path(&tool), format!("/namespaces/{nil}/tools/{nil}"));
        tool.editable = false;
        assert_eq!(path(&tool), format!("/namespaces/{nil}?q=a.b"));
        tool.namespace = None;
        assert_eq!(path(&tool), format!("/servers/{nil}"));
    }
}

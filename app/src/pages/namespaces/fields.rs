//! The fields of a namespace, for creating and for changing one.

use leptos::prelude::*;
use model::{NamespaceInput, ServerView};

use super::picker::ServerPicker;
use crate::{components::*, i18n::use_messages, pages::visibility::VisibilityField};

#[component]
pub(super) fn NamespaceFields(namespace: NamespaceInput, servers: Vec<ServerView>) -> impl IntoView {
    let t = use_messages();
    view! {
        <Hidden name="input[version]" value=namespace.version.to_string()/>
        <TextField
            name="name"
            label=t.common.name
            value=namespace.name
            hint=t.namespaces.name_hint
            kind=TextKind::Code
            required=true
        />
        <TextField
            name="description"
            label=t.common.description
            value=namespace.description
            hint=t.namespaces.description_hint
        />
        <ServerPicker servers chosen=namespace.servers/>
        <VisibilityField value=namespace.visibility/>
    }
}

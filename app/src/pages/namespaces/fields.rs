//! The fields of a namespace, for creating and for changing one.

use leptos::prelude::*;
use model::{ChangePolicy, NamespaceInput, NamingPolicy, ServerView};

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
        <ServerPicker servers chosen=namespace.servers aliases=namespace.aliases/>
        <ChoiceField
            name="naming"
            label=t.namespaces.naming
            options=naming_choices()
            value=namespace.naming.as_str()
        />
        <ChoiceField
            name="changes"
            label=t.changes.policy
            options=change_choices()
            value=namespace.changes.as_str()
        />
        <VisibilityField value=namespace.visibility/>
    }
}

fn naming_choices() -> Vec<Choice> {
    let t = use_messages();
    NamingPolicy::ALL
        .into_iter()
        .map(|naming| {
            Choice::new(naming.as_str(), t.namespaces.naming_name(naming))
                .hint(t.namespaces.naming_hint(naming))
        })
        .collect()
}

fn change_choices() -> Vec<Choice> {
    let t = use_messages();
    ChangePolicy::ALL
        .into_iter()
        .map(|policy| {
            Choice::new(policy.as_str(), t.changes.policy_name(policy)).hint(t.changes.policy_hint(policy))
        })
        .collect()
}

//! JSON to unfold.

use leptos::prelude::*;
use model::schema_form::Json;

use crate::components::*;

/// What has more members than these is folded at first.
const MANY: usize = 30;

/// A value as a tree, with a button that copies it.
#[component]
pub(super) fn Tree(text: String, label: &'static str) -> impl IntoView {
    match Json::parse(&text) {
        Ok(json) => view! {
            <div class="tree-frame" role="group" aria-label=label>
                {branch(None, &json, 0)}
                <CopyButton text/>
            </div>
        }
        .into_any(),
        Err(_) => view! { <CodeBlock text label/> }.into_any(),
    }
}

fn branch(name: Option<&str>, json: &Json, depth: usize) -> AnyView {
    let name = name.map(|name| view! { <span class="tree-name">{name.to_owned()} ": "</span> });
    let (children, sign): (Vec<_>, _) = match json {
        Json::Object(members) if !members.is_empty() => {
            let members = members
                .iter()
                .map(|(name, value)| branch(Some(name), value, depth + 1));
            (members.collect(), format!("{{{}}}", json.members().len()))
        }
        Json::List(items) if !items.is_empty() => {
            let items = items.iter().enumerate();
            let items = items.map(|(index, item)| branch(Some(&index.to_string()), item, depth + 1));
            (items.collect(), format!("[{}]", json.items().len()))
        }
        leaf => {
            return view! { <div class="tree-leaf code">{name} <span>{leaf.to_string()}</span></div> }
                .into_any();
        }
    };
    let is_open = depth < 4 && children.len() <= MANY;
    view! {
        <details class="fold tree-branch" open=is_open>
            <summary class="code">{name} <span class="muted">{sign}</span></summary>
            <div class="tree-inner">{children}</div>
        </details>
    }
    .into_any()
}

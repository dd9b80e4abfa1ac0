//! The arguments of a tool: values that the namespace gives, and what clients need not see.

use leptos::prelude::*;
use model::{ArgumentInput, ArgumentView};

use super::fields::original;
use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn ArgumentFields(arguments: Vec<ArgumentView>, inputs: Vec<ArgumentInput>) -> impl IntoView {
    let t = use_messages();
    if arguments.is_empty() {
        return view! { <p class="muted">{t.overrides.no_arguments}</p> }.into_any();
    }
    let rows = arguments
        .into_iter()
        .zip(inputs)
        .enumerate()
        .map(|(at, (argument, input))| view! { <Argument at argument input/> });
    view! {
        <p class="field-lead">{t.overrides.arguments_lead}</p>
        {rows.collect_view()}
    }
    .into_any()
}

#[component]
fn Argument(at: usize, argument: ArgumentView, input: ArgumentInput) -> impl IntoView {
    let t = use_messages();
    let path = move |field: &str| format!("arguments.{at}.{field}");
    let sent = move |field: &str| format!("input[arguments][{at}][{field}]");
    let mut value_hint = if input.is_text {
        t.overrides.value_text_hint.to_owned()
    } else {
        t.overrides.value_json_hint.to_owned()
    };
    if !argument.default.is_empty() {
        value_hint = format!(
            "{value_hint} {}",
            (t.overrides.default_of_server)(&argument.default)
        );
    }
    let title = if argument.kind.is_empty() {
        argument.name.clone()
    } else {
        format!("{} · {}", argument.name, argument.kind)
    };
    view! {
        <FieldSet title>
            {argument.required.then(|| view! { <Tag>{t.servers.required_parameter}</Tag> })}
            {argument.unknown.then(|| view! { <Tag tone=Tone::Warn>{t.overrides.unknown}</Tag> })}
            <input type="hidden" name=sent("name") value=argument.name/>
            <input type="hidden" name=sent("is_text") value=input.is_text.to_string()/>
            <TextField
                name=path("value")
                label=t.overrides.value
                value=input.value
                hint=value_hint
                kind=TextKind::Code
            />
            <CheckField
                name=path("hidden")
                label=t.overrides.hide
                checked=input.hidden
                hint=t.overrides.hide_hint
            />
            <TextField
                name=path("description")
                label=t.common.description
                value=input.description
                hint=original(&argument.description)
            />
        </FieldSet>
    }
}

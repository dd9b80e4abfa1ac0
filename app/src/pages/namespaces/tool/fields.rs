//! Name, words, hints and `_meta` of a tool.

use leptos::prelude::*;
use model::{HintChoice, NamespaceToolView, ToolOverrideInput};

use crate::{components::*, i18n::use_messages};

const DESCRIPTION_ROWS: u32 = 5;
const META_ROWS: u32 = 4;

#[component]
pub(super) fn ToolFields(detail: NamespaceToolView, input: ToolOverrideInput) -> impl IntoView {
    let t = use_messages();
    let tool = detail.tool;
    let hints = [
        (
            "read_only",
            t.overrides.read_only,
            input.read_only,
            tool.hints.read_only,
        ),
        (
            "destructive",
            t.overrides.destructive,
            input.destructive,
            tool.hints.destructive,
        ),
        (
            "idempotent",
            t.overrides.idempotent,
            input.idempotent,
            tool.hints.idempotent,
        ),
        (
            "open_world",
            t.overrides.open_world,
            input.open_world,
            tool.hints.open_world,
        ),
    ];
    let is_meta_set = !input.meta.is_empty();
    view! {
        <TextField
            name="name"
            label=t.overrides.name
            value=input.name
            hint=(t.overrides.name_hint)(&detail.usual_name)
            kind=TextKind::Code
        />
        <TextField name="title" label=t.overrides.title value=input.title hint=original(&tool.title)/>
        <TextArea
            name="description"
            label=t.common.description
            value=input.description
            hint=original(&tool.description)
            rows=DESCRIPTION_ROWS
        />
        <FieldSet title=t.overrides.hints>
            {hints
                .into_iter()
                .map(|(name, label, choice, said)| view! { <HintField name label choice said/> })
                .collect_view()}
        </FieldSet>
        <FoldedFields name="meta" title=t.overrides.meta lead=t.overrides.meta_hint is_set=is_meta_set>
            <TextArea
                name="meta"
                label=t.overrides.meta
                value=input.meta
                hint=original(&detail.meta)
                rows=META_ROWS
            />
        </FoldedFields>
    }
}

/// What the server says, always beside what the namespace says.
pub(super) fn original(text: &str) -> String {
    let t = use_messages();
    if text.is_empty() {
        t.overrides.no_original.to_owned()
    } else {
        (t.overrides.original)(text)
    }
}

#[component]
fn HintField(
    name: &'static str,
    label: &'static str,
    choice: HintChoice,
    said: Option<bool>,
) -> impl IntoView {
    let t = &use_messages().overrides;
    let said = match said {
        None => t.hint_unsaid,
        Some(true) => t.hint_yes,
        Some(false) => t.hint_no,
    };
    let options = HintChoice::ALL
        .into_iter()
        .map(|choice| {
            let text = t.hint_choice(choice);
            let label = match choice {
                HintChoice::AsIs => format!("{text} ({said})"),
                HintChoice::Yes | HintChoice::No => text.to_owned(),
            };
            Choice::new(choice.as_str(), label)
        })
        .collect();
    view! { <SelectField name label options value=choice.as_str()/> }
}

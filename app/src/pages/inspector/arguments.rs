//! Arguments of prompts and variables of templates: texts that the server helps to complete.

use std::time::Duration;

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use model::{CompletionInput, CompletionKind, InspectionId, schema_form::Json};

use crate::{api::inspector::complete_argument, components::*, i18n::use_messages, pages::query::encoded};

/// Somebody who types on is not asked for in between.
const PAUSE: Duration = Duration::from_millis(150);

/// An argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Argument {
    pub(super) name: String,
    pub(super) about: String,
    pub(super) is_required: bool,
}

/// What the arguments are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) id: InspectionId,
    pub(super) kind: CompletionKind,
    /// The prompt's name, or the template.
    pub(super) name: String,
    /// The server completes arguments.
    pub(super) completes: bool,
}

/// A field for each argument; `values` is an object of texts, without those that are empty.
#[component]
pub(super) fn ArgumentFields(
    reference: Reference,
    arguments: Vec<Argument>,
    values: RwSignal<Json>,
) -> impl IntoView {
    arguments
        .into_iter()
        .map(|argument| one(&reference, argument, values))
        .collect_view()
}

fn one(reference: &Reference, argument: Argument, values: RwSignal<Json>) -> AnyView {
    let t = use_messages();
    let id = format!("argument-{}", encoded(&argument.name));
    let (hint_id, list_id) = (format!("{id}-hint"), format!("{id}-list"));
    let offered = RwSignal::new(Vec::<String>::new());
    let pointer = model::schema_form::below("", &argument.name);
    let shown = {
        let pointer = pointer.clone();
        move || values.with(|values| values.at(&pointer).map(Json::in_a_field).unwrap_or_default())
    };
    let completer = reference
        .completes
        .then(|| Completer::new(reference.clone(), argument.name.clone(), values, offered));
    let ask = move |text: String| {
        if let Some(completer) = completer {
            completer.ask(text);
        }
    };
    let typed = move |event| {
        let text = event_target_value(&event);
        values.update(|values| {
            if text.is_empty() {
                values.remove(&pointer);
            } else {
                values.set(&pointer, Json::Text(text.clone()));
            }
        });
        ask(text);
    };
    let optional =
        (!argument.is_required).then(|| view! { <span class="field-optional">{t.common.optional}</span> });
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{argument.name} " " {optional}</label>
            <input
                class="input"
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                list=list_id.clone()
                prop:value=shown
                aria-required=argument.is_required.then_some("true")
                aria-describedby=hint_id.clone()
                on:focus=move |event| ask(event_target_value(&event))
                on:input=typed
            />
            <datalist id=list_id>
                <For each=move || offered.get() key=Clone::clone let:value>
                    <option value=value></option>
                </For>
            </datalist>
            <p class="field-hint" id=hint_id><Sentence text=argument.about/></p>
        </div>
    }
    .into_any()
}

/// Asks the server what an argument could be.
#[derive(Clone, Copy)]
struct Completer {
    reference: StoredValue<(Reference, String)>,
    values: RwSignal<Json>,
    offered: RwSignal<Vec<String>>,
    waiting: StoredValue<Option<TimeoutHandle>>,
    /// Answers may overtake each other: only the latest counts.
    asked: StoredValue<u32>,
}

impl Completer {
    fn new(
        reference: Reference,
        argument: String,
        values: RwSignal<Json>,
        offered: RwSignal<Vec<String>>,
    ) -> Self {
        Self {
            reference: StoredValue::new((reference, argument)),
            values,
            offered,
            waiting: StoredValue::new(None),
            asked: StoredValue::new(0),
        }
    }

    fn ask(self, value: String) {
        if let Some(waiting) = self.waiting.get_value() {
            waiting.clear();
        }
        let handle = set_timeout_with_handle(move || self.send(value), PAUSE);
        self.waiting.set_value(handle.ok());
    }

    fn send(self, value: String) {
        // The page may be gone by then.
        let Some((reference, argument)) = self.reference.try_get_value() else {
            return;
        };
        let number = self.asked.get_value() + 1;
        self.asked.set_value(number);
        let others = self.values.with_untracked(|values| {
            let others = values.members().iter().filter(|(name, _)| *name != argument);
            Json::Object(others.cloned().collect()).to_string()
        });
        let input = CompletionInput {
            kind: reference.kind,
            reference: reference.name,
            argument,
            value,
            context: others,
        };
        spawn_local(async move {
            // Without an answer one types without help.
            let Ok(completion) = complete_argument(reference.id, input).await else {
                return;
            };
            if self.asked.try_get_value() == Some(number) {
                self.offered.set(completion.values);
            }
        });
    }
}

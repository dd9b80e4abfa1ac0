//! A form for a JSON Schema: its fields, or all of it as JSON. Both edit the same value.

mod choice;
mod draft;
mod frame;
mod list;
mod object;
mod part;
mod text;
mod way;

use leptos::prelude::*;
use model::schema_form::{Json, Schema, Shape};

use self::{
    draft::{Draft, Place},
    object::members,
    part::part,
};
use crate::{components::*, contexts::use_hydrated, i18n::use_messages};

/// How the value is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Fields,
    Json,
}

/// The field `name` of a form, a JSON text: fields by its schema once the page is alive, and JSON before or as one
/// likes. The form sends one text in any case.
#[component]
pub(super) fn SchemaField(
    /// The model's field.
    name: &'static str,
    /// Differs between the forms of a page.
    scope: String,
    /// What people read.
    label: &'static str,
    /// The JSON Schema.
    schema: String,
    /// What stands there at first; nothing for what the schema says.
    #[prop(into)]
    value: Option<String>,
    /// What stands in the text without JavaScript when there is no value.
    to_fill: String,
) -> impl IntoView {
    let t = &use_messages().inspector.form;
    let typed = use_form().typed.value(name);
    let schema = Schema::parse(&schema);
    let text = typed.or(value);
    let begun = text.as_deref().map_or_else(|| Ok(initial(&schema)), Json::parse);
    let is_json = begun.is_ok();
    let draft = Draft::new(name, scope, begun.unwrap_or_default());
    let text = RwSignal::new(text.unwrap_or(to_fill));
    let mode = RwSignal::new(Mode::Json);
    let is_alive = use_hydrated();
    Effect::new(move || {
        if is_alive.get() && is_json {
            mode.set(Mode::Fields);
        }
    });
    let problem = RwSignal::new(false);
    let to_fields = move |()| match Json::parse(&text.get_untracked()) {
        Ok(value) => {
            draft.signal().set(value);
            problem.set(false);
            mode.set(Mode::Fields);
        }
        Err(_) => problem.set(true),
    };
    let to_json = move |()| {
        text.set(draft.signal().with_untracked(Json::indented));
        mode.set(Mode::Json);
    };
    let root = Place::root(draft, label, schema);
    let fields = move || match mode.get() {
        Mode::Fields => view! { <Fields root=root.clone() name/> }.into_any(),
        Mode::Json => view! { <Text name label text/> }.into_any(),
    };
    view! {
        <div class="part-mode" role="group" aria-label=t.mode>
            <button
                class="chip needs-js"
                type="button"
                aria-pressed=move || (mode.get() == Mode::Fields).to_string()
                on:click=move |_| {
                    if mode.get_untracked() == Mode::Json {
                        to_fields(());
                    }
                }
            >
                {t.fields}
            </button>
            <button
                class="chip needs-js"
                type="button"
                aria-pressed=move || (mode.get() == Mode::Json).to_string()
                on:click=move |_| {
                    if mode.get_untracked() == Mode::Fields {
                        to_json(());
                    }
                }
            >
                "JSON"
            </button>
        </div>
        {fields}
        <div aria-live="polite">
            <Show when=move || problem.get() && mode.get() == Mode::Json>
                <p class="field-problem">{t.not_json}</p>
            </Show>
        </div>
    }
}

fn initial(schema: &Schema) -> Json {
    schema.initial().unwrap_or_else(|| Json::Object(Vec::new()))
}

#[component]
fn Fields(root: Place, name: &'static str) -> impl IntoView {
    let t = &use_messages().inspector.form;
    let value = root.draft.signal();
    let problems = frame::problems(&root);
    let id = format!("{}-problem", root.id());
    let fields = match root.part().shape {
        Shape::Object {
            fields,
            others,
            asks_for_others,
        } => {
            let is_empty = fields.is_empty() && !asks_for_others;
            let nothing = is_empty.then(|| view! { <p class="muted">{t.nothing}</p> });
            view! { {nothing} {members(&root, &fields, others, asks_for_others)} }.into_any()
        }
        _ => part(root),
    };
    view! {
        <input
            type="hidden"
            name=format!("input[{name}]")
            prop:value=move || value.with(ToString::to_string)
        />
        {fields}
        <FieldProblems id problems/>
    }
}

#[component]
fn Text(name: &'static str, label: &'static str, text: RwSignal<String>) -> impl IntoView {
    let t = &use_messages().inspector;
    view! {
        <div on:input=move |event| text.set(event_target_value(&event))>
            <TextArea name label value=text.get_untracked() hint=t.arguments_hint rows=8 required=true/>
        </div>
    }
}

//! Members of an object: those with a name in the schema, and others in rows.

use leptos::prelude::*;
use model::schema_form::{Field, Json, Schema};

use super::{draft::Place, part::part};
use crate::{components::*, i18n::use_messages};

/// The fields for all members. What the schema does not know has a row, too, so that it is seen and stays.
pub(super) fn members(
    place: &Place,
    fields: &[Field],
    others: Option<Schema>,
    asks_for_others: bool,
) -> AnyView {
    let parts = fields.iter().map(|field| {
        part(Place {
            is_required: field.is_required,
            stays: false,
            ..place.below(&field.name, field.name.clone(), field.schema.clone())
        })
    });
    let parts = parts.collect_view();
    let names: Vec<_> = fields.iter().map(|field| field.name.clone()).collect();
    view! { {parts} {rows(place.clone(), names, others, asks_for_others)} }.into_any()
}

fn rows(place: Place, names: Vec<String>, others: Option<Schema>, asks_for_others: bool) -> AnyView {
    let t = &use_messages().inspector.form;
    let schema = others.unwrap_or_else(|| Schema::parse("true"));
    let value = place.value();
    let keys = Memo::new(move |_| {
        value.with(|value| {
            let members = value.as_ref().map(Json::members).unwrap_or_default();
            let keys = members.iter().map(|(key, _)| key.clone());
            keys.filter(|key| !names.contains(key)).collect::<Vec<_>>()
        })
    });
    let add = asks_for_others.then(|| {
        let (place, schema) = (place.clone(), schema.clone());
        view! {
            <PressButton small=true on_press=move |()| add(&place, &schema)>{t.add_member}</PressButton>
        }
    });
    view! {
        <For each=move || keys.get() key=Clone::clone let:key>
            {row(&place, key, schema.clone())}
        </For>
        {add}
    }
    .into_any()
}

fn row(place: &Place, key: String, schema: Schema) -> AnyView {
    let t = &use_messages().inspector.form;
    let (renamed, old) = (place.clone(), key.clone());
    let inner = place.below(&key, key.clone(), schema);
    let (gone, id) = (inner.clone(), format!("{}-name", inner.id()));
    view! {
        <div class="part-row">
            <div class="field">
                <label class="field-label" for=id.clone()>{t.member_name}</label>
                <input
                    class="input input-code"
                    id=id
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=key.clone()
                    on:change=move |event| {
                        let name = event_target_value(&event);
                        renamed.draft.signal().update(|value| value.rename(&renamed.pointer, &old, &name));
                    }
                />
            </div>
            {part(inner)}
            <button
                class="btn-icon"
                type="button"
                aria-label=(t.remove)(&key)
                on:click=move |_| gone.draft.remove(&gone.pointer)
            >
                <Icon name=IconName::Close/>
            </button>
        </div>
    }
    .into_any()
}

/// A row with a name that there is not yet.
fn add(place: &Place, schema: &Schema) {
    let now = place.draft.at(&place.pointer).unwrap_or_default();
    let mut names = (1..).map(|n| format!("name{n}"));
    if let Some(name) = names.find(|name| now.get(name).is_none()) {
        let row = place.below(&name, String::new(), schema.clone());
        row.set(schema.blank());
    }
}

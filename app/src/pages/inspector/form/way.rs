//! One of several ways to say something.

use leptos::prelude::*;
use model::schema_form::{Alternative, Json, Part, Shape};

use super::{draft::Place, part::part};
use crate::i18n::use_messages;

/// A menu of the ways, and the fields of the one that is chosen. What was filled in for another is kept meanwhile.
pub(super) fn ways(place: &Place, alternatives: &[Alternative]) -> AnyView {
    let t = &use_messages().inspector.form;
    let now = place.draft.at(&place.pointer).unwrap_or_default();
    let chosen = RwSignal::new(Part::likely(alternatives, &now));
    let kept = StoredValue::new(vec![None; alternatives.len()]);
    let labels: Vec<_> = alternatives
        .iter()
        .enumerate()
        .map(|(index, way)| {
            if way.label.is_empty() {
                (t.way)(index + 1)
            } else {
                way.label.clone()
            }
        })
        .collect();
    let options = labels.iter().enumerate().map(|(index, label)| {
        view! {
            <option value=index.to_string() prop:selected=move || chosen.get() == index>{label.clone()}</option>
        }
    });
    let options = options.collect_view();
    let choose = {
        let (place, alternatives) = (place.clone(), alternatives.to_vec());
        move |event| {
            let Ok(index) = event_target_value(&event).parse::<usize>() else {
                return;
            };
            let now = place.draft.at(&place.pointer);
            kept.update_value(|kept| kept[chosen.get_untracked()].clone_from(&now));
            let before = kept.with_value(|kept| kept[index].clone());
            let next = before.unwrap_or_else(|| begun(&alternatives[index], &now.unwrap_or_default()));
            // The fields of the way before would be filled with what is not theirs.
            chosen.set(index);
            place.set(next);
        }
    };
    let id = format!("{}-way", place.id());
    let (place, alternatives) = (place.clone(), alternatives.to_vec());
    view! {
        <div class="field">
            <label class="field-label" for=id.clone()>{t.which}</label>
            <select class="input" id=id on:change=choose>
                {options}
            </select>
        </div>
        {move || {
            let index = chosen.get();
            part(Place {
                label: labels[index].clone(),
                is_required: true,
                is_way: true,
                schema: alternatives[index].schema.clone(),
                ..place.clone()
            })
        }}
    }
    .into_any()
}

/// What a way begins with: members that it has in common with what stands there stay.
fn begun(way: &Alternative, now: &Json) -> Json {
    let mut begun = way.schema.blank();
    if let Shape::Object { fields, .. } = way.schema.part().shape {
        for field in fields {
            let is_fixed = matches!(field.schema.part().shape, Shape::Fixed(_));
            if let Some(value) = now.get(&field.name).filter(|_| !is_fixed) {
                begun.set(&model::schema_form::below("", &field.name), value.clone());
            }
        }
    }
    begun
}

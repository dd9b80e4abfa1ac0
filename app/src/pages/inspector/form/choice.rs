//! Fields in which somebody chooses.

use leptos::prelude::*;
use model::schema_form::{Json, NamedValue, Part};

use super::{
    draft::Place,
    frame::{described_by, field, group, problems},
};
use crate::i18n::use_messages;

/// True or false: a box where it has to be one of them, a menu where it may be left out.
pub(super) fn flag(place: &Place, part: &Part) -> AnyView {
    if !place.is_required || part.is_nullable {
        let values = [true, false].map(|flag| NamedValue {
            label: flag.to_string(),
            value: Json::Flag(flag),
        });
        return menu(place, part, values.to_vec());
    }
    let (value, ticked) = (place.value(), place.clone());
    let problems = problems(place);
    let control = view! {
        <input
            class="part-box"
            type="checkbox"
            id=place.id()
            data-field=place.draft.field(&place.pointer)
            prop:checked=move || value.with(|value| *value == Some(Json::Flag(true)))
            aria-invalid=move || (!problems.read().is_empty()).then_some("true")
            aria-describedby=described_by(place)
            on:change=move |event| ticked.set(Json::Flag(event_target_checked(&event)))
        />
    };
    field(place, part, problems, control.into_any())
}

/// One of some values. What stands there and is none of them is a choice, too.
pub(super) fn menu(place: &Place, part: &Part, values: Vec<NamedValue>) -> AnyView {
    let (value, problems) = (place.value(), problems(place));
    let chosen = {
        let values = values.clone();
        Memo::new(move |_| value.with(|value| values.iter().position(|it| Some(&it.value) == value.as_ref())))
    };
    let other = move || {
        value.with(|value| match value {
            Some(value) if chosen.get().is_none() && *value != Json::Null => value.in_a_field(),
            _ => "—".to_owned(),
        })
    };
    let may_be_absent = !place.stays;
    let options = values.iter().enumerate().map(|(index, it)| {
        view! {
            <option value=index.to_string() prop:selected=move || chosen.get() == Some(index)>{it.label.clone()}</option>
        }
    });
    let options = options.collect_view();
    let choose = {
        let place = place.clone();
        move |event| match event_target_value(&event).parse::<usize>() {
            Ok(index) => place.set(values[index].value.clone()),
            Err(_) if may_be_absent => place.clear(Json::Null),
            Err(_) => {}
        }
    };
    let control = view! {
        <select
            class="input"
            id=place.id()
            data-field=place.draft.field(&place.pointer)
            aria-required=place.is_required.then_some("true")
            aria-invalid=move || (!problems.read().is_empty()).then_some("true")
            aria-describedby=described_by(place)
            on:change=choose
        >
            <option value="" prop:selected=move || chosen.get().is_none()>{other}</option>
            {options}
        </select>
    };
    field(place, part, problems, control.into_any())
}

/// Some of a few values.
pub(super) fn boxes(place: &Place, part: &Part, values: Vec<NamedValue>) -> AnyView {
    let inner = place.clone();
    group(place, part, move || {
        let value = inner.value();
        let boxes = values.iter().map(|one| {
            let (place, label) = (inner.clone(), one.label.clone());
            let (shown, switched) = (one.value.clone(), one.value.clone());
            let is_chosen =
                move || value.with(|value| value.as_ref().is_some_and(|it| it.items().contains(&shown)));
            view! {
                <label class="choice choice-check">
                    <input
                        type="checkbox"
                        prop:checked=is_chosen
                        on:change=move |event| switch(&place, &switched, event_target_checked(&event))
                    />
                    <span class="choice-text"><span class="choice-label">{label}</span></span>
                </label>
            }
        });
        view! { <div class="choices">{boxes.collect_view()}</div> }.into_any()
    })
}

fn switch(place: &Place, one: &Json, is_on: bool) {
    let now = place.draft.at(&place.pointer).unwrap_or_default();
    let mut items: Vec<_> = now.items().iter().filter(|item| *item != one).cloned().collect();
    if is_on {
        items.push(one.clone());
    }
    place.set(Json::List(items));
}

/// A value that cannot be another.
pub(super) fn fixed(place: &Place, part: &Part, fixed: Json) -> AnyView {
    let t = &use_messages().inspector.form;
    let (value, problems) = (place.value(), problems(place));
    let (switched, shown) = (place.clone(), fixed.in_a_field());
    let shown = if shown.is_empty() {
        fixed.to_string()
    } else {
        shown
    };
    let said = fixed.clone();
    let is_there = move || value.with(|value| value.as_ref() == Some(&said));
    let control = view! {
        <span class="row">
            <input
                class="part-box"
                type="checkbox"
                id=place.id()
                data-field=place.draft.field(&place.pointer)
                prop:checked=is_there
                aria-describedby=described_by(place)
                on:change=move |event| {
                    if event_target_checked(&event) {
                        switched.set(fixed.clone());
                    } else {
                        switched.draft.remove(&switched.pointer);
                    }
                }
            />
            <span>{t.fixed} " " <code class="code">{shown}</code></span>
        </span>
    };
    field(place, part, problems, control.into_any())
}

//! What places of a form have in common: label, description, problems, and being left out.

use leptos::prelude::*;
use model::schema_form::{Json, Part, Shape};

use super::draft::Place;
use crate::{
    components::*,
    i18n::{inspector::InspectorFormMessages, use_messages},
};

/// The elements that explain a place, by their ids.
pub(super) fn described_by(place: &Place) -> String {
    let id = place.id();
    format!("{id}-hint {id}-problem")
}

/// What is wrong with a place, translated. The form does not say it once more at its top while the place is shown.
pub(super) fn problems(place: &Place) -> Memo<Vec<String>> {
    let (form, messages) = (use_form(), use_messages());
    let field = place.draft.field(&place.pointer);
    let (fields, shown) = (form.fields, field.clone());
    fields.update_value(|fields| fields.push(field.clone()));
    on_cleanup(move || {
        // The form may have gone before.
        let _gone = fields.try_update_value(|fields| fields.retain(|it| *it != shown));
    });
    let value = place.value();
    Memo::new(move |_| {
        let said = form.errors.with(|errors| {
            let problems = errors.get(&field).iter();
            problems
                .map(|problem| messages.problem(problem))
                .collect::<Vec<_>>()
        });
        let is_unfinished = matches!(value.get(), Some(Json::Unfinished(_)));
        let unfinished = is_unfinished.then(|| messages.inspector.form.not_json.to_owned());
        unfinished.into_iter().chain(said).collect()
    })
}

/// A field with a label. `control` has the place's id.
pub(super) fn field(place: &Place, part: &Part, problems: Memo<Vec<String>>, control: AnyView) -> AnyView {
    let t = use_messages();
    let optional =
        (!place.is_required).then(|| view! { <span class="field-optional">{t.common.optional}</span> });
    view! {
        <div class="field">
            <label class="field-label" for=place.id()>{place.label.clone()} " " {optional}</label>
            {control}
            {null_box(place, part)}
            {hint(place, part)}
            <FieldProblems id=format!("{}-problem", place.id()) problems/>
        </div>
    }
    .into_any()
}

/// Several fields with a heading, which may be left out together.
pub(super) fn group(
    place: &Place,
    part: &Part,
    body: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let messages = use_messages();
    let t = &messages.inspector.form;
    let optional = (!place.is_required)
        .then(|| view! { <span class="field-optional">{messages.common.optional}</span> });
    let value = place.value();
    let is_there = Memo::new(move |_| value.with(|value| value.as_ref().is_some_and(|it| *it != Json::Null)));
    let may_go = !place.is_required;
    let content = {
        let place = place.clone();
        move || {
            if is_there.get() {
                let leave_out = place.clone();
                let remove = may_go.then(|| {
                    let label = (t.leave_out)(&leave_out.label);
                    view! {
                        <PressButton small=true look=Look::Quiet on_press=move |()| leave_out.clear(Json::Null)>
                            {label}
                        </PressButton>
                    }
                });
                view! { {body()} {remove} }.into_any()
            } else {
                let fill_in = place.clone();
                let label = (t.fill_in)(&fill_in.label);
                view! {
                    <PressButton small=true on_press=move |()| fill_in.set(fill_in.schema.blank())>
                        {label}
                    </PressButton>
                }
                .into_any()
            }
        }
    };
    let problems = problems(place);
    // The way that is chosen is at the same place, and says it.
    let has_ways = matches!(part.shape, Shape::Way(_));
    let says_problems = move || !(has_ways && is_there.get());
    let problem_id = format!("{}-problem", place.id());
    view! {
        <fieldset class="part" id=place.id() aria-describedby=described_by(place)>
            <legend class="field-label">{place.label.clone()} " " {optional}</legend>
            {hint(place, part)}
            {content}
            {null_box(place, part)}
            <Show when=says_problems>
                <FieldProblems id=problem_id.clone() problems/>
            </Show>
        </fieldset>
    }
    .into_any()
}

/// What the schema says of a place, and what fits there.
pub(super) fn hint(place: &Place, part: &Part) -> AnyView {
    let t = &use_messages().inspector.form;
    let title = if part.title == place.label {
        ""
    } else {
        part.title.as_str()
    };
    let said: Vec<_> = [title, part.description.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let mut facts = facts(t, &part.shape);
    if let Some(default) = part.default.as_ref().filter(|default| **default != Json::Null) {
        facts.push((t.default)(&short(&default.in_a_field())));
    }
    let facts = (!facts.is_empty()).then(|| view! { <span class="part-facts">{facts.join(" · ")}</span> });
    let said = (!said.is_empty()).then(|| view! { <Sentence text=said.join(". ")/> });
    let between = (said.is_some() && facts.is_some()).then_some(" ");
    view! { <p class="field-hint" id=format!("{}-hint", place.id())>{said} {between} {facts}</p> }.into_any()
}

/// A default that is longer is seen where it stands.
fn short(text: &str) -> String {
    const MAX: usize = 40;
    let mut short: String = text.chars().take(MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

fn facts(t: &InspectorFormMessages, shape: &Shape) -> Vec<String> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match shape {
        Shape::Text {
            format,
            pattern,
            bounds,
        } => {
            let length =
                (bounds.min > 0 || bounds.max.is_some()).then(|| (t.characters)(bounds.min, bounds.max));
            some(format)
                .into_iter()
                .chain(length)
                .chain(some(pattern))
                .collect()
        }
        Shape::Number { is_whole, limits } => {
            let kind = if *is_whole { t.whole_number } else { t.number };
            [kind.to_owned()]
                .into_iter()
                .chain(limits.iter().cloned())
                .collect()
        }
        Shape::List { bounds, .. } if bounds.min > 0 || bounds.max.is_some() => {
            vec![(t.items)(bounds.min, bounds.max)]
        }
        Shape::Raw => vec![t.any_json.to_owned()],
        _ => Vec::new(),
    }
}

/// Says `null`, where that is a value.
fn null_box(place: &Place, part: &Part) -> AnyView {
    if !part.is_nullable {
        return ().into_any();
    }
    let value = place.value();
    let is_null = move || value.with(|value| *value == Some(Json::Null));
    let ticked = place.clone();
    view! {
        <label class="part-null">
            <input
                type="checkbox"
                prop:checked=is_null
                on:change=move |event| {
                    if event_target_checked(&event) {
                        ticked.set(Json::Null);
                    } else {
                        ticked.clear(ticked.schema.blank());
                    }
                }
            />
            <code class="code">"null"</code>
            <span class="sr-only">{place.label.clone()}</span>
        </label>
    }
    .into_any()
}

//! Fields that somebody types into.

use leptos::prelude::*;
use model::schema_form::{Json, Part};

use super::{
    draft::Place,
    frame::{described_by, field, problems},
};

/// A text or a number. Nothing is nothing: an empty field is left out.
pub(super) fn line(place: &Place, part: &Part, format: &str, is_number: bool) -> AnyView {
    let value = place.value();
    let shown = move || value.with(|value| value.as_ref().map(Json::in_a_field).unwrap_or_default());
    let is_null = {
        let is_nullable = part.is_nullable;
        move || is_nullable && value.with(|value| *value == Some(Json::Null))
    };
    let problems = problems(place);
    let is_wrong = move || (!problems.read().is_empty()).then_some("true");
    let typed = {
        let place = place.clone();
        move |event| {
            let text = event_target_value(&event);
            if text.is_empty() {
                place.clear(if is_number { Json::Null } else { Json::Text(text) });
            } else if is_number {
                place.set(Json::number_or_text(&text));
            } else {
                place.set(Json::Text(text));
            }
        }
    };
    let (id, name) = (place.id(), place.draft.field(&place.pointer));
    let required = place.is_required.then_some("true");
    let control = match kind(format, is_number, value.get_untracked().as_ref()) {
        // Texts may have lines, which other fields would drop.
        None => view! {
            <textarea
                class="input part-text"
                id=id
                data-field=name
                rows="1"
                autocomplete="off"
                spellcheck="false"
                prop:value=shown
                prop:disabled=is_null
                aria-required=required
                aria-invalid=is_wrong
                aria-describedby=described_by(place)
                on:input=typed
            ></textarea>
        }
        .into_any(),
        Some((kind, keyboard, example)) => view! {
            <input
                class="input"
                id=id
                data-field=name
                type=kind
                inputmode=keyboard
                placeholder=example
                autocomplete="off"
                spellcheck="false"
                prop:value=shown
                prop:disabled=is_null
                aria-required=required
                aria-invalid=is_wrong
                aria-describedby=described_by(place)
                on:input=typed
            />
        }
        .into_any(),
    };
    field(place, part, problems, control)
}

type Kind = (&'static str, Option<&'static str>, Option<&'static str>);

/// The input's type, its keyboard and an example; nothing for a text as any other.
fn kind(format: &str, is_number: bool, now: Option<&Json>) -> Option<Kind> {
    if is_number {
        // The browser's own kind for numbers changes them when somebody scrolls.
        return Some(("text", Some("decimal"), None));
    }
    let now = now.and_then(Json::as_text).unwrap_or_default();
    match format {
        // The browser's own field shows nothing but dates.
        "date" if now.is_empty() || is_date(now) => Some(("date", None, None)),
        "date" => Some(("text", None, Some("2026-11-21"))),
        "date-time" => Some(("text", None, Some("2026-11-21T10:30:00Z"))),
        "time" => Some(("text", None, Some("10:30:00Z"))),
        "email" | "idn-email" => Some(("email", None, None)),
        "uri" | "iri" | "uri-reference" => Some(("text", Some("url"), None)),
        _ => None,
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').map(str::len).collect();
    parts == [4, 2, 2] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit())
}

/// Anything, as JSON. What is typed stays as it is typed.
pub(super) fn raw(place: &Place, part: &Part) -> AnyView {
    let begun = place.value().get_untracked();
    let begun = begun.map(|value| value.indented()).unwrap_or_default();
    let problems = problems(place);
    let typed = {
        let place = place.clone();
        move |event| {
            let text = event_target_value(&event);
            if text.trim().is_empty() {
                place.clear(Json::Null);
            } else {
                place.set(Json::parse(&text).unwrap_or(Json::Unfinished(text)));
            }
        }
    };
    let control = view! {
        <textarea
            class="input input-code"
            id=place.id()
            data-field=place.draft.field(&place.pointer)
            rows="3"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            prop:value=begun
            aria-required=place.is_required.then_some("true")
            aria-invalid=move || (!problems.read().is_empty()).then_some("true")
            aria-describedby=described_by(place)
            on:input=typed
        ></textarea>
    };
    // `null` is typed here as anything else.
    let part = Part {
        is_nullable: false,
        ..part.clone()
    };
    field(place, &part, problems, control.into_any())
}

#[cfg(test)]
mod tests {
    use model::schema_form::Json;

    use super::kind;

    #[test]
    fn a_date_is_asked_for_as_one_unless_something_else_stands_there() {
        let at = |text: &str| kind("date", false, Some(&Json::Text(text.to_owned()))).map(|kind| kind.0);
        assert_eq!(at(""), Some("date"));
        assert_eq!(at("2026-11-21"), Some("date"));
        assert_eq!(at("tomorrow"), Some("text"));
        assert_eq!(kind("", false, None), None);
    }
}

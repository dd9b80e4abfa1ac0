//! What all fields of a form have in common: label, hint, problems, and how they are tied together for readers of screens.

use leptos::prelude::*;

use super::{
    Sentence,
    form::{FormState, use_form},
};
use crate::i18n::use_messages;

/// One of several values to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    pub(super) value: String,
    pub(super) label: String,
    pub(super) hint: String,
}

impl Choice {
    /// A value and what people read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            hint: String::new(),
        }
    }

    /// A line below the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// The names and ids of one field in its form.
#[derive(Clone)]
pub(super) struct FieldParts {
    pub(super) form: FormState,
    pub(super) id: String,
    pub(super) input_name: String,
    pub(super) hint_id: String,
    pub(super) problem_id: String,
    field: String,
}

impl FieldParts {
    /// Of a field by its path: `run.spares` is the field `spares` in `run`.
    pub(super) fn of(field: impl Into<String>) -> Self {
        let field = field.into();
        let input_name = input_name(&field);
        Self::new(field, input_name)
    }

    /// Of one entry of a field that is a map.
    pub(super) fn of_entry(field: &'static str, key: &str) -> Self {
        Self::new(format!("{field}.{key}"), format!("input[{field}][{key}]"))
    }

    fn new(field: String, input_name: String) -> Self {
        let form = use_form();
        form.fields.update_value(|fields| fields.push(field.clone()));
        let id = format!("{}-{field}", form.id);
        Self {
            input_name,
            hint_id: format!("{id}-hint"),
            problem_id: format!("{id}-problem"),
            id,
            form,
            field,
        }
    }

    /// What was typed before a reload, else the given value.
    pub(super) fn value(&self, given: String) -> String {
        self.form.typed.value(&self.field).unwrap_or(given)
    }

    /// The elements that explain it.
    pub(super) fn described_by(&self, has_hint: bool) -> String {
        if has_hint {
            format!("{} {}", self.hint_id, self.problem_id)
        } else {
            self.problem_id.clone()
        }
    }

    /// What is wrong with it, translated.
    pub(super) fn problems(&self) -> Memo<Vec<String>> {
        let (errors, field, messages) = (self.form.errors, self.field.clone(), use_messages());
        Memo::new(move |_| {
            errors.with(|errors| {
                errors
                    .get(&field)
                    .iter()
                    .map(|problem| messages.problem(problem))
                    .collect()
            })
        })
    }
}

/// The name that the form sends for a field, by its path.
pub(super) fn input_name(path: &str) -> String {
    format!("input[{}]", path.replace('.', "]["))
}

/// Label above, hint and problems below.
#[component]
pub(super) fn FieldFrame(
    parts: FieldParts,
    label: String,
    hint: String,
    problems: Memo<Vec<String>>,
    required: bool,
    children: Children,
) -> impl IntoView {
    let messages = use_messages();
    let mark = (!required).then(|| view! { <span class="field-optional">{messages.common.optional}</span> });
    let hint = (!hint.is_empty())
        .then(|| view! { <p class="field-hint" id=parts.hint_id><Sentence text=hint/></p> });
    view! {
        <div class="field">
            <label class="field-label" for=parts.id>{label} " " {mark}</label>
            {children()}
            {hint}
            <FieldProblems id=parts.problem_id problems/>
        </div>
    }
}

/// The problems of a field; the element always exists, so that its change is read aloud.
#[component]
pub(crate) fn FieldProblems(id: String, problems: Memo<Vec<String>>) -> impl IntoView {
    view! {
        <div class="field-problems" id=id aria-live="polite">
            {move || {
                problems
                    .get()
                    .into_iter()
                    .map(|text| view! { <p class="field-problem"><Sentence text/></p> })
                    .collect_view()
            }}
        </div>
    }
}

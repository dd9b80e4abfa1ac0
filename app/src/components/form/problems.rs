//! What is wrong with the fields of a form: found here while one types, or answered by the server.

use std::collections::BTreeSet;

use leptos::{
    ev::{self, Event, SubmitEvent},
    html,
    prelude::*,
};
use model::FieldErrors;
use web_sys::FormData;

use crate::{browser, error::AppError};

/// A field with something wrong.
const MARKED: &str = "[aria-invalid=true]";

/// Reads a form and checks it; `None` when it cannot be read, which the server then says.
pub(super) type Check = Callback<FormData, Option<FieldErrors>>;

/// The problems of one form.
#[derive(Clone, Copy)]
pub(super) struct Problems {
    check: Option<Check>,
    /// Found in the browser.
    found: RwSignal<FieldErrors>,
    /// Answered by the server.
    answered: Memo<FieldErrors>,
    /// Fields that were left or sent: only these are judged, nobody is told off while still typing.
    judged: RwSignal<BTreeSet<String>>,
    /// Fields that were changed since the server's answer: what it said of them is old.
    changed: RwSignal<BTreeSet<String>>,
    /// What the pointer is down on.
    pressed: StoredValue<Option<Pressed>>,
    /// Where the fields are.
    form: NodeRef<html::Form>,
}

/// Something in the form that the pointer is down on.
#[derive(PartialEq, Eq)]
enum Pressed {
    Field(String),
    Another,
}

impl Problems {
    pub(super) fn new(error: Memo<Option<AppError>>, check: Option<Check>) -> Self {
        let answered = Memo::new(move |_| {
            error.with(|error| {
                error
                    .as_ref()
                    .and_then(AppError::field_errors)
                    .cloned()
                    .unwrap_or_default()
            })
        });
        let problems = Self {
            check,
            found: RwSignal::default(),
            answered,
            judged: RwSignal::default(),
            changed: RwSignal::default(),
            pressed: StoredValue::new(None),
            form: NodeRef::new(),
        };
        problems.lead_to_answered();
        problems.judge_when_released();
        problems
    }

    /// To be put on the form.
    pub(super) fn form(self) -> NodeRef<html::Form> {
        self.form
    }

    /// What to show beside the fields.
    pub(super) fn shown(self) -> Memo<FieldErrors> {
        Memo::new(move |_| {
            let mut shown = FieldErrors::new();
            let found = self.found.read();
            let answered = self.answered.read();
            let changed = self.changed.read();
            let still_true = answered.iter().filter(|(field, _)| !changed.contains(*field));
            for (field, problems) in found.iter().chain(still_true) {
                for problem in problems {
                    if !shown.get(field).contains(problem) {
                        shown.add(field, problem.clone());
                    }
                }
            }
            shown
        })
    }

    /// Checks everything, and keeps the form here when something is wrong.
    pub(super) fn before_sending(self, event: &SubmitEvent) {
        self.changed.set(BTreeSet::new());
        let (Some(check), Some(form)) = (self.check, browser::form_data(event)) else {
            return;
        };
        let errors = check.run(form).unwrap_or_default();
        if !errors.is_empty() {
            event.prevent_default();
            self.judged
                .update(|judged| judged.extend(errors.iter().map(|(field, _)| field.to_owned())));
            lead_to_problem();
        }
        self.found.set(errors);
    }

    /// Notes what the pointer goes down on, before the field that had the focus is left.
    pub(super) fn press(self, event: &Event) {
        let pressed = browser::model_field(event).map_or(Pressed::Another, Pressed::Field);
        self.pressed.set_value(Some(pressed));
    }

    /// Judges a field that was changed: at once when it was judged before, else when it is left.
    pub(super) fn judge(self, event: &Event, is_left: bool) {
        let Some(field) = browser::model_field(event) else {
            return;
        };
        self.changed.update(|changed| _ = changed.insert(field.clone()));
        let is_judged = is_left || self.judged.with_untracked(|judged| judged.contains(&field));
        if !is_judged {
            return;
        }
        self.judged.update(|judged| _ = judged.insert(field.clone()));
        let itself = Pressed::Field(field);
        let is_elsewhere = |pressed: &Option<Pressed>| pressed.as_ref().is_some_and(|it| *it != itself);
        // A problem that appears now would move what is pressed away from under the pointer, and the click with it.
        if !self.pressed.with_value(is_elsewhere) {
            self.judge_all();
        }
    }

    /// Judges what was left while the pointer was down, once what it was on has got its click.
    fn judge_when_released(self) {
        let release = move || {
            if self.pressed.with_value(Option::is_some) {
                request_animation_frame(move || {
                    // The form may be gone by now.
                    if self.pressed.try_set_value(None).is_none() {
                        self.judge_all();
                    }
                });
            }
        };
        Effect::new(move || {
            let up = window_event_listener(ev::pointerup, move |_| release());
            let cancelled = window_event_listener(ev::pointercancel, move |_| release());
            on_cleanup(move || {
                up.remove();
                cancelled.remove();
            });
        });
    }

    fn judge_all(self) {
        let form = self.form.get_untracked();
        let form = form.and_then(|form| FormData::new_with_form(&form).ok());
        if let (Some(check), Some(form)) = (self.check, form) {
            let errors = check.run(form).unwrap_or_default();
            self.found
                .set(self.judged.with_untracked(|judged| only(&errors, judged)));
        }
    }

    fn lead_to_answered(self) {
        Effect::new(move || {
            if !self.answered.read().is_empty() {
                lead_to_problem();
            }
        });
    }
}

/// People who cannot see the red text are led to the first field that has it; what folds one away is opened.
fn lead_to_problem() {
    // The fields have to be marked first.
    request_animation_frame(|| {
        browser::unfold(MARKED);
        browser::focus_first(MARKED);
    });
}

/// The errors of these fields.
fn only(errors: &FieldErrors, fields: &BTreeSet<String>) -> FieldErrors {
    let mut kept = FieldErrors::new();
    for (field, problems) in errors.iter().filter(|(field, _)| fields.contains(*field)) {
        for problem in problems {
            kept.add(field, problem.clone());
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use leptos::prelude::*;
    use model::{FieldErrors, Problem};

    use super::Problems;
    use crate::error::AppError;

    #[test]
    fn what_the_server_said_of_a_field_is_old_once_the_field_is_changed() {
        let owner = Owner::new();
        owner.with(|| {
            let mut errors = FieldErrors::of("name", Problem::Taken);
            errors.add("url", Problem::BadUrl);
            let error = Memo::new(move |_| Some(AppError::Invalid(errors.clone())));
            let problems = Problems::new(error, None);
            let shown = problems.shown();
            assert_eq!(shown.get_untracked().get("name"), [Problem::Taken]);
            problems
                .changed
                .update(|changed| _ = changed.insert("name".to_owned()));
            assert_eq!(shown.get_untracked().get("name"), []);
            assert_eq!(shown.get_untracked().get("url"), [Problem::BadUrl]);
        });
    }

    #[test]
    fn found_and_answered_problems_stand_together_and_once() {
        let owner = Owner::new();
        owner.with(|| {
            let error = Memo::new(|_| Some(AppError::Invalid(FieldErrors::of("name", Problem::Taken))));
            let problems = Problems::new(error, None);
            let mut found = FieldErrors::of("name", Problem::Taken);
            found.add("name", Problem::BadName);
            problems.found.set(found);
            assert_eq!(
                problems.shown().get_untracked().get("name"),
                [Problem::Taken, Problem::BadName]
            );
        });
    }
}

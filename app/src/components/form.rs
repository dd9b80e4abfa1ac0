//! Forms that work without JavaScript and are better with it.

use std::collections::BTreeSet;

use leptos::{
    context::Provider,
    ev::SubmitEvent,
    form::{ActionForm, FromFormData},
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
};
use leptos_router::hooks::use_query_map;
use model::FieldErrors;
use serde::de::DeserializeOwned;
use web_sys::{Event, FormData};

use super::error_card::ErrorNote;
use crate::{browser, error::AppError, typed::Typed};

/// What the fields of a form know about it.
#[derive(Clone)]
pub(super) struct FormState {
    /// Differs between the forms of a page, for the ids of its fields.
    pub(super) id: String,
    /// Problems by the model's field.
    pub(super) errors: Signal<FieldErrors>,
    /// It is on its way.
    pub(super) pending: Signal<bool>,
    /// What was typed before a reload.
    pub(super) typed: Typed,
}

/// The form around a field.
pub(super) fn use_form() -> FormState {
    expect_context()
}

/// A form for a server function whose struct parameter is called `input`. Its fields find their problems and
/// values themselves; an error that belongs to no field is shown at the top.
#[component]
pub fn Form<S, O>(
    /// The write.
    action: ServerAction<S>,
    /// Checks the fields in the browser, before anything is sent.
    #[prop(optional)]
    check: Option<fn(&S) -> Result<(), FieldErrors>>,
    /// Always sent as a plain form, which loads the page anew: for what changes who is signed in.
    #[prop(optional)]
    plain: bool,
    /// Shows no error itself: for forms in rows, which share one [`ActionError`].
    #[prop(optional)]
    quiet: bool,
    /// Its fields and buttons.
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Protocol = Http<PostUrl, O>, Error = AppError>
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static,
    S::Client: Client<AppError>,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<FormData>,
    S::Output: Send + Sync + 'static,
    O: 'static,
{
    let found = RwSignal::new(FieldErrors::new());
    let answered = answered_errors(action);
    let state = FormState {
        id: S::PATH.trim_start_matches("/api/").replace('/', "-"),
        errors: Signal::derive(move || {
            let found = found.get();
            if found.is_empty() { answered.get() } else { found }
        }),
        pending: Signal::derive(move || action.pending().get()),
        typed: use_query_map().with_untracked(|query| Typed::of(query, S::PATH)),
    };
    focus_first_problem(answered);
    // Fields that were left or sent: only these are judged, nobody is told off while still typing.
    let judged = StoredValue::new(BTreeSet::<String>::new());
    let before_sending = move |event: SubmitEvent| {
        let Some(check) = check else { return };
        // An unreadable form is left to the action, which says so.
        let errors = S::from_event(&event).map_or(Ok(()), |call| check(&call));
        if let Err(errors) = &errors {
            event.prevent_default();
            judged.update_value(|judged| judged.extend(errors.iter().map(|(field, _)| field.to_owned())));
            lead_to_problem();
        }
        found.set(errors.err().unwrap_or_default());
    };
    let judge = move |event: Event, is_left: bool| {
        let (Some(check), Some((field, data))) = (check, browser::field_of(&event)) else {
            return;
        };
        if is_left {
            judged.update_value(|judged| judged.extend([field.clone()]));
        }
        if judged.with_value(|judged| judged.contains(&field))
            && let Ok(call) = S::from_form_data(&data)
        {
            let errors = check(&call).err().unwrap_or_default();
            found.set(judged.with_value(|judged| only(errors, judged)));
        }
    };
    let note = (!quiet).then(|| view! { <ActionError action/> });
    let body = view! { <Provider value=state>{note} {children()}</Provider> }.into_any();
    if plain {
        view! {
            <form
                method="post"
                action=S::url()
                on:submit=before_sending
                on:change=move |event| judge(event, true)
                on:input=move |event| judge(event.into(), false)
            >
                {body}
            </form>
        }
        .into_any()
    } else {
        view! {
            <ActionForm
                action
                on:submit:capture=before_sending
                on:change=move |event| judge(event, true)
                on:input=move |event| judge(event.into(), false)
            >
                {body}
            </ActionForm>
        }
        .into_any()
    }
}

/// The errors of these fields.
fn only(errors: FieldErrors, fields: &BTreeSet<String>) -> FieldErrors {
    let mut kept = FieldErrors::new();
    for (field, problems) in errors.iter().filter(|(field, _)| fields.contains(*field)) {
        for problem in problems {
            kept.add(field, problem.clone());
        }
    }
    kept
}

fn answered_errors<S>(action: ServerAction<S>) -> Memo<FieldErrors>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let answer = action.value();
    Memo::new(move |_| {
        answer.with(|answer| match answer {
            Some(Err(AppError::Invalid(errors))) => errors.clone(),
            _ => FieldErrors::new(),
        })
    })
}

/// People who cannot see the red text are led to the field that has it, once the server has answered.
fn focus_first_problem(answered: Memo<FieldErrors>) {
    Effect::new(move || {
        if !answered.read().is_empty() {
            lead_to_problem();
        }
    });
}

fn lead_to_problem() {
    // The fields have to be marked first.
    request_animation_frame(|| browser::focus_first("[aria-invalid=true]"));
}

/// The latest error of an action, unless it belongs to fields.
#[component]
pub fn ActionError<S>(
    /// The write.
    action: ServerAction<S>,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let answer = action.value();
    let error = Memo::new(move |_| {
        answer.with(|answer| match answer {
            Some(Err(error)) => Some(error.clone()),
            _ => None,
        })
    });
    view! { <div role="alert">{move || error.get().map(|error| view! { <ErrorNote error/> })}</div> }
}

/// A value that the form sends along, under exactly this name.
#[component]
pub fn Hidden(
    /// The parameter, for example `id` or `input[version]`.
    name: &'static str,
    /// Its value.
    #[prop(into)]
    value: Signal<String>,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }
}

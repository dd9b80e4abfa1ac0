//! Forms that work without JavaScript and are better with it.

mod problems;

use leptos::{
    context::Provider,
    form::{ActionForm, FromFormData},
    prelude::*,
    server_fn::{Http, ServerFn, client::Client, codec::PostUrl, request::ClientReq},
};
use leptos_router::hooks::use_query_map;
use model::FieldErrors;
use serde::de::DeserializeOwned;
use web_sys::FormData;

use self::problems::{Check, Problems};
use super::error_card::ErrorNote;
use crate::{contexts::use_hydrated, error::AppError, typed::Typed};

/// What a form checks in the browser: the arguments of its server function.
pub type CheckOf<S> = fn(&S) -> Result<(), FieldErrors>;

/// What the fields of a form know about it.
#[derive(Clone)]
pub(crate) struct FormState {
    /// Differs between the forms of a page, for the ids of its fields.
    pub(crate) id: String,
    /// Problems by the model's field.
    pub(crate) errors: Memo<FieldErrors>,
    /// It is on its way.
    pub(crate) pending: Signal<bool>,
    /// What was typed before a reload.
    pub(crate) typed: Typed,
    /// The fields that show their problems themselves.
    pub(crate) fields: StoredValue<Vec<String>>,
}

/// The form around a field.
pub(crate) fn use_form() -> FormState {
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
    check: Option<CheckOf<S>>,
    /// Always sent as a plain form, which loads the page anew: for what changes who is signed in.
    #[prop(optional)]
    plain: bool,
    /// Shows no error itself: for forms in rows, which share one [`ActionError`].
    #[prop(optional)]
    quiet: bool,
    /// Tells it from other forms of the page with the same server function and fields.
    #[prop(optional, into)]
    scope: String,
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
    let error = latest_error(action);
    let problems = Problems::new(error, check.map(check_form));
    let state = FormState {
        id: S::PATH.trim_start_matches("/api/").replace('/', "-") + &scope,
        errors: problems.shown(),
        pending: Signal::derive(move || action.pending().get()),
        typed: use_query_map().with_untracked(|query| Typed::of(query, S::PATH)),
        fields: StoredValue::default(),
    };
    let fields = state.fields;
    let note = (!quiet).then(|| view! { <Alert error fields/> });
    // The browser's own bubbles would stand over our explanations; without JavaScript they are all there is.
    let explains_itself = use_hydrated();
    let body = view! { <Provider value=state>{note} {children()}</Provider> }.into_any();
    if plain {
        view! {
            <form
                node_ref=problems.form()
                method="post"
                action=S::url()
                novalidate=explains_itself
                on:submit=move |event| problems.before_sending(&event)
                on:pointerdown=move |event| problems.press(&event)
                on:change=move |event| problems.judge(&event, true)
                on:input=move |event| problems.judge(&event, false)
            >
                {body}
            </form>
        }
        .into_any()
    } else {
        view! {
            <ActionForm
                action
                node_ref=problems.form()
                attr:novalidate=explains_itself
                on:submit:capture=move |event| problems.before_sending(&event)
                on:pointerdown=move |event| problems.press(&event)
                on:change=move |event| problems.judge(&event, true)
                on:input=move |event| problems.judge(&event, false)
            >
                {body}
            </ActionForm>
        }
        .into_any()
    }
}

/// The same for every server function, so that little code is made for each.
fn check_form<S: DeserializeOwned + 'static>(check: fn(&S) -> Result<(), FieldErrors>) -> Check {
    Callback::new(move |form: FormData| {
        let call = S::from_form_data(&form).ok()?;
        check(&call).err()
    })
}

fn latest_error<S>(action: ServerAction<S>) -> Memo<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let answer = action.value();
    Memo::new(move |_| answer.with(|answer| answer.as_ref()?.as_ref().err().cloned()))
}

/// The latest error of an action, for forms that show none themselves.
#[component]
pub fn ActionError<S>(
    /// The write.
    action: ServerAction<S>,
) -> impl IntoView
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    view! { <Alert error=latest_error(action)/> }
}

/// The element is always there: screen readers announce what changes in it.
#[component]
fn Alert(
    error: Memo<Option<AppError>>,
    #[prop(optional)] fields: Option<StoredValue<Vec<String>>>,
) -> impl IntoView {
    view! {
        <div role="alert">
            {move || {
                error
                    .get()
                    .map(|error| {
                        let marked = fields.map(|fields| fields.get_value()).unwrap_or_default();
                        view! { <ErrorNote error marked/> }
                    })
            }}
        </div>
    }
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

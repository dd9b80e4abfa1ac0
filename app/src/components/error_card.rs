//! Errors where they happened: as a note in a form, as a card in place of content.

use leptos::prelude::*;

use super::{Card, Crumb, FailureNote, LinkButton, PressButton, Sentence};
use crate::{browser, error::AppError, i18n::use_messages};

/// An error beside what caused it, with what to do about it.
#[component]
pub fn ErrorNote(
    /// What went wrong.
    error: AppError,
    /// Fields that say themselves what is wrong with them.
    #[prop(optional)]
    marked: Vec<String>,
) -> impl IntoView {
    let messages = use_messages();
    if let AppError::Upstream(failure) = error {
        return view! { <FailureNote failure/> }.into_any();
    }
    let (title, text) = messages.error(&error);
    let way_out = (error == AppError::Unauthenticated).then(|| view! { <p><SignInLink/></p> });
    view! {
        <div class="note note-bad">
            <p class="note-title">{title}</p>
            <p><Sentence text/></p>
            <Details error marked/>
            {way_out}
        </div>
    }
    .into_any()
}

/// An error in place of content that could not be loaded.
#[component]
pub fn ErrorCard(
    /// What went wrong.
    error: AppError,
    /// The page that leads on from here when there is nothing to try again; without one, the overview.
    #[prop(optional_no_strip)]
    home: Option<Crumb>,
) -> impl IntoView {
    let messages = use_messages();
    let (title, text) = messages.error(&error);
    let way_out = match &error {
        AppError::Unauthenticated => view! { <SignInLink/> }.into_any(),
        AppError::NotFound | AppError::Forbidden => {
            let home = home.unwrap_or_else(|| Crumb::new("/", messages.common.layout.overview));
            view! { <LinkButton href=home.href>{home.label}</LinkButton> }.into_any()
        }
        _ => view! {
            <PressButton on_press=Callback::new(|()| browser::reload())>{messages.common.retry}</PressButton>
        }
        .into_any(),
    };
    let note = match error {
        AppError::Upstream(failure) => view! { <FailureNote failure/> }.into_any(),
        error => view! { <Details error marked=Vec::new()/> }.into_any(),
    };
    view! {
        <div class="narrow">
            <Card>
                <div class="stack" role="alert">
                    <h2 class="error-title">{title}</h2>
                    <p><Sentence text/></p>
                    {note}
                    <div class="actions">{way_out}</div>
                </div>
            </Card>
        </div>
    }
    .into_any()
}

/// Signing in loads the page anew, so the router must not take this link.
#[component]
fn SignInLink() -> impl IntoView {
    view! { <a class="btn" rel="external" href="/login">{use_messages().start.sign_in}</a> }
}

/// What stands below the explanation: the fields' problems, or the id that finds the cause in the log.
#[component]
fn Details(error: AppError, marked: Vec<String>) -> impl IntoView {
    let messages = use_messages();
    match error {
        AppError::Invalid(errors) => {
            let problems = errors
                .iter()
                .filter(|(field, _)| !marked.iter().any(|marked| marked == field))
                .flat_map(|(_, problems)| problems)
                .map(|problem| view! { <li><Sentence text=messages.problem(problem)/></li> })
                .collect_view();
            view! { <ul class="note-list">{problems}</ul> }.into_any()
        }
        AppError::Internal { request_id } if !request_id.is_empty() => view! {
            <p>{messages.errors.request_id} " " <code class="code">{request_id}</code></p>
        }
        .into_any(),
        AppError::Malformed(text) => view! { <pre class="code-block">{text}</pre> }.into_any(),
        _ => ().into_any(),
    }
}

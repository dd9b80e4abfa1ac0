//! Sign-in.

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::SetupStatus;

use crate::{
    api::{auth::Login, setup::get_setup_status},
    browser,
    components::*,
    error::AppError,
    i18n::use_messages,
    layout::PlainFrame,
    visit::Visit,
};

/// Email and password. Leads to the first run while there is nobody to sign in.
#[component]
pub fn LoginPage() -> impl IntoView {
    if expect_context::<Visit>().me.is_some() {
        return view! { <Redirect path="/"/> }.into_any();
    }
    let t = use_messages();
    let login = ServerAction::<Login>::new();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    view! {
        <PlainFrame title=t.start.sign_in>
            <ToSetup/>
            <Form action=login plain=true quiet=true check=|login: &Login| login.input.validate()>
                <LoginError login/>
                <Hidden name="input[next]" value=next/>
                <TextField name="email" label=t.start.email kind=TextKind::Email required=true/>
                <TextField name="password" label=t.start.password kind=TextKind::CurrentPassword required=true/>
                <SubmitButton look=Look::Primary>{t.start.sign_in}</SubmitButton>
            </Form>
        </PlainFrame>
    }
    .into_any()
}

/// Sends the very first visitor to the first run.
#[component]
fn ToSetup() -> impl IntoView {
    let status = Resource::new_blocking(|| (), |()| get_setup_status());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                matches!(status.await, Ok(SetupStatus { needed: true, .. }))
                    .then(|| view! { <Redirect path="/setup"/> })
            })}
        </Suspense>
    }
}

/// Which of the two is wrong is nobody's business.
#[component]
fn LoginError(login: ServerAction<Login>) -> impl IntoView {
    let t = use_messages();
    let answer = login.value();
    // Of the two, the password is the one to type again.
    Effect::new(move || {
        if answer.with(|answer| matches!(answer, Some(Err(AppError::Invalid(_))))) {
            browser::focus_first("input[type=password]");
        }
    });
    view! {
        <div role="alert">
            {move || match answer.get() {
                Some(Err(AppError::Invalid(_))) => {
                    view! { <div class="note note-bad">{t.start.wrong_login}</div> }.into_any()
                }
                Some(Err(error)) => view! { <ErrorNote error/> }.into_any(),
                _ => ().into_any(),
            }}
        </div>
    }
}

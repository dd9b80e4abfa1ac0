//! Sign-in.

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_query_map};
use model::{SetupStatus, SignInOption, SignInOptions};

use crate::{
    api::{
        auth::{Login, get_sign_in_options},
        setup::get_setup_status,
    },
    browser,
    components::*,
    error::AppError,
    i18n::use_messages,
    layout::PlainFrame,
    pages::{live::Live, sign_in::SignInProblemNote},
    visit::Visit,
};

/// Email and password, and the providers. Leads to the first run while there is nobody to sign in.
#[component]
pub fn LoginPage() -> impl IntoView {
    let endpoint = use_query_map().with_untracked(|query| query.get("endpoint").unwrap_or_default());
    // An endpoint may want another sign-in than the one that there is.
    if expect_context::<Visit>().me.is_some() && endpoint.is_empty() {
        return view! { <Redirect path="/"/> }.into_any();
    }
    let t = use_messages();
    let options = Resource::new_blocking(move || endpoint.clone(), get_sign_in_options);
    view! {
        <PlainFrame title=t.start.sign_in>
            <ToSetup/>
            <SignInProblemNote/>
            <Live resource=options let:options>
                <Ways options=options.get_untracked()/>
            </Live>
        </PlainFrame>
    }
    .into_any()
}

/// What is switched on.
#[component]
fn Ways(options: SignInOptions) -> impl IntoView {
    let t = use_messages();
    let next = use_query_map().with_untracked(|query| query.get("next").unwrap_or_default());
    let SignInOptions {
        password,
        providers,
        endpoint,
        registration,
    } = options;
    if let Some(endpoint) = endpoint {
        return view! { <DoorOf endpoint providers next/> }.into_any();
    }
    if !password && providers.is_empty() {
        return view! { <p class="note note-warn"><Sentence text=t.sign_in.no_way_in/></p> }.into_any();
    }
    let both = password && !providers.is_empty();
    let providers = providers
        .into_iter()
        .map(|provider| view! { <ProviderButton provider next=next.clone() main=!password/> })
        .collect_view();
    view! {
        {password.then(|| view! { <PasswordForm next=next.clone()/> })}
        {both.then(|| view! { <p class="either">{t.sign_in.or}</p> })}
        <div class="stack">{providers}</div>
        {registration
            .then(|| {
                view! {
                    <p>
                        {t.start.no_account} " " <a href="/register">{t.start.register}</a>
                    </p>
                }
            })}
    }
    .into_any()
}

/// The ways to an endpoint that is for single sign-on only.
#[component]
fn DoorOf(endpoint: String, providers: Vec<SignInOption>, next: String) -> impl IntoView {
    let t = &use_messages().sign_in;
    let me = expect_context::<Visit>().me;
    let text = if providers.is_empty() {
        t.only_by_nobody
    } else {
        t.only_by_text
    };
    let providers = providers
        .into_iter()
        .map(|provider| view! { <ProviderButton provider next=next.clone() main=true/> })
        .collect_view();
    view! {
        <div class="note note-warn" role="status">
            <p class="note-title">{(t.only_by)(&endpoint)}</p>
            <p>{text} {me.map(|me| format!(" {}", (t.you_are)(&me.name)))}</p>
        </div>
        <div class="stack">{providers}</div>
    }
}

/// A plain form: the provider is another site, where no page of ours goes on.
#[component]
fn ProviderButton(provider: SignInOption, next: String, main: bool) -> impl IntoView {
    let t = use_messages();
    let class = if main {
        "btn btn-primary btn-wide"
    } else {
        "btn btn-wide"
    };
    view! {
        <form method="post" action=format!("/auth/oidc/{}/start", provider.slug)>
            <input type="hidden" name="next" value=next/>
            <button class=class type="submit">{(t.sign_in.with)(&provider.name)}</button>
        </form>
    }
}

#[component]
fn PasswordForm(next: String) -> impl IntoView {
    let t = use_messages();
    let login = ServerAction::<Login>::new();
    view! {
        <Form action=login plain=true quiet=true check=|login: &Login| login.input.validate()>
            <LoginError login/>
            <Hidden name="input[next]" value=next/>
            <TextField name="email" label=t.start.email kind=TextKind::Email required=true/>
            <TextField name="password" label=t.start.password kind=TextKind::CurrentPassword required=true/>
            <SubmitButton look=Look::Primary>{t.start.sign_in}</SubmitButton>
        </Form>
    }
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

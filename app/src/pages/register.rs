//! Registration by form.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use model::MIN_PASSWORD;

use crate::{
    api::auth::{Register, get_sign_in_options},
    components::*,
    error::{AppError, Conflict},
    i18n::use_messages,
    layout::PlainFrame,
    pages::live::Live,
    visit::Visit,
};

/// Name, address and password of somebody who has no account yet.
#[component]
pub fn RegisterPage() -> impl IntoView {
    if expect_context::<Visit>().me.is_some() {
        return view! { <Redirect path="/"/> }.into_any();
    }
    let t = use_messages();
    let options = Resource::new_blocking(|| (), |()| get_sign_in_options(String::new()));
    view! {
        <PlainFrame title=t.start.register lead=t.start.register_lead>
            <Live resource=options let:options>
                {if options.get_untracked().registration {
                    view! { <RegisterForm/> }.into_any()
                } else {
                    view! { <ErrorNote error=AppError::Conflict(Conflict::NoRegistration)/> }.into_any()
                }}
            </Live>
            <p>
                <a href="/login">{t.start.have_account}</a>
            </p>
        </PlainFrame>
    }
    .into_any()
}

#[component]
fn RegisterForm() -> impl IntoView {
    let t = use_messages();
    let register = ServerAction::<Register>::new();
    view! {
        <Form action=register plain=true check=|register: &Register| register.input.validate()>
            <TextField name="name" label=t.start.your_name kind=TextKind::Name required=true/>
            <TextField name="email" label=t.start.email kind=TextKind::Email required=true/>
            <TextField
                name="password"
                label=t.start.password
                hint=(t.start.password_hint)(MIN_PASSWORD)
                kind=TextKind::NewPassword
                required=true
            />
            <SubmitButton look=Look::Primary>{t.start.register}</SubmitButton>
        </Form>
    }
}

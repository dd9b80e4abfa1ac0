//! A new password.

use leptos::prelude::*;
use model::{AccountView, MIN_PASSWORD, SignInMethod};

use crate::{api::account::ChangePassword, components::*, i18n::use_messages};

#[component]
pub(super) fn PasswordCard(account: Signal<AccountView>) -> impl IntoView {
    let t = use_messages();
    let has_password =
        Memo::new(move |_| account.with(|account| account.sign_in.contains(&SignInMethod::Password)));
    view! {
        <Card title=t.account.password>
            <Show
                when=move || has_password.get()
                fallback=move || view! { <p class="muted">{t.account.no_password}</p> }
            >
                <PasswordForm/>
            </Show>
        </Card>
    }
}

#[component]
fn PasswordForm() -> impl IntoView {
    let t = use_messages();
    let change = ServerAction::<ChangePassword>::new();
    view! {
        <Form action=change plain=true check=|change: &ChangePassword| change.input.validate()>
            <p class="muted">{t.account.password_text}</p>
            <TextField
                name="current_password"
                label=t.account.current_password
                kind=TextKind::CurrentPassword
                required=true
            />
            <TextField
                name="password"
                label=t.account.new_password
                hint=(t.start.password_hint)(MIN_PASSWORD)
                kind=TextKind::NewPassword
                required=true
            />
            <SubmitButton>{t.account.change_password}</SubmitButton>
        </Form>
    }
}

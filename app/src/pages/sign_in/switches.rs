//! What is decided about sign-in as a whole.

use leptos::prelude::*;
use model::{Registration, SignInSettings};

use crate::{
    api::sign_in::{SetPasswordSignIn, SetRegistration, SetSignUp},
    components::*,
    i18n::use_messages,
};

#[component]
pub(super) fn SwitchesCard(
    settings: Memo<SignInSettings>,
    set_password: ServerAction<SetPasswordSignIn>,
    set_sign_up: ServerAction<SetSignUp>,
) -> impl IntoView {
    let t = use_messages();
    view! {
        <Card>
            <div class="stack">
                <ActionError action=set_password/>
                <div class="line-with-act">
                    <div>
                        <strong>{t.sign_in.by_password}</strong>
                        <p class="muted">{t.sign_in.by_password_text}</p>
                    </div>
                    <Form action=set_password quiet=true>
                        <Switch
                            label=t.sign_in.by_password
                            on=Signal::derive(move || settings.get().by_password)
                        />
                    </Form>
                </div>
                <ActionError action=set_sign_up/>
                <div class="line-with-act">
                    <div>
                        <strong>{t.sign_in.sign_up}</strong>
                        <p class="muted">{t.sign_in.sign_up_text}</p>
                    </div>
                    <Form action=set_sign_up quiet=true>
                        <Switch label=t.sign_in.sign_up on=Signal::derive(move || settings.get().sign_up)/>
                    </Form>
                </div>
            </div>
        </Card>
    }
}

/// Whether people can register by the form.
#[component]
pub(super) fn RegistrationCard(
    settings: Memo<SignInSettings>,
    set_registration: ServerAction<SetRegistration>,
) -> impl IntoView {
    let t = use_messages();
    let options = || {
        let choice = |registration: &Registration| {
            let (label, hint) = (t.sign_in.registration_choice)(*registration);
            Choice::new(registration.as_str(), label).hint(hint)
        };
        Registration::ALL.iter().map(choice).collect::<Vec<_>>()
    };
    view! {
        <Card>
            {move || {
                let value = settings.get().registration.as_str();
                view! {
                    <Form action=set_registration>
                        <ChoiceField
                            name="registration"
                            label=t.sign_in.registration
                            options=options()
                            value
                        />
                        <SubmitButton>{t.common.save}</SubmitButton>
                    </Form>
                }
            }}
        </Card>
    }
}

//! What is decided about sign-in as a whole.

use leptos::prelude::*;
use model::SignInSettings;

use crate::{
    api::sign_in::{SetPasswordSignIn, SetSignUp},
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

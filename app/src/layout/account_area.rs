//! Who is signed in, and the way out.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::{
    api::auth::Logout,
    components::{Form, Look, SubmitButton},
    contexts::use_me,
    i18n::use_messages,
};

/// The person's name, role and the button that signs them out.
#[component]
pub(super) fn AccountArea() -> impl IntoView {
    let t = use_messages();
    let me = use_me();
    let logout = ServerAction::<Logout>::new();
    view! {
        <div class="account">
            <A href="/account">
                <span class="account-name">{me.name}</span>
                <span class="account-role">{t.role(me.role)}</span>
            </A>
            <Form action=logout plain=true>
                <SubmitButton look=Look::Quiet small=true>{t.common.layout.sign_out}</SubmitButton>
            </Form>
        </div>
    }
}

//! First run: the first administrator.

use leptos::prelude::*;
use model::{MIN_PASSWORD, SetupStatus};

use crate::{
    api::setup::{CreateAdmin, get_setup_status},
    components::*,
    i18n::use_messages,
    layout::PlainFrame,
    pages::live::Live,
};

/// One form; with the token from the console when the visitor is not on the server's machine.
#[component]
pub fn SetupPage() -> impl IntoView {
    let t = use_messages();
    let status = Resource::new_blocking(|| (), |()| get_setup_status());
    view! {
        <PlainFrame title=t.start.setup_title>
            <Live resource=status let:status>
                <FirstRun status=status.get_untracked()/>
            </Live>
        </PlainFrame>
    }
    .into_any()
}

#[component]
fn FirstRun(status: SetupStatus) -> impl IntoView {
    let t = use_messages();
    if !status.needed {
        return view! {
            <EmptyState title=t.start.already_set_up text=t.start.already_set_up_text>
                <LinkButton href="/login" look=Look::Primary>{t.start.sign_in}</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let create = ServerAction::<CreateAdmin>::new();
    view! {
        <p class="page-lead">{t.start.setup_lead}</p>
        <Form action=create plain=true check=|create: &CreateAdmin| create.input.validate()>
            {status
                .token_needed
                .then(|| {
                    view! {
                        <TextField
                            name="token"
                            label=t.start.token
                            hint=t.start.token_hint
                            kind=TextKind::Secret
                            required=true
                        />
                    }
                })}
            <TextField name="name" label=t.start.your_name kind=TextKind::Name required=true/>
            <TextField name="email" label=t.start.email kind=TextKind::Email required=true/>
            <TextField
                name="password"
                label=t.start.password
                hint=(t.start.password_hint)(MIN_PASSWORD)
                kind=TextKind::NewPassword
                required=true
            />
            <SubmitButton look=Look::Primary>{t.start.create_admin}</SubmitButton>
        </Form>
    }
    .into_any()
}

//! Adding a person: by invitation or, with `?with=password`, with a password.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use model::{MIN_PASSWORD, Permission, Role};

use super::roles::RoleField;
use crate::{
    api::people::{CreatePerson, InvitePerson},
    components::*,
    contexts::use_me,
    i18n::use_messages,
    pages::permitted::Permitted,
};

/// The form for somebody new.
#[component]
pub fn PersonNewPage() -> impl IntoView {
    let t = use_messages();
    let query = use_query_map();
    let with_password = Memo::new(move |_| query.with(|query| query.get_str("with") == Some("password")));
    view! {
        <Page
            title=t.people.add
            parents=vec![Crumb::new("/people", t.people.title)]
            lead=move || t.people.new_lead
        >
            <Permitted may=use_me().may(Permission::KeepPeople)>
                <div class="narrow stack">
                    <nav class="chips" aria-label=t.people.add>
                        <Chip href="/people/new".to_owned() current=Signal::derive(move || !with_password.get())>
                            {t.people.by_invitation}
                        </Chip>
                        <Chip href="/people/new?with=password".to_owned() current=with_password>
                            {t.people.with_password}
                        </Chip>
                    </nav>
                    {move || {
                        if with_password.get() {
                            view! { <CreateForm/> }.into_any()
                        } else {
                            view! { <InviteForm/> }.into_any()
                        }
                    }}
                </div>
            </Permitted>
        </Page>
    }
    .into_any()
}

#[component]
fn InviteForm() -> impl IntoView {
    let t = use_messages();
    let invite = ServerAction::<InvitePerson>::new();
    view! {
        <Card>
            <Form action=invite check=|invite: &InvitePerson| invite.input.validate()>
                <p class="muted">{t.people.invite_text}</p>
                <TextField name="email" label=t.account.email kind=TextKind::Text required=true/>
                <TextField name="name" label=t.common.name hint=t.people.name_hint/>
                <RoleField value=Role::Member/>
                <Buttons>{t.people.invite}</Buttons>
            </Form>
        </Card>
    }
}

#[component]
fn CreateForm() -> impl IntoView {
    let t = use_messages();
    let create = ServerAction::<CreatePerson>::new();
    view! {
        <Card>
            <Form action=create check=|create: &CreatePerson| create.input.validate()>
                <p class="muted">{t.people.create_text}</p>
                <TextField name="email" label=t.account.email kind=TextKind::Text required=true/>
                <TextField name="name" label=t.common.name required=true/>
                <TextField
                    name="password"
                    label=t.start.password
                    hint=(t.start.password_hint)(MIN_PASSWORD)
                    kind=TextKind::NewPassword
                    required=true
                />
                <RoleField value=Role::Member/>
                <Buttons>{t.people.create}</Buttons>
            </Form>
        </Card>
    }
}

#[component]
fn Buttons(children: Children) -> impl IntoView {
    let t = use_messages();
    view! {
        <div class="actions">
            <SubmitButton look=Look::Primary>{children()}</SubmitButton>
            <LinkButton href="/people">{t.common.cancel}</LinkButton>
        </div>
    }
}

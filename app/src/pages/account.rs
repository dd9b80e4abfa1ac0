//! The signed-in person's own page.

use leptos::prelude::*;

use crate::{api::auth::Logout, components::*, contexts::use_me, i18n::use_messages, layout::Preferences};

/// Who one is here, and the way out.
#[component]
pub fn AccountPage() -> impl IntoView {
    let t = use_messages();
    let me = use_me();
    let logout = ServerAction::<Logout>::new();
    let role_text = (t.account.role_text)(me.role);
    view! {
        <Page title=t.account.title lead=move || t.account.lead>
            <div class="stack narrow">
                <Card title=t.account.person>
                    <Facts>
                        <Fact term=t.common.name>{me.name}</Fact>
                        <Fact term=t.account.email>{me.email}</Fact>
                        <Fact term=t.account.role>
                            {t.role(me.role)} <p class="muted">{role_text}</p>
                        </Fact>
                    </Facts>
                </Card>
                <Card title=t.account.preferences>
                    <Preferences/>
                </Card>
                <Card title=t.account.session>
                    <Form action=logout plain=true>
                        <div class="stack">
                            <p class="muted">{t.account.session_text}</p>
                            <div class="actions">
                                <SubmitButton>{t.common.layout.sign_out}</SubmitButton>
                            </div>
                        </div>
                    </Form>
                </Card>
            </div>
        </Page>
    }
    .into_any()
}

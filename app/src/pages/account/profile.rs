//! Who one is here.

use leptos::prelude::*;

use crate::{api::account::RenameMe, components::*, contexts::use_me, i18n::use_messages};

#[component]
pub(super) fn ProfileCard() -> impl IntoView {
    let t = use_messages();
    let me = use_me();
    let rename = ServerAction::<RenameMe>::new();
    let role_text = (t.account.role_text)(me.role);
    view! {
        <Card title=t.account.person>
            <div class="stack">
                <Facts>
                    <Fact term=t.account.email>{me.email}</Fact>
                    <Fact term=t.account.role>
                        {t.role(me.role)} <p class="muted">{role_text}</p>
                    </Fact>
                </Facts>
                // Loads the page anew: the name stands in the navigation, too.
                <Form action=rename plain=true check=|rename: &RenameMe| rename.input.validate()>
                    <TextField name="name" label=t.common.name value=me.name kind=TextKind::Name required=true/>
                    <SubmitButton>{t.common.save}</SubmitButton>
                </Form>
            </div>
        </Card>
    }
}

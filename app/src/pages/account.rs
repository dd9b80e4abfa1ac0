//! The signed-in person's own page.

mod password;
mod profile;
mod sessions;
mod teams;

use leptos::prelude::*;

use self::{password::PasswordCard, profile::ProfileCard, sessions::SessionsCard, teams::TeamsCard};
use crate::{
    api::account::{EndOtherSessions, EndSession, get_account},
    components::*,
    i18n::use_messages,
    layout::Preferences,
    pages::live::LivePage,
};

/// Who one is here, one's password, and where one is signed in.
#[component]
pub fn AccountPage() -> impl IntoView {
    let t = use_messages();
    let end = ServerAction::<EndSession>::new();
    let end_others = ServerAction::<EndOtherSessions>::new();
    let account = Resource::new(
        move || (end.version().get(), end_others.version().get()),
        |_| get_account(),
    );
    view! {
        <LivePage resource=account title=t.account.title let:account>
            <Page title=t.account.title lead=move || t.account.lead>
                <div class="stack">
                    <div class="grid-two">
                        <div class="stack">
                            <ProfileCard/>
                            <TeamsCard/>
                            <Card title=t.account.preferences>
                                <Preferences/>
                            </Card>
                        </div>
                        <PasswordCard account/>
                    </div>
                    <SessionsCard account end end_others/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

//! The signed-in person's own page.

mod linked;
mod password;
mod profile;
mod sessions;
mod teams;

use leptos::prelude::*;

use self::{
    linked::LinkedCard, password::PasswordCard, profile::ProfileCard, sessions::SessionsCard,
    teams::TeamsCard,
};
use crate::{
    api::account::{EndOtherSessions, EndSession, UnlinkAccount, get_account},
    components::*,
    i18n::use_messages,
    layout::Preferences,
    pages::{live::LivePage, sign_in::SignInProblemNote},
};

/// Who one is here, one's password, and where one is signed in.
#[component]
pub fn AccountPage() -> impl IntoView {
    let t = use_messages();
    let end = ServerAction::<EndSession>::new();
    let end_others = ServerAction::<EndOtherSessions>::new();
    let unlink = ServerAction::<UnlinkAccount>::new();
    let account = Resource::new(
        move || {
            (
                end.version().get(),
                end_others.version().get(),
                unlink.version().get(),
            )
        },
        |_| get_account(),
    );
    view! {
        <LivePage resource=account title=t.account.title let:account>
            <Page title=t.account.title lead=move || t.account.lead>
                <div class="stack">
                    <SignInProblemNote/>
                    <div class="grid-two">
                        <div class="stack">
                            <ProfileCard/>
                            <TeamsCard/>
                            <Card title=t.account.preferences>
                                <Preferences/>
                            </Card>
                        </div>
                        <div class="stack">
                            <PasswordCard account/>
                            <LinkedCard account unlink/>
                        </div>
                    </div>
                    <SessionsCard account end end_others/>
                </div>
            </Page>
        </LivePage>
    }
    .into_any()
}

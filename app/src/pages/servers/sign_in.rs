//! The sign-in at a server: how it stands, and the buttons that connect it.

use leptos::prelude::*;
use model::{GrantView, OauthSharing, ReconnectReason, ServerId, SignInView};

use crate::{
    api::servers::DisconnectServer, browser, components::*, i18n::use_messages, pages::query::use_connecting,
};

/// Where links to this card lead.
const ANCHOR: &str = "sign-in";

#[component]
pub(super) fn SignInCard(
    id: ServerId,
    sign_in: Memo<Option<SignInView>>,
    disconnect: ServerAction<DisconnectServer>,
) -> impl IntoView {
    let t = &use_messages().sign_ins;
    let connecting = use_connecting();
    Effect::new(move |_| {
        if connecting.get() {
            browser::focus_first(&format!("#{ANCHOR} form button"));
        }
    });
    move || {
        sign_in.get().map(|sign_in| {
            let aside = state(sign_in.grant.as_ref());
            view! {
                <div id=ANCHOR>
                    <Card
                        title=t.title
                        aside=move || view! { <span class="tag">{aside}</span> }
                    >
                        <div class="stack">
                            <Lead sign_in=sign_in.clone()/>
                            <SignInFacts sign_in=sign_in.clone()/>
                            {sign_in
                                .may_connect
                                .then(|| {
                                    let asked = connecting.get_untracked();
                                    view! { <Buttons id asked grant=sign_in.grant disconnect/> }
                                })}
                        </div>
                    </Card>
                </div>
            }
        })
    }
}

fn state(grant: Option<&GrantView>) -> &'static str {
    let t = &use_messages().sign_ins;
    match grant.map(|grant| grant.reason) {
        None => t.not_connected,
        Some(None) => t.connected,
        Some(Some(_)) => t.has_to_be_connected,
    }
}

/// What has to be done, if something has.
#[component]
fn Lead(sign_in: SignInView) -> impl IntoView {
    let t = &use_messages().sign_ins;
    let what = match (&sign_in.grant, sign_in.sharing) {
        (None, OauthSharing::Shared) => Some(t.nobody_connected),
        (None, OauthSharing::Person) => Some(t.you_did_not),
        (Some(grant), _) => grant.reason.map(|reason: ReconnectReason| t.reason(reason)),
    };
    what.map(|what| {
        let who = (!sign_in.may_connect).then(|| view! { " " {t.who_can} });
        view! { <p class="note note-warn">{what} {who}</p> }
    })
}

#[component]
fn SignInFacts(sign_in: SignInView) -> impl IntoView {
    let t = &use_messages().sign_ins;
    let SignInView {
        sharing,
        grant,
        people,
        ..
    } = sign_in;
    let people = people.filter(|_| sharing == OauthSharing::Person);
    view! {
        <Facts>
            <Fact term=t.in_whose_name>{t.sharing(sharing)}</Fact>
            {grant.map(|grant| view! { <GrantFacts grant/> })}
            {people.map(|people| view! { <Fact term=t.people>{people}</Fact> })}
        </Facts>
    }
}

#[component]
fn GrantFacts(grant: GrantView) -> impl IntoView {
    let t = &use_messages().sign_ins;
    let renewed = grant
        .is_renewed
        .then(|| view! { <span class="muted">" · " {t.is_renewed}</span> });
    view! {
        <Fact term=t.issuer><Code text=grant.issuer/></Fact>
        {(!grant.scopes.is_empty())
            .then(|| view! { <Fact term=t.allowed><Code text=grant.scopes/></Fact> })}
        {grant
            .expires_at
            .map(|at| view! { <Fact term=t.expires_at><Time at due=true/> {renewed}</Fact> })}
        <Fact term=t.since><Time at=grant.connected_at/></Fact>
    }
}

/// The first form is a plain one: its answer leads to the authorization server, out of here.
#[component]
fn Buttons(
    id: ServerId,
    /// Somebody comes here to connect it.
    asked: bool,
    grant: Option<GrantView>,
    disconnect: ServerAction<DisconnectServer>,
) -> impl IntoView {
    let t = &use_messages().sign_ins;
    let is_connected = grant.is_some();
    let connect = if is_connected { t.reconnect } else { t.connect };
    let works = grant.is_some_and(|grant| grant.reason.is_none());
    let look = if works {
        "btn btn-small"
    } else {
        "btn btn-primary btn-small"
    };
    view! {
        <div class="actions">
            <form method="post" action="/oauth/upstream/connect">
                <input type="hidden" name="server" value=id.to_string()/>
                <button class=look type="submit" autofocus=asked>{connect}</button>
            </form>
            {is_connected
                .then(|| {
                    view! {
                        <Form action=disconnect quiet=true>
                            <Hidden name="id" value=id.to_string()/>
                            <SubmitButton small=true>{t.disconnect}</SubmitButton>
                        </Form>
                    }
                })}
        </div>
    }
}

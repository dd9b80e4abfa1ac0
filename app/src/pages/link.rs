//! The page behind a link, for people who cannot sign in yet. Opening it changes nothing.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use model::{LinkKind, LinkView, MIN_PASSWORD};

use crate::{
    api::links::{AcceptLink, look_at_link},
    components::*,
    contexts::set_status,
    error::AppError,
    i18n::use_messages,
    layout::PlainFrame,
    pages::live::Live,
};

/// Somebody new chooses name and password.
#[component]
pub fn InvitationPage() -> impl IntoView {
    view! { <LinkPage kind=LinkKind::Invite/> }
}

/// Somebody chooses a new password.
#[component]
pub fn ResetPage() -> impl IntoView {
    view! { <LinkPage kind=LinkKind::Reset/> }
}

#[component]
fn LinkPage(kind: LinkKind) -> impl IntoView {
    let t = use_messages();
    let token = use_params_map().with_untracked(|params| params.get("token").unwrap_or_default());
    let secret = StoredValue::new(token.clone());
    let link = Resource::new(move || token.clone(), move |token| look_for(kind, token));
    let title = match kind {
        LinkKind::Invite => t.start.invited_title,
        LinkKind::Reset => t.start.reset_title,
    };
    view! {
        <PlainFrame title>
            <Live resource=link let:link>
                {match link.get_untracked() {
                    Some(link) => view! { <LinkForm link token=secret.get_value()/> }.into_any(),
                    None => view! { <DeadLink/> }.into_any(),
                }}
            </Live>
        </PlainFrame>
    }
    .into_any()
}

/// A link that was made for another page is none here, and nothing of it gets into this one.
async fn look_for(kind: LinkKind, token: String) -> Result<Option<LinkView>, AppError> {
    let link = look_at_link(token).await?;
    Ok(link.filter(|link| link.kind == kind))
}

#[component]
fn LinkForm(link: LinkView, token: String) -> impl IntoView {
    let t = use_messages();
    let accept = ServerAction::<AcceptLink>::new();
    let (kind, lead, button) = match link.kind {
        LinkKind::Invite => ("invite", (t.start.invited_lead)(&link.email), t.start.accept),
        LinkKind::Reset => ("reset", (t.start.reset_lead)(&link.email), t.start.set_password),
    };
    view! {
        <p class="page-lead">{lead}</p>
        <Form action=accept plain=true check=|accept: &AcceptLink| accept.input.validate()>
            <Hidden name="input[kind]" value=kind.to_owned()/>
            <Hidden name="input[token]" value=token/>
            {(link.kind == LinkKind::Invite)
                .then(|| {
                    view! {
                        <TextField
                            name="name"
                            label=t.start.your_name
                            value=link.name.clone()
                            kind=TextKind::Name
                            required=true
                        />
                    }
                })}
            <TextField
                name="password"
                label=t.start.password
                hint=(t.start.password_hint)(MIN_PASSWORD)
                kind=TextKind::NewPassword
                required=true
            />
            <SubmitButton look=Look::Primary>{button}</SubmitButton>
        </Form>
    }
}

/// The same for a link that is used, too old or was never one.
#[component]
fn DeadLink() -> impl IntoView {
    set_status(404);
    let t = use_messages();
    view! {
        <EmptyState title=t.start.dead_link text=t.start.dead_link_text>
            <LinkButton href="/login" look=Look::Primary>{t.start.sign_in}</LinkButton>
        </EmptyState>
    }
}

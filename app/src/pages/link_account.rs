//! Somebody came by a provider with the mail address of an account: its password links the two.

use leptos::prelude::*;
use model::{LinkOfferView, SignInProblem};

use crate::{
    api::auth::{LinkByPassword, get_link_offer},
    components::*,
    i18n::use_messages,
    layout::PlainFrame,
    pages::live::Live,
};

/// The page between the provider and the account.
#[component]
pub fn LinkAccountPage() -> impl IntoView {
    let t = use_messages();
    let offer = Resource::new_blocking(|| (), |()| get_link_offer());
    view! {
        <PlainFrame title=t.sign_in.link_title>
            <Live resource=offer let:offer>
                {match offer.get_untracked() {
                    Some(offer) => view! { <LinkForm offer/> }.into_any(),
                    None => view! { <Over/> }.into_any(),
                }}
            </Live>
            <p>
                <a href="/login">{t.sign_in.link_other}</a>
            </p>
        </PlainFrame>
    }
    .into_any()
}

#[component]
fn LinkForm(offer: LinkOfferView) -> impl IntoView {
    let t = use_messages();
    let link = ServerAction::<LinkByPassword>::new();
    view! {
        <p class="page-lead">{(t.sign_in.link_lead)(&offer.provider, &offer.email)}</p>
        <Form action=link plain=true check=|link: &LinkByPassword| link.input.validate()>
            <TextField
                name="password"
                label=t.start.password
                kind=TextKind::CurrentPassword
                required=true
            />
            <SubmitButton look=Look::Primary>{t.sign_in.link_button}</SubmitButton>
        </Form>
    }
}

/// Too old, used, or another browser's.
#[component]
fn Over() -> impl IntoView {
    let t = use_messages();
    let (title, text) = (t.sign_in.problem)(SignInProblem::Expired);
    view! { <EmptyState title text/> }
}

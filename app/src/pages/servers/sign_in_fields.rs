//! The fields that say how the gateway signs in to a server.

use leptos::prelude::*;
use model::{OauthInput, OauthSharing};

use crate::{components::*, i18n::use_messages};

#[component]
pub(super) fn SignInFields(
    oauth: OauthInput,
    /// What dots in the field of the secret stand for.
    stored_hint: String,
) -> impl IntoView {
    let t = &use_messages().sign_ins;
    let is_set = OauthInput {
        sharing: String::new(),
        ..oauth.clone()
    } != OauthInput::default();
    view! {
        <ChoiceField
            name="oauth.sharing"
            label=t.choice
            hint=t.choice_hint
            options=sharings()
            value=oauth.sharing
        />
        <FoldedFields name="oauth" title=t.client lead=t.client_lead is_set>
            <TextField
                name="oauth.client_id"
                label=t.client_id
                value=oauth.client_id
                kind=TextKind::Code
            />
            <TextField
                name="oauth.client_secret"
                label=t.client_secret
                value=oauth.client_secret
                hint=stored_hint
                kind=TextKind::Secret
            />
            <TextField
                name="oauth.scopes"
                label=t.scopes
                value=oauth.scopes
                hint=t.scopes_hint
                kind=TextKind::Code
            />
        </FoldedFields>
    }
}

fn sharings() -> Vec<Choice> {
    let t = &use_messages().sign_ins;
    let named = OauthSharing::ALL.map(|sharing| {
        let hint = match sharing {
            OauthSharing::Shared => t.shared_hint,
            OauthSharing::Person => t.person_hint,
        };
        Choice::new(sharing.as_str(), t.sharing(sharing)).hint(hint)
    });
    let off = Choice::new("", t.off).hint(t.off_hint);
    std::iter::once(off).chain(named).collect()
}

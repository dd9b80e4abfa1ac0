//! The fields of a provider.

use leptos::prelude::*;
use model::{CreationPolicy, OidcProviderInput, Role};

use crate::{components::*, i18n::use_messages};

/// How to reach it.
#[component]
pub(super) fn ConnectionFields(
    provider: OidcProviderInput,
    /// There is a secret already.
    #[prop(optional)]
    has_secret: bool,
) -> impl IntoView {
    let t = &use_messages().sign_in;
    let secret_hint = if has_secret {
        t.client_secret_kept
    } else {
        t.client_secret_hint
    };
    view! {
        <TextField
            name="issuer"
            label=t.issuer
            value=provider.issuer
            hint=t.issuer_hint
            kind=TextKind::Code
            required=true
            placeholder="https://id.example.com/realms/company"
        />
        <TextField
            name="client_id"
            label=t.client_id
            value=provider.client_id
            kind=TextKind::Code
            required=true
        />
        <TextField name="client_secret" label=t.client_secret hint=secret_hint kind=TextKind::Secret/>
        <TextField name="scopes" label=t.scopes value=provider.scopes hint=t.scopes_hint kind=TextKind::Code/>
        <TextField
            name="slug"
            label=t.slug
            value=provider.slug
            hint=t.slug_hint
            kind=TextKind::Code
            required=true
            placeholder="keycloak"
        />
    }
}

/// What it means for people.
#[component]
pub(super) fn PolicyFields(provider: OidcProviderInput) -> impl IntoView {
    let messages = use_messages();
    let t = &messages.sign_in;
    let creations = CreationPolicy::ALL
        .iter()
        .map(|policy| {
            let (label, hint) = (t.creation_choice)(*policy);
            Choice::new(policy.as_str(), label).hint(hint)
        })
        .collect();
    let roles = Role::ALL
        .into_iter()
        .map(|role| Choice::new(role.as_str(), messages.role(role)))
        .collect();
    view! {
        <ChoiceField name="creation" label=t.creation options=creations value=provider.creation/>
        <TextArea
            name="allowed_domains"
            label=t.allowed_domains
            value=provider.allowed_domains
            hint=t.allowed_domains_hint
            rows=2
            placeholder="example.com"
        />
        <SelectField name="default_role" label=t.default_role options=roles value=provider.default_role/>
        <TextField
            name="groups_claim"
            label=t.groups_claim
            value=provider.groups_claim
            hint=t.groups_claim_hint
            kind=TextKind::Code
        />
        <TextArea
            name="role_rules"
            label=t.role_rules
            value=provider.role_rules
            hint=t.role_rules_hint
            placeholder="platform-team = admin"
        />
        <TextArea
            name="team_rules"
            label=t.team_rules
            value=provider.team_rules
            hint=t.team_rules_hint
            placeholder="platform-leads = Platform (manager)"
        />
        <CheckField
            name="trust_unverified_email"
            label=t.trust
            hint=t.trust_hint
            checked=provider.trust_unverified_email
        />
        <CheckField name="enabled" label=t.enabled checked=provider.enabled/>
    }
}

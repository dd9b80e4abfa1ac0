//! Words of the account page.

use model::Role;

use crate::i18n::account::AccountMessages;

pub(super) const ACCOUNT: AccountMessages = AccountMessages {
    title: "Account",
    lead: "You, and how this dashboard looks to you.",
    person: "You",
    email: "E-mail address",
    role: "Role",
    role_text: |role| match role {
        Role::Viewer => "Sees public things and changes nothing.",
        Role::Member => "Keeps their own servers, namespaces, endpoints and keys.",
        Role::Admin => "Keeps everything, and the people.",
    },
    preferences: "Language and theme",
    session: "This session",
    session_text: "Signs you out of this browser only.",
};

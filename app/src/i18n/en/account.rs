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
    password: "Password",
    password_text: "With the new one you stay signed in here and are signed out everywhere else.",
    current_password: "Current password",
    new_password: "New password",
    change_password: "Change password",
    no_password: "You have no password. An administrator can give you a link with which you choose one.",
    sessions: "Where you are signed in",
    sessions_text: "End what you do not know, then change your password.",
    agent: |agent| match (&agent.browser, &agent.system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => "Unknown browser".to_owned(),
    },
    browser: "Browser",
    signed_in_by: "Signed in by",
    by_password: "Password",
    by_gone_provider: "A provider that is gone",
    address: "Address",
    since: "Since",
    last_seen: "Last seen",
    this_one: "This one",
    end_session: "End",
    end_others: "End all others",
};

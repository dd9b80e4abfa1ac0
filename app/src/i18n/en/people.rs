//! Words of the pages of people.

use model::{LinkKind, OwnedThing, SignInMethod, ThingKind};

use crate::i18n::people::PeopleMessages;

pub(super) const PEOPLE: PeopleMessages = PeopleMessages {
    title: "People",
    one: "Person",
    lead: "Who signs in here, and what they may do.",
    add: "Add person",
    search: "Filter by name or address",
    role: "Role",
    sign_in: "Signs in with",
    method: |method| match method {
        SignInMethod::Password => "Password",
        SignInMethod::Sso => "Single sign-on",
    },
    no_method: "Nothing yet",
    last_seen: "Last seen",
    you: "You",
    new_lead: "With a link they choose name and password themselves.",
    by_invitation: "By invitation",
    with_password: "With a password",
    invite_text: "You get a link to send them yourself: MetaMCP sends no mail. It works once, for 7 days.",
    name_hint: "They can choose another one.",
    invite: "Make invitation",
    create_text: "You choose a password and tell them. They can change it on their account page.",
    create: "Add person",
    links: "Links that wait for somebody",
    link: "Link",
    link_kind: |kind| match kind {
        LinkKind::Invite => "Invitation",
        LinkKind::Reset => "New password",
    },
    made_by: "Made by",
    command_line: "Command line",
    expires: "Good until",
    revoke: "Take back",
    created_title: |kind, email| match kind {
        LinkKind::Invite => format!("The invitation for {email} is made"),
        LinkKind::Reset => format!("The link for {email} is made"),
    },
    created_text: |kind| match kind {
        LinkKind::Invite => {
            "Copy it now and send it to them. It is shown this once, works once, and ends after 7 days."
        }
        LinkKind::Reset => {
            "Copy it now and send it to them. It is shown this once, works once, and ends after 24 hours."
        }
    },
    created_done: "I have copied it",
    shown_before: "This link was shown before and cannot be shown again. If it is lost, make another one.",
    change: "Name and role",
    runs_commands: "May run commands",
    runs_commands_hint: "A member with this may add servers that run a command on this machine. Administrators may anyway; viewers may not.",
    reset_title: "New password",
    reset_text: "Makes a link with which they choose a new password. It works once, for 24 hours. Until it is used, nothing changes; then they are signed out everywhere.",
    reset: "Make link",
    owns: "Private to them",
    owns_nothing: "Nothing.",
    thing,
    delete_title: |name| format!("Delete {name}?"),
    delete_text: "They are signed out everywhere, at once, and cannot sign in again.",
    delete_keys: "These end with them, and clients that use one are refused:",
    delete_rest: "They also own:",
    belongings: "What becomes of the rest?",
    hand_over: "Hand it over",
    hand_over_hint: "Servers, namespaces and endpoints get another owner and go on. Keys end: whoever had them may still know them.",
    delete_all: "Delete it",
    delete_all_hint: "Clients of these endpoints lose them.",
    heir: "To whom",
    choose: "Choose somebody",
    delete_button: "Delete person",
    oneself: "Nobody deletes their own account. Ask another administrator.",
};

/// Things with what they are.
pub(super) fn things(things: &[OwnedThing], separator: &str) -> String {
    let named: Vec<_> = things
        .iter()
        .map(|it| format!("{} {}", thing(it.kind), it.name))
        .collect();
    named.join(separator)
}

const fn thing(kind: ThingKind) -> &'static str {
    match kind {
        ThingKind::Server => "Server",
        ThingKind::Namespace => "Namespace",
        ThingKind::Endpoint => "Endpoint",
        ThingKind::ApiKey => "API key",
    }
}

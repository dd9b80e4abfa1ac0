//! Words around clients that act for people.

use crate::i18n::oauth::OauthMessages;

pub(super) const OAUTH: OauthMessages = OauthMessages {
    consent_title: |client| format!("Let {client} act for you?"),
    consent_lead: "This program wants to use an endpoint in your name. Allow it only if you have just connected it yourself.",
    not_vouched: "The name is what the client calls itself; nobody has checked it.",
    vouched: |host| format!("Its description comes from {host}."),
    endpoint: "Endpoint",
    may: "It may",
    scope_mcp: "see and use everything that this endpoint offers, with your rights",
    scope_profile: "know your name",
    scope_email: "know your email address",
    as_whom: "In the name of",
    answer_to: "The answer goes to",
    own_machine: "a program on this computer",
    own_machine_text: "Any program on this computer could wait there.",
    allow: "Allow",
    deny: "Do not allow",
    take_back: "You can take it back at any time under Connected clients.",
    title: "Connected clients",
    lead: "Programs that act for you at an endpoint, because you allowed it.",
    client: "Client",
    since: "Since",
    last_used: "Last used",
    empty_title: "No clients act for you",
    empty_text: "Put the URL of an endpoint with sign-in (OAuth) into a client: it brings you here to decide.",
    disconnect: "Disconnect",
    disconnect_title: |client| format!("Disconnect {client}?"),
    disconnect_text: "It is refused from now on and its sessions end. To come back, it has to ask you again.",
    clients_title: "OAuth clients",
    clients_lead: "Programs that may ask people whether they may act for them.",
    kind_registered: "registered here",
    kind_dynamic: "registered itself",
    kind_document: "known by its document",
    waits: "waits for approval",
    approve: "Approve",
    connections: "Connections",
    no_clients_title: "No clients are known yet",
    no_clients_text: "A client registers itself when it is first connected to an endpoint with sign-in (OAuth).",
    policy: "Clients that nobody has registered here",
    policy_open: "Welcome",
    policy_open_hint: "They register themselves. What they may do is decided by the person who is asked.",
    policy_approved: "After approval",
    policy_approved_hint: "They register themselves, and nobody is asked before you have approved the client here.",
    policy_off: "Not admitted",
    policy_off_hint: "Only clients that you register here. Those that are known already go on.",
    register: "Register client",
    name_hint: "People read it when they are asked.",
    redirect_uris: "Redirect URIs",
    redirect_uris_hint: "One a line: https, http to 127.0.0.1 (any port fits), or a scheme with a dot such as com.example.app:/callback.",
    delete_title: |name| format!("Delete the client {name}?"),
    delete_text: |n| {
        if n == 1 {
            "1 connection ends now".to_owned()
        } else {
            format!("{n} connections end now")
        }
    },
    delete_button: "Delete client",
};

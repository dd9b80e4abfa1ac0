//! Pages beside the dashboard.

use crate::i18n::plain::PlainMessages;

pub(super) const PLAIN: PlainMessages = PlainMessages {
    if_nothing_happens: "If nothing happens:",
    go_on: "continue",
    to_dashboard: "To the dashboard",
    technical: "For those who make the client:",
    address_title: "MetaMCP is not known under this address",
    address_lead: |address| {
        format!("You used {address}. Under another address sign-in, links and clients would not work.")
    },
    insecure_title: "This address needs https",
    insecure_lead: |address| {
        format!("You used {address}. Without https, the browser would lose your sign-in.")
    },
    addresses: "Its addresses",
    add_address: "If this address is right as well, set this variable where MetaMCP is started, and start it again:",
    behind_a_proxy: "Behind a reverse proxy: it has to pass Host unchanged and to set X-Forwarded-Proto, and METAMCP_TRUSTED_PROXIES has to name it.",
    client_title: "This client cannot be connected",
    client_request: "Its request is not in order. Go back to the client and connect it again; if that does not help, look for a newer version of it.",
    client_unknown: "MetaMCP does not know this client. Remove what the client remembers of its sign-in, and connect it again.",
    client_waits: "An administrator has to admit this client first.",
    client_ours: "That was not possible just now. Try again in a moment.",
    question_gone: "This question is too old, or it was another person's. Go back to the client and connect it again.",
    answer_not_saved: "The answer could not be saved. Try again in a moment.",
    back_to_client: "Back to the client",
    close_afterwards: "You can close this page afterwards.",
    to_sign_in: "To the sign-in",
    asked_there: "The server's authorization server asks you there.",
    server_title: "The server is not connected",
    to_provider: "On to your provider",
};

//! Words on what servers are told of who calls them.

use crate::i18n::callers::CallerMessages;

pub(super) const CALLERS: CallerMessages = CallerMessages {
    title: "Who calls",
    lead: "What the server is told of its callers. Their own tokens and keys never reach it.",
    passed: "Headers of clients that pass",
    passed_hint: "Names, one a line. They go along with the call that brought them, and with nothing else.",
    identity: "Sign who calls",
    identity_hint: "Each request carries X-MetaMCP-Identity, a signed statement (JWT) that the server can verify with the keys at /.well-known/jwks.json.",
    email: "With the e-mail address",
    name: "With the name",
};

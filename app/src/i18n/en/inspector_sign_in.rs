//! Words of a client of the inspector on its way to a token.

use crate::i18n::inspector_sign_in::InspectorSignInMessages;

pub(super) const INSPECTOR_SIGN_IN: InspectorSignInMessages = InspectorSignInMessages {
    title: "Sign-in of a client",
    title_of: |name| format!("Sign in to {name}"),
    lead: "A client comes to a token of this endpoint as any client does. Every request on its way is here.",
    oauth: "Get a token by OAuth",
    oauth_hint: "For an endpoint with OAuth: the client signs in as others do, and every step is shown.",
    how: "How the client signed in",
    your_turn: "Your turn",
    your_turn_text: "Your browser goes to the authorization server, which asks you, and comes back here.",
    go_on: "Sign in and allow it",
    has_token: "The client has its token. The token is given back when the inspection ends.",
    to_inspection: "To the inspection",
    again: "Start again",
    in_browser: "in your browser",
    details: "Details",
    sent: "Sent",
    came: "Came back",
    challenge: "The endpoint is asked without a token",
    resource: "What the endpoint says of itself",
    server: "What the authorization server says of itself",
    register: "The client registers itself",
    authorize: "Your browser asks you",
    back: "Your browser comes back",
    token: "The code is exchanged for a token",
    nothing_asked: "The endpoint did not ask for a token: there is nothing to sign in for. Inspect it as yourself, or give it OAuth.",
    no_way_on: "The last answer does not say how to go on. A client stops here, too.",
    elsewhere: "Its tokens come from another authorization server, which has to know its clients. Get a token there and show it as the key.",
    no_registration: "Clients cannot register themselves here. An administrator can allow it at OAuth clients; or show a token as the key.",
    refused: "The last answer refuses. It says why.",
};

//! Words of the endpoints pages.

use crate::i18n::endpoints::EndpointsMessages;

pub(super) const ENDPOINTS: EndpointsMessages = EndpointsMessages {
    title: "Endpoints",
    one: "Endpoint",
    lead: "URLs under which clients reach a namespace.",
    create: "Create endpoint",
    search: "Filter by name, URL or namespace",
    empty_title: "No endpoints yet",
    empty_text: "An endpoint publishes a namespace under a URL that you put into clients. Quick connect makes one for you.",
    url: "URL",
    namespace: "Namespace",
    auth: "Access",
    auth_none: "Open to everyone",
    auth_api_key: "API key",
    auth_api_key_or_query: "API key, also in the URL",
    auth_oauth: "Sign-in (OAuth)",
    auth_api_key_or_oauth: "API key or sign-in (OAuth)",
    auth_api_key_or_query_or_oauth: "API key, also in the URL, or sign-in (OAuth)",
    no_auth_hint: "Anyone who reaches the URL may call its tools. Only for networks you trust.",
    api_key_hint: "In the header Authorization: Bearer or X-API-Key.",
    api_key_or_query_hint: "For clients that cannot send headers: ?api_key= works too. Such URLs end up in logs and histories.",
    oauth_hint: "Clients need nothing but the URL: they open a browser, a person signs in here and decides what the client may do. Needs clients that speak OAuth, and APP_URL has to be the address that they use.",
    api_key_or_oauth_hint: "For clients that speak OAuth, and for programs that have a key.",
    api_key_or_query_or_oauth_hint: "For all kinds of clients. URLs with a key end up in logs and histories.",
    rest_page: "Tools over plain HTTP, with OpenAPI",
    sessions: "Sessions",
    sessions_count: |n| {
        if n == 1 {
            "1 session".to_owned()
        } else {
            format!("{n} sessions")
        }
    },
    live_sessions: "Live sessions",
    no_sessions_title: "No client is connected",
    no_sessions_text: "A client appears here once it has introduced itself, and stays until it leaves or is idle for too long. Clients of 2026-07-28 have no sessions.",
    sessions_more: |n| format!("and {n} more, used longer ago"),
    client: "Client",
    nameless_client: "A client without a name",
    session_holder: "Acts as",
    session_anyone: "anyone",
    session_since: "Since",
    session_last_use: "Last used",
    session_calls: "Calls in progress",
    session_streams: "Streams",
    disconnect: "Disconnect",
    disconnect_title: |client| format!("Disconnect {client}?"),
    disconnect_text: "Its calls are cancelled and its session is over. Clients that know what that means begin a new one.",
    connect: "Connect a client",
    copy_url_with_key: "Copy URL with key",
    query_note: "For clients that cannot send headers:",
    key_note: |key| format!("{key} stands for one of your API keys. Keys are shown only when they are made."),
    make_key: "Make a key",
    open_note: "No key is asked for: anyone who reaches this URL may call its tools.",
    oauth_note: "Clients that speak OAuth need this URL and no key: they open a browser in which you sign in and decide.",
    connected_clients: "Your connected clients",
    name_hint: "Stands in the URL: letters, digits, - and _. Changing it later breaks clients.",
    namespace_hint: "You can let it publish another one at any time; the URL stays.",
    client_sessions: "Client sessions",
    session_idle: "Forgotten when idle for",
    session_idle_hint: "Minutes without any request or open stream.",
    session_lifetime: "Over after",
    session_lifetime_hint: "Minutes since it began, used or not.",
    no_end: "no end",
    new_lead: "Gives a namespace a URL that clients can use.",
    no_namespace_title: "There is nothing to publish yet",
    no_namespace_text: "Create a namespace first, or let Quick connect make everything at once.",
    edit_title: "Edit endpoint",
    edit_lead: "Another name is another URL: clients have to be told. All other changes are effective at once.",
    switch_to: "Publish instead",
    switch_hint: "Clients keep their URL and are told that the tools changed.",
    switch_button: "Switch",
    delete_title: |name| format!("Delete the endpoint {name}?"),
    delete_text: |url| format!("Clients that use {url} stop working"),
    delete_sessions: |n| {
        if n == 1 {
            "1 session ends now".to_owned()
        } else {
            format!("{n} sessions end now")
        }
    },
    delete_button: "Delete endpoint",
    listing: "Tools that clients list",
    listing_full: "All tools",
    listing_full_hint: "What most clients expect.",
    listing_search: "Search",
    listing_search_hint: "Three tools (`search_tools`, `describe_tool`, `call_tool`) in place of the list, for thousands of tools: models read only what they look for. All tools can still be called by their names.",
    listing_auto: "Search above a budget",
    listing_auto_hint: "All tools while the list is short enough, search when it grows.",
    listing_auto_above: |budget| format!("All, or search above {budget} tokens"),
    listing_budget: "Budget in tokens",
    listing_budget_hint: |usual| {
        format!("For the search above a budget, a token for each four bytes of the list. Empty: {usual}.")
    },
};

//! What is tried with each server function that takes an id.

/// What a server function takes of somebody's.
pub(super) enum Row {
    /// Nothing that names a thing of one tenant.
    Nothing,
    /// Things of the installation, which administrators keep.
    Administrators,
    /// These fields. `{server}` and the like stand for ids.
    Thing(&'static [(&'static str, &'static str)]),
    /// As [`Row::Thing`], and what never was is answered with nothing.
    Nobodys(&'static [(&'static str, &'static str)]),
    /// As [`Row::Thing`], but the id is a choice in a form, which does not fit.
    Choice(&'static [(&'static str, &'static str)]),
}

const ID_OF_SERVER: &[(&str, &str)] = &[("id", "{server}")];
const ID_OF_ENDPOINT: &[(&str, &str)] = &[("id", "{endpoint}")];
const ID_OF_NAMESPACE: &[(&str, &str)] = &[("id", "{namespace}")];
const ID_OF_KEY: &[(&str, &str)] = &[("id", "{key}")];
const ID_OF_TEAM: &[(&str, &str)] = &[("id", "{team}")];
const DRAFT: &[(&str, &str)] = &[("draft", "{draft}")];

/// A function without a row fails the test.
#[expect(clippy::too_many_lines, reason = "it is a table")]
pub(super) fn row(path: &str) -> Row {
    use Row::{Administrators, Choice, Nobodys, Nothing, Thing};
    match path.trim_start_matches("/api/") {
        "account/get"
        | "account/rename"
        | "account/password"
        | "account/sessions/end-others"
        | "api-keys/list"
        | "approvals/count"
        | "approvals/list"
        | "audit/calls"
        | "audit/figures"
        | "auth/login"
        | "auth/register"
        | "auth/link"
        | "auth/link-offer"
        | "endpoints/providers"
        | "auth/logout"
        | "auth/me"
        | "auth/options"
        | "endpoints/list"
        | "links/look"
        | "links/accept"
        | "logs/list"
        | "namespaces/list"
        | "namespaces/import/draft"
        | "oauth/connected"
        | "overview/calls"
        | "overview/needs"
        | "preferences/language"
        | "preferences/theme"
        | "quick/probe"
        | "quick/demo"
        | "servers/list"
        | "servers/defaults"
        | "servers/create"
        | "servers/export"
        | "servers/import"
        | "setup/status"
        | "inspector/saved/list"
        | "inspector/targets"
        | "wires/list"
        | "setup/create"
        | "teams/list" => Nothing,
        "audit/acts"
        | "oauth/clients"
        | "oauth/register-client"
        | "oauth/reveal-client"
        | "oauth/approve-client"
        | "oauth/delete-client"
        | "oauth/set-policy"
        | "people/list"
        | "people/get"
        | "people/create"
        | "people/update"
        | "people/delete"
        | "people/invite"
        | "people/reset-link"
        | "people/links/list"
        | "people/links/reveal"
        | "people/links/revoke"
        | "people/waiting/list"
        | "people/waiting/let-in"
        | "people/waiting/turn-away"
        | "sign-in/get"
        | "sign-in/provider"
        | "sign-in/test"
        | "sign-in/create"
        | "sign-in/update"
        | "sign-in/delete"
        | "sign-in/by-password"
        | "sign-in/registration"
        | "sign-in/sign-up"
        | "teams/create"
        | "teams/delete" => Administrators,
        "account/unlink" => Thing(&[("id", "{identity}")]),
        "account/sessions/end" => Thing(&[("key", "{session}")]),
        "approvals/get" => Thing(&[("id", "{approval}")]),
        "approvals/approve" => Thing(&[("id", "{approval}"), ("digest", "x")]),
        "approvals/refuse" => Thing(&[("id", "{approval}"), ("input[digest]", "x")]),
        "inspector/open" => Thing(&[("input[target]", "endpoint:{endpoint}")]),
        "inspector/get" | "inspector/lists" | "inspector/watch" | "inspector/close" => {
            Thing(&[("id", "{inspection}")])
        }
        "inspector/app" | "inspector/cancel" | "inspector/exchange" | "inspector/resend" => {
            Thing(&[("id", "{inspection}"), ("n", "1")])
        }
        "inspector/app/ask" => Thing(&[
            ("id", "{inspection}"),
            ("n", "1"),
            ("input[method]", "call_tool"),
            ("input[name]", "t"),
        ]),
        "inspector/sign-in" => Thing(&[("id", "{inspector_sign_in}")]),
        "inspector/compare" => Thing(&[("id", "{inspection}"), ("one", "1"), ("other", "1")]),
        "inspector/complete" => Thing(&[
            ("id", "{inspection}"),
            ("input[kind]", "prompt"),
            ("input[reference]", "p"),
            ("input[argument]", "a"),
            ("input[value]", ""),
        ]),
        "inspector/ping" => Thing(&[("id", "{inspection}"), ("input[times]", "1")]),
        "inspector/log-level" => Thing(&[("id", "{inspection}"), ("input[level]", "debug")]),
        "inspector/roots" => Thing(&[("id", "{inspection}"), ("input[roots]", "")]),
        "inspector/saved/get" | "inspector/saved/delete" => Thing(&[("id", "{saved}")]),
        "inspector/saved/rename" => {
            Thing(&[("id", "{saved}"), ("input[name]", "x"), ("input[version]", "1")])
        }
        "inspector/saved/save" => Choice(&[
            ("input[name]", "x"),
            ("input[target]", "server:{server}"),
            ("input[method]", "ping"),
        ]),
        "inspector/send" => Thing(&[("id", "{inspection}"), ("input[method]", "ping")]),
        "inspector/answer" => Thing(&[("id", "{inspection}"), ("n", "1"), ("input[act]", "decline")]),
        "wires/begin" => Thing(&[("input[endpoint]", "{endpoint}"), ("input[session]", "")]),
        "wires/entries" => Thing(&[("id", "{recording}"), ("filter[text]", "")]),
        "wires/entry" => Thing(&[("id", "{recording}"), ("n", "1")]),
        "wires/stop" | "wires/remove" => Thing(&[("id", "{recording}")]),
        "audit/call" => Thing(&[("id", "{call}")]),
        "api-keys/get" | "api-keys/delete" => Thing(ID_OF_KEY),
        "api-keys/set-active" => Thing(&[("id", "{key}"), ("active", "false")]),
        "api-keys/update" => Thing(&[
            ("id", "{key}"),
            ("input[name]", "mine"),
            ("input[visibility]", "private"),
            ("input[version]", "1"),
        ]),
        "api-keys/rotate" => Thing(&[("id", "{key}"), ("input[overlap]", "none")]),
        "api-keys/create" => Choice(&[
            ("input[name]", "mine"),
            ("input[visibility]", "private"),
            ("input[limits][reach]", "chosen"),
            ("input[limits][endpoints][]", "{endpoint}"),
        ]),
        "api-keys/reveal" => Nobodys(&[("token", "{reveal}")]),
        "endpoints/get" | "endpoints/delete" | "endpoints/sessions" => Thing(ID_OF_ENDPOINT),
        "conformance/view" => Thing(&[("endpoint", "{endpoint}")]),
        "conformance/run" => Thing(&[("input[endpoint]", "{endpoint}")]),
        "endpoints/disconnect" => Thing(&[("id", "{endpoint}"), ("session", "x")]),
        "endpoints/update" => Thing(&[
            ("id", "{endpoint}"),
            ("input[name]", "mine"),
            ("input[namespace_id]", "{namespace}"),
            ("input[auth]", "api_key"),
            ("input[visibility]", "private"),
            ("input[version]", "1"),
        ]),
        "endpoints/create" => Choice(&[
            ("input[name]", "mine"),
            ("input[namespace_id]", "{namespace}"),
            ("input[auth]", "api_key"),
            ("input[visibility]", "private"),
        ]),
        "namespaces/approve-change" | "namespaces/refuse-change" => {
            Thing(&[("namespace", "{namespace}"), ("tool", "{server}"), ("seen", "x")])
        }
        "namespaces/approve-changes" => Thing(&[
            ("namespace", "{namespace}"),
            ("server", "{server}"),
            ("seen", "x"),
        ]),
        "namespaces/return-to-verdict" => Thing(&[
            ("namespace", "{namespace}"),
            ("tool", "{server}"),
            ("number", "1"),
        ]),
        "namespaces/get" | "namespaces/delete" | "namespaces/changes" | "namespaces/export"
        | "namespaces/costs" | "namespaces/saves" => Thing(ID_OF_NAMESPACE),
        "tools/find" => Thing(&[("query", "x"), ("within", "{namespace}")]),
        "namespaces/undo-save" => Thing(&[("namespace", "{namespace}"), ("save", "{server}")]),
        "namespaces/clone" => Thing(&[
            ("id", "{namespace}"),
            ("input[name]", "mine"),
            ("input[visibility]", "private"),
        ]),
        "namespaces/import/look" => Thing(&[("draft", "{import}")]),
        "namespaces/import" => Thing(&[("draft", "{import}"), ("shown", "x")]),
        "namespaces/update" | "namespaces/preview" => Thing(&[
            ("id", "{namespace}"),
            ("input[name]", "mine"),
            ("input[visibility]", "private"),
            ("input[version]", "1"),
        ]),
        "namespaces/create" => Choice(&[
            ("input[name]", "mine"),
            ("input[visibility]", "private"),
            ("input[servers][]", "{server}"),
        ]),
        "namespaces/set-server-enabled" => Thing(&[
            ("namespace", "{namespace}"),
            ("server", "{server}"),
            ("enabled", "false"),
        ]),
        "namespaces/set-tools-enabled" => Thing(&[
            ("namespace", "{namespace}"),
            ("tools[]", "{server}"),
            ("enabled", "false"),
        ]),
        "namespaces/tool" | "namespaces/tool-verdicts" => {
            Thing(&[("namespace", "{namespace}"), ("tool", "{server}")])
        }
        "namespaces/set-tool-override" => Thing(&[
            ("namespace", "{namespace}"),
            ("tool", "{server}"),
            ("input[name]", "mine"),
        ]),
        "namespaces/undo-tool-override" => Thing(&[
            ("namespace", "{namespace}"),
            ("tool", "{server}"),
            ("version", "1"),
        ]),
        "namespaces/middleware" => Thing(&[("namespace", "{namespace}")]),
        "namespaces/add-middleware" => {
            Thing(&[("namespace", "{namespace}"), ("kind", "cache"), ("version", "0")])
        }
        "namespaces/set-middleware" => Thing(&[
            ("namespace", "{namespace}"),
            ("link", "1"),
            ("input[kind]", "filter"),
        ]),
        "namespaces/set-middleware-enabled" => Thing(&[
            ("namespace", "{namespace}"),
            ("link", "1"),
            ("enabled", "false"),
            ("version", "0"),
        ]),
        "namespaces/move-middleware" => Thing(&[
            ("namespace", "{namespace}"),
            ("link", "1"),
            ("up", "true"),
            ("version", "0"),
        ]),
        "namespaces/remove-middleware" => {
            Thing(&[("namespace", "{namespace}"), ("link", "1"), ("version", "0")])
        }
        "namespaces/undo-middleware" => Thing(&[("namespace", "{namespace}"), ("version", "0")]),
        "oauth/question" => Thing(&[("request", "{question}")]),
        "oauth/disconnect" => Thing(&[("id", "{authorization}")]),
        "ownership/get" => Thing(&[("kind", "servers"), ("id", "{server}")]),
        "ownership/consequences" | "ownership/hand-over" => Thing(&[
            ("kind", "servers"),
            ("id", "{server}"),
            ("input[recipient]", "everybody"),
        ]),
        "quick/draft" | "quick/create" => Thing(DRAFT),
        "quick/call" => Thing(&[
            ("draft", "{draft}"),
            ("input[tool]", "t"),
            ("input[arguments]", "{}"),
        ]),
        "servers/get"
        | "servers/tools"
        | "servers/connections"
        | "servers/sign-in"
        | "servers/disconnect"
        | "servers/used-by"
        | "servers/delete"
        | "servers/retry"
        | "servers/refresh" => Thing(ID_OF_SERVER),
        "servers/tool-history" => Thing(&[("id", "{server}"), ("page", "1")]),
        "servers/update" => Thing(&[
            ("id", "{server}"),
            ("input[name]", "mine"),
            ("input[kind]", "streamable_http"),
            ("input[url]", "http://127.0.0.1:9/mcp"),
            ("input[visibility]", "private"),
            ("input[version]", "1"),
        ]),
        "teams/get" | "teams/leave" => Thing(ID_OF_TEAM),
        "teams/update" => Thing(&[("id", "{team}"), ("input[name]", "Mine"), ("input[version]", "1")]),
        "teams/members/put" => Thing(&[("id", "{team}"), ("input[email]", "eve@example.com")]),
        "teams/members/remove" => Thing(&[("id", "{team}"), ("user", "{person}")]),
        other => panic!("{other} has no row in {}", file!()),
    }
}

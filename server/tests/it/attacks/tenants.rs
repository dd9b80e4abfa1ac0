//! Somebody asks for the things of another tenant by their ids, over every server function, form and page that takes one. They
//! get the answer that they get for things that never were.

use std::collections::HashMap;

use leptos::server_fn::axum::server_fn_paths;
use model::{
    ApiKeyInput, ApprovalId, ApprovalState, Asker, NamespaceId, NamespaceImportInput, ServerId, TeamInput,
    TeamMemberInput, Timestamp, Visibility,
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use service::{Authorize, Caller};
use store::ApprovalRecord;
use url::form_urlencoded;

use super::{other_forms, pages};
use crate::support::{app::TestApp, visitor::Visitor};

const PASSWORD: &str = "battery staple";
const FORM: &str = "application/x-www-form-urlencoded";

/// What a server function takes of somebody's.
enum Row {
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
fn row(path: &str) -> Row {
    use Row::{Administrators, Choice, Nobodys, Nothing, Thing};
    match path.trim_start_matches("/api/") {
        "account/get"
        | "account/rename"
        | "account/password"
        | "account/sessions/end-others"
        | "api-keys/list"
        | "approvals/count"
        | "approvals/list"
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
        | "namespaces/list"
        | "namespaces/import/draft"
        | "oauth/connected"
        | "overview/calls"
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
        | "setup/create"
        | "teams/list" => Nothing,
        "oauth/clients"
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

/// An id of each kind.
struct Ids(HashMap<&'static str, String>);

impl Ids {
    fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        for (name, id) in &self.0 {
            filled = filled.replace(&format!("{{{name}}}"), id);
        }
        filled
    }

    fn form(&self, fields: &[(&str, &str)]) -> String {
        let fields = fields.iter().map(|(name, value)| (*name, self.fill(value)));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish()
    }

    /// What an answer says beside what was asked.
    fn left_out_of(&self, answer: &str) -> String {
        let ids = self.0.values();
        ids.fold(answer.to_owned(), |answer, id| answer.replace(id, ""))
    }

    /// The same with ids that nothing ever had, which look alike.
    fn of_nothing(&self) -> Self {
        let changed = |id: &String| {
            let flip = |c: char| match c {
                '1' => '2',
                '2' => '1',
                'a' => 'b',
                'b' => 'a',
                other => other,
            };
            // What comes first in an id is when it was made, and its version.
            let (head, tail) = id.split_at(id.len().min(19));
            format!("{head}{}", tail.chars().map(flip).collect::<String>())
        };
        Self(self.0.iter().map(|(name, id)| (*name, changed(id))).collect())
    }
}

async fn caller(app: &TestApp, name: &str) -> Caller {
    let people = app
        .services
        .users()
        .list(&Caller::system())
        .await
        .expect("a list");
    let id = people
        .iter()
        .find(|person| person.name == name)
        .expect("there")
        .id;
    let found = app.services.auth().caller(id).await.expect("read");
    found.expect("there")
}

/// Bob, who has one of everything, and Eve, who has nothing.
async fn bobs(app: &TestApp) -> Ids {
    app.apply(json!({
        "users": {
            "bob@example.com": { "name": "Bob", "password": PASSWORD },
            "eve@example.com": { "name": "Eve", "password": PASSWORD },
        },
        "servers": { "bobs": { "url": "http://127.0.0.1:9/mcp", "owner": "bob@example.com" } },
        "namespaces": {
            "bobs": { "servers": ["bobs"], "middleware": [{ "kind": "cache" }], "owner": "bob@example.com" },
        },
        "endpoints": { "bobs": { "namespace": "bobs", "auth": "oauth", "owner": "bob@example.com" } },
        "api_keys": { "bobs": { "visibility": "private", "owner": "bob@example.com" } },
    }))
    .await;
    let (services, system, bob) = (&app.services, Caller::system(), caller(app, "Bob").await);
    let server = services.servers().list(&bob).await.expect("a list")[0].id;
    let namespace = services.namespaces().list(&bob).await.expect("a list")[0].id;
    let endpoint = services.endpoints().list(&bob).await.expect("a list")[0].id;
    let key = services.api_keys().list(&bob).await.expect("a list")[0].id;
    let team = TeamInput {
        name: "Lab".to_owned(),
        ..TeamInput::default()
    };
    let team = services.teams().create(&system, team).await.expect("created").id;
    let member = TeamMemberInput {
        email: bob.email.clone(),
        ..TeamMemberInput::default()
    };
    services
        .teams()
        .put_member(&system, team, member)
        .await
        .expect("in");
    let new_key = ApiKeyInput {
        name: "another".to_owned(),
        visibility: Visibility::Private,
        ..ApiKeyInput::default()
    };
    let reveal = services
        .api_keys()
        .create_for_page(&bob, new_key)
        .await
        .expect("created");
    let text = "http://127.0.0.1:9/mcp".to_owned();
    let draft = services.quick().probe(&bob, text, None).await.expect("tried");
    let import = NamespaceImportInput {
        text: r#"{"namespaces":{"imported":{}}}"#.to_owned(),
        ..NamespaceImportInput::default()
    };
    let import = services.namespaces().draft_import(&bob, import).await;
    let visitor = app.member("bob@example.com", PASSWORD).await;
    let _ = visitor.page("/account").await;
    let session = services.account().get(&bob, None).await.expect("read").sessions[0]
        .key
        .clone();
    let (question, authorization) = connected(app, &bob).await;
    let approval = waiting(app, namespace, server).await;
    Ids(HashMap::from([
        ("server", server.to_string()),
        ("namespace", namespace.to_string()),
        ("approval", approval.to_string()),
        ("endpoint", endpoint.to_string()),
        ("key", key.to_string()),
        ("team", team.to_string()),
        ("person", bob.user_id.to_string()),
        ("reveal", reveal),
        ("draft", draft),
        ("import", import.expect("read")),
        ("session", session),
        ("question", question),
        ("authorization", authorization),
        // Accounts at providers are made by providers: the tests of single sign-on have some.
        ("identity", key.to_string()),
    ]))
}

/// A call that waits for Bob.
async fn waiting(app: &TestApp, namespace_id: NamespaceId, server_id: ServerId) -> ApprovalId {
    let uuid = "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d";
    let approval = ApprovalRecord {
        id: uuid.parse().expect("an id"),
        namespace_id,
        server_id,
        endpoint: "bobs".to_owned(),
        server: "bobs".to_owned(),
        tool: "bobs__t".to_owned(),
        original_tool: "t".to_owned(),
        client: String::new(),
        asker: Asker::Anyone,
        arguments: Vec::new(),
        digest: [7; 32],
        state: ApprovalState::Waiting,
        decided_by: None,
        reason: String::new(),
        created_at: Timestamp::from_millis(0),
        expires_at: Timestamp::from_millis(i64::MAX),
        decided_at: None,
    };
    let tx = app.store.begin().await.expect("begins");
    tx.approvals().insert(&approval).await.expect("new");
    tx.commit().await.expect("commits");
    approval.id
}

/// A question that waits for Bob, and a client that he has connected.
async fn connected(app: &TestApp, bob: &Caller) -> (String, String) {
    const CHALLENGE: &str = "S6xMLfJrdwhXm9EJRqmQw6nyYWcpLlPsCEOqmhPUIcs";
    const VERIFIER: &str = "a-verifier-of-at-least-forty-three-characters-0";
    const REDIRECT: &str = "https://a.example/cb";
    let (oauth, here) = (app.services.oauth(), std::net::Ipv4Addr::LOCALHOST.into());
    let client = json!({ "redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none" }).to_string();
    let client = oauth.register(client.as_bytes(), here).await.expect("registers");
    let client = client["client_id"].as_str().expect("an id");
    let query = format!(
        "response_type=code&client_id={client}&redirect_uri={REDIRECT}&code_challenge={CHALLENGE}&code_challenge_method=S256&prompt=consent"
    );
    let Authorize::Ask(question) = oauth.authorize(&query, Some(bob), None).await else {
        panic!("nobody is asked");
    };
    let answer = oauth.decide(bob, &question, true).await.expect("answers");
    let answer: url::Url = answer.parse().expect("a URL");
    let code = answer
        .query_pairs()
        .find(|(name, _)| name == "code")
        .expect("a code")
        .1;
    let form = format!(
        "grant_type=authorization_code&client_id={client}&code={code}&redirect_uri={REDIRECT}&code_verifier={VERIFIER}"
    );
    oauth.token(form.as_bytes(), None, here).await.expect("a token");
    let connected = oauth.connected(bob).await.expect("a list");
    (question, connected[0].id.to_string())
}

async fn send(visitor: &Visitor, path: &str, body: String) -> (StatusCode, String) {
    let request = visitor
        .request(Method::POST, path)
        .header(header::CONTENT_TYPE, FORM);
    let request = request.header(header::ACCEPT, "application/json").body(body);
    let response = request.send().await.expect("an answer");
    (response.status(), response.text().await.expect("a body"))
}

#[tokio::test]
async fn the_things_of_another_tenant_are_things_that_never_were() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let bobs = bobs(&app).await;
    let nothings = bobs.of_nothing();
    let eve = app.member("eve@example.com", PASSWORD).await;
    let mut told = Vec::new();
    for (path, _) in server_fn_paths() {
        let (fields, expected) = match row(path) {
            Row::Nothing | Row::Administrators => continue,
            Row::Thing(fields) => (fields, StatusCode::NOT_FOUND),
            Row::Nobodys(fields) => (fields, StatusCode::OK),
            Row::Choice(fields) => (fields, StatusCode::UNPROCESSABLE_ENTITY),
        };
        let (status, answer) = send(&eve, path, bobs.form(fields)).await;
        let (_, never) = send(&eve, path, nothings.form(fields)).await;
        if status != expected || bobs.left_out_of(&answer) != nothings.left_out_of(&never) {
            told.push(format!(
                "{path} answered {status}: {answer}; for nothing: {never}"
            ));
        }
    }
    assert!(told.is_empty(), "{}", told.join("\n"));
    app.stop().await;
}

#[tokio::test]
async fn what_administrators_keep_is_forbidden_to_others_whatever_id_they_name() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let bobs = bobs(&app).await;
    let eve = app.member("eve@example.com", PASSWORD).await;
    let server = bobs.fill("{server}");
    for (path, _) in server_fn_paths() {
        if matches!(row(path), Row::Administrators) {
            let (status, answer) = send(&eve, path, format!("id={server}")).await;
            // Where a form has to be read first, it says that it is none.
            let is_refused = status == StatusCode::FORBIDDEN || answer.contains("malformed");
            assert!(is_refused, "{path} answered {status}: {answer}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn the_pages_of_another_tenant_are_pages_that_never_were() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let bobs = bobs(&app).await;
    let (eve, bob) = (
        app.member("eve@example.com", PASSWORD).await,
        app.member("bob@example.com", PASSWORD).await,
    );
    for page in pages().iter().filter(|page| page.contains(':')) {
        let thing = match page.split('/').nth(1).unwrap_or_default() {
            "servers" | "hand-over" => "{server}",
            "namespaces" if page.contains(":draft") => "{import}",
            "namespaces" => "{namespace}",
            "endpoints" => "{endpoint}",
            "api-keys" => "{key}",
            "teams" => "{team}",
            "approvals" => "{approval}",
            "quick-connect" => "{draft}",
            // Administrators keep people and providers; the token of a link is its own proof.
            "people" | "sign-in" | "invitation" | "reset" => continue,
            other => panic!("{other} has no row in {}", file!()),
        };
        let path = page
            .replace(":kind", "servers")
            .replace(":id", thing)
            .replace(":draft", thing)
            .replace(":tool", "{server}")
            .replace(":link", "1");
        let path = bobs.fill(&path);
        let response = eve.get(&path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let text = response.text().await.expect("a page");
        assert!(!text.contains("bobs"), "{path}: {text}");
        // A server that was never reached has no tools.
        let expected = if page.contains(":tool") {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::OK
        };
        assert_eq!(bob.get(&path).await.status(), expected, "{path} for Bob");
    }
    app.stop().await;
}

#[tokio::test]
async fn the_forms_beside_server_functions_know_nothing_of_another_tenant_either() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let bobs = bobs(&app).await;
    let nothings = bobs.of_nothing();
    let eve = app.member("eve@example.com", PASSWORD).await;
    for path in other_forms() {
        let (fields, expected): (&[(&str, &str)], _) = match path {
            "/oauth/decision" => (
                &[("request", "{question}"), ("decision", "allow")],
                StatusCode::BAD_REQUEST,
            ),
            "/oauth/upstream/connect" => (&[("server", "{server}")], StatusCode::NOT_FOUND),
            // A provider is everybody's.
            "/auth/oidc/{slug}/start" => continue,
            other => panic!("{other} has no row in {}", file!()),
        };
        let (status, answer) = send(&eve, path, bobs.form(fields)).await;
        assert_eq!(status, expected, "{path}: {answer}");
        let (_, never) = send(&eve, path, nothings.form(fields)).await;
        assert_eq!(bobs.left_out_of(&answer), nothings.left_out_of(&never), "{path}");
    }
    app.stop().await;
}

//! Somebody asks for the things of another tenant by their ids, over every server function, form and page that takes one. They
//! get the answer that they get for things that never were.

use std::collections::HashMap;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use leptos::server_fn::axum::server_fn_paths;
use model::{
    ApiKeyInput, ApprovalId, ApprovalState, Asker, AuditCallId, CallKind, CallOutcome, CallStages,
    CallerKind, CallerView, EndpointId, InspectionId, InspectionInput, InspectorSignInId, InspectorTarget,
    NamespaceId, NamespaceImportInput, SavedRequestInput, ServerId, TeamInput, TeamMemberInput, Timestamp,
    Visibility,
};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use service::{Authorize, Caller, FrontDoor, Services};
use store::{ApprovalRecord, AuditCallRecord, AuditStrand};
use url::form_urlencoded;

use super::{other_forms, pages};
use crate::support::{app::TestApp, visitor::Visitor};
use rows::{Row, row};

mod rows;

const PASSWORD: &str = "battery staple";
const FORM: &str = "application/x-www-form-urlencoded";

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
    let recording = services
        .wires()
        .begin(&bob, endpoint, None)
        .await
        .expect("begins");
    let (inspection, inspector_sign_in) = inspects(services, &bob, endpoint).await;
    let saved = SavedRequestInput {
        name: "mine".to_owned(),
        target: InspectorTarget::Server(server).value(),
        method: "ping".to_owned(),
        ..SavedRequestInput::default()
    };
    let saved = services.saved_requests().save(&bob, saved).await.expect("saved");
    let call = called(app, &bob, endpoint).await;
    Ids(HashMap::from([
        ("server", server.to_string()),
        ("namespace", namespace.to_string()),
        ("approval", approval.to_string()),
        ("recording", recording.to_string()),
        ("inspection", inspection.to_string()),
        ("inspector_sign_in", inspector_sign_in.to_string()),
        ("saved", saved.to_string()),
        ("call", call.to_string()),
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

/// Bob inspects his endpoint, and a client of his sets out for a token of it.
async fn inspects(
    services: &Services,
    bob: &Caller,
    endpoint: EndpointId,
) -> (InspectionId, InspectorSignInId) {
    let input = InspectionInput {
        target: InspectorTarget::Endpoint(endpoint).value(),
        ..InspectionInput::default()
    };
    let by_oauth = InspectionInput {
        oauth: true,
        ..input.clone()
    };
    let inspector = services.inspector();
    (
        inspector.open(bob, input).await.expect("begins"),
        inspector.set_out(bob, by_oauth, &Closed).await.expect("sets out"),
    )
}

/// Doors that lead nowhere: a client of the inspector does not get far.
struct Closed;

#[async_trait]
impl FrontDoor for Closed {
    async fn pass(&self, _request: Request<Bytes>) -> Response<Bytes> {
        Response::default()
    }
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

/// A call of Bob's that is written down.
async fn called(app: &TestApp, bob: &Caller, endpoint_id: EndpointId) -> AuditCallId {
    let uuid = "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4e";
    let call = AuditCallRecord {
        id: uuid.parse().expect("an id"),
        at: Timestamp::from_millis(0),
        kind: CallKind::Tool,
        endpoint_id,
        endpoint: "bobs".to_owned(),
        server_id: None,
        server: String::new(),
        tool: "bobs__t".to_owned(),
        original_tool: "t".to_owned(),
        is_read_only: false,
        caller: CallerView {
            kind: CallerKind::Person,
            id: Some(bob.user_id.as_uuid()),
            name: bob.name.clone(),
        },
        credential: None,
        client: String::new(),
        session: None,
        address: None,
        outcome: CallOutcome::Ok,
        error: None,
        elapsed_us: 1,
        stages: CallStages::default(),
        request_bytes: 0,
        answer_bytes: 0,
        arguments: None,
        result: None,
    };
    let strand = uuid.parse().expect("an id");
    let mut strand = AuditStrand::new(strand, Timestamp::from_millis(0));
    let calls = std::slice::from_ref(&call);
    app.store
        .audit()
        .append(&mut strand, calls)
        .await
        .expect("written");
    call.id
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
    let acts = eve.get("/audit/acts/export?format=csv").await;
    assert_eq!(acts.status(), StatusCode::FORBIDDEN);
    app.stop().await;
}

#[tokio::test]
async fn files_of_the_audit_hold_nothing_of_another_tenant() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let _bobs = bobs(&app).await;
    let (eve, bob) = (
        app.member("eve@example.com", PASSWORD).await,
        app.member("bob@example.com", PASSWORD).await,
    );
    for (visitor, calls) in [(&eve, 0), (&bob, 1)] {
        let file = visitor.get("/audit/export?format=jsonl&range=all").await;
        assert_eq!(file.status(), StatusCode::OK);
        let text = file.text().await.expect("a file");
        assert_eq!(
            text.lines().filter(|line| line.contains("bobs__t")).count(),
            calls,
            "{text}"
        );
    }
    let nothing = bob.get("/audit/export").await;
    assert_eq!(nothing.status(), StatusCode::BAD_REQUEST);
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
            "inspector" if page.contains("sign-in") => "{inspector_sign_in}",
            "inspector" => "{inspection}",
            "wires" => "{recording}",
            "audit" => "{call}",
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
            .replace(":link", "1")
            .replace(":n", "9999");
        let path = bobs.fill(&path);
        let response = eve.get(&path).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        let text = response.text().await.expect("a page");
        assert!(!text.contains("bobs"), "{path}: {text}");
        // A server that was never reached has no tools, and so much has not passed at its endpoint.
        let expected = if page.contains(":tool") || page.contains(":n") {
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

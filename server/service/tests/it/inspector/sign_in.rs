//! Clients of the inspector on their way to a token, through doors that answer as a test wants.

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use model::{HopStep, InspectionInput, InspectorSignInView, InspectorTarget, NoToken};
use serde_json::{Value, json};
use service::{Error, FrontDoor, SignedIn};

use super::scene::Scene;

const ISSUER: &str = "https://mcp.example.com";

/// How an authorization server of a test is.
#[derive(Clone)]
struct Doors {
    challenge: bool,
    resource: Value,
    server: Value,
    registered: StatusCode,
    token: StatusCode,
}

impl Doors {
    fn good() -> Self {
        Self {
            challenge: true,
            resource: json!({ "resource": format!("{ISSUER}/metamcp/bobs/mcp"), "authorization_servers": [ISSUER], "scopes_supported": ["a", "b"] }),
            server: json!({
                "issuer": ISSUER,
                "authorization_endpoint": format!("{ISSUER}/oauth/authorize"),
                "token_endpoint": format!("{ISSUER}/oauth/token"),
                "registration_endpoint": format!("{ISSUER}/oauth/register"),
            }),
            registered: StatusCode::CREATED,
            token: StatusCode::OK,
        }
    }
}

#[async_trait]
impl FrontDoor for Doors {
    async fn pass(&self, request: Request<Bytes>) -> Response<Bytes> {
        let answer = |status: StatusCode, body: &Value| {
            let mut response = Response::new(Bytes::from(body.to_string()));
            *response.status_mut() = status;
            response
        };
        match request.uri().path() {
            "/metamcp/bobs/mcp" if self.challenge => {
                let mut refused = answer(StatusCode::UNAUTHORIZED, &json!({}));
                let challenge =
                    format!("Bearer resource_metadata=\"{ISSUER}/.well-known/oauth-protected-resource/x\"");
                refused
                    .headers_mut()
                    .insert(header::WWW_AUTHENTICATE, challenge.parse().expect("a header"));
                refused
            }
            "/metamcp/bobs/mcp" => answer(StatusCode::OK, &json!({})),
            "/.well-known/oauth-protected-resource/x" => answer(StatusCode::OK, &self.resource),
            "/.well-known/oauth-authorization-server" => answer(StatusCode::OK, &self.server),
            "/oauth/register" => answer(self.registered, &json!({ "client_id": "client-1" })),
            "/oauth/token" => answer(self.token, &json!({ "access_token": "token-of-bob-0123456789" })),
            path => panic!("nobody should ask for {path}"),
        }
    }
}

async fn set_out(scene: &Scene, doors: &Doors) -> InspectorSignInView {
    let inspector = scene.services().inspector();
    let input = InspectionInput {
        target: InspectorTarget::Endpoint(scene.endpoint).value(),
        oauth: true,
        tool: "all__echo".to_owned(),
        ..InspectionInput::default()
    };
    let id = inspector
        .set_out(&scene.bob, input, doors)
        .await
        .expect("sets out");
    inspector.sign_in(&scene.bob, id).expect("there")
}

#[tokio::test]
async fn each_end_of_the_way_is_told_with_the_hop_that_it_came_to() {
    let scene = Scene::new().await;
    let good = Doors::good();
    let elsewhere = json!({ "resource": "r", "authorization_servers": ["https://login.example"] });
    let mut closed = good.server.clone();
    closed.as_object_mut().unwrap().remove("registration_endpoint");
    for (doors, hops, why) in [
        (
            Doors {
                challenge: false,
                ..good.clone()
            },
            1,
            NoToken::NothingAsked,
        ),
        (
            Doors {
                resource: json!([]),
                ..good.clone()
            },
            2,
            NoToken::NoWayOn,
        ),
        (
            Doors {
                resource: elsewhere,
                ..good.clone()
            },
            2,
            NoToken::Elsewhere,
        ),
        (
            Doors {
                server: closed,
                ..good.clone()
            },
            3,
            NoToken::NoRegistration,
        ),
        (
            Doors {
                registered: StatusCode::FORBIDDEN,
                ..good.clone()
            },
            4,
            NoToken::Refused,
        ),
    ] {
        let way = set_out(&scene, &doors).await;
        assert_eq!((way.hops.len(), way.problem), (hops, Some(why)), "{way:?}");
        assert_eq!(way.next, None);
    }
}

#[tokio::test]
async fn the_browser_is_sent_with_what_the_specification_asks_for_and_comes_back_once() {
    let scene = Scene::new().await;
    let inspector = scene.services().inspector();
    let doors = Doors::good();
    let way = set_out(&scene, &doors).await;
    let next: url::Url = way.next.as_deref().expect("a way on").parse().expect("a URL");
    let said = |name: &str| {
        let mut pairs = next.query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    for (name, value) in [
        ("response_type", "code"),
        ("client_id", "client-1"),
        ("redirect_uri", "https://mcp.example.com/inspector/callback"),
        ("resource", "https://mcp.example.com/metamcp/bobs/mcp"),
        ("code_challenge_method", "S256"),
        ("scope", "a b"),
    ] {
        assert_eq!(said(name).as_deref(), Some(value), "{name}");
    }
    let state = said("state").expect("a state");

    // Nobody else knows of it.
    let others = inspector.sign_in(&scene.ada, way.id);
    assert!(matches!(others, Err(Error::NotFound)), "{others:?}");
    let query = format!("code=code-of-bob-0123456789&state={state}&iss={ISSUER}");
    let stolen = inspector.come_back(&scene.ada, &query, &doors).await;
    assert!(matches!(stolen, Err(Error::NotFound)), "{stolen:?}");

    let end = inspector
        .come_back(&scene.bob, &query, &doors)
        .await
        .expect("comes back");
    let SignedIn::Inspection { id, tool, .. } = end else {
        panic!("{end:?}");
    };
    assert_eq!(tool, "all__echo");
    let view = scene.view(id).await;
    assert_eq!((view.with_key, view.sign_in), (true, Some(way.id)));
    let way = inspector.sign_in(&scene.bob, way.id).expect("kept");
    assert_eq!(way.inspection, Some(id));
    let steps: Vec<_> = way.hops.iter().map(|hop| hop.step).collect();
    assert_eq!(steps[5..], [HopStep::Return, HopStep::Token]);
    let told = format!("{:?}", way.hops);
    for secret in ["code-of-bob-0123456789", "token-of-bob-0123456789"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert!(told.contains("token-…"), "{told}");

    let again = inspector.come_back(&scene.bob, &query, &doors).await;
    assert!(matches!(again, Err(Error::NotFound)), "{again:?}");
}

#[tokio::test]
async fn a_refusal_and_another_issuer_lead_nowhere() {
    let scene = Scene::new().await;
    let inspector = scene.services().inspector();
    for (query, doors) in [
        ("error=access_denied", Doors::good()),
        ("code=c&iss=https://evil.example", Doors::good()),
        (
            "code=c",
            Doors {
                token: StatusCode::BAD_REQUEST,
                ..Doors::good()
            },
        ),
    ] {
        let way = set_out(&scene, &doors).await;
        let next: url::Url = way.next.expect("a way on").parse().expect("a URL");
        let (_, state) = next
            .query_pairs()
            .find(|(name, _)| name == "state")
            .expect("a state");
        let query = format!("{query}&state={state}");
        let end = inspector
            .come_back(&scene.bob, &query, &doors)
            .await
            .expect("comes back");
        assert_eq!(end, SignedIn::Nowhere(way.id), "{query}");
        let way = inspector.sign_in(&scene.bob, way.id).expect("kept");
        assert_eq!(way.problem, Some(NoToken::Refused));
    }
}

//! HTML of strangers that is served under our address: apps of tools.

use std::time::Duration;

use model::{InspectionInput, InspectorTarget, RequestInput};
use reqwest::{Method, StatusCode, header};
use serde_json::json;
use testkit::everything::{Era, Everything, EverythingOptions};

use crate::support::{app::TestApp, visitor::Visitor};

const PASSWORD: &str = "battery staple";

/// Bob looks at an app, whose page is at this path.
async fn opened(app: &TestApp, everything: &Everything) -> String {
    app.apply(json!({
        "users": {
            "bob@example.com": { "name": "Bob", "password": PASSWORD },
            "eve@example.com": { "name": "Eve", "password": PASSWORD },
        },
        "servers": { "all": { "url": everything.url(), "owner": "bob@example.com" } },
    }))
    .await;
    let people = app.services.users().list(&service::Caller::system()).await;
    let people = people.expect("a list");
    let bob = people.iter().find(|it| it.name == "Bob").expect("there").id;
    let bob = app
        .services
        .auth()
        .caller(bob)
        .await
        .expect("read")
        .expect("there");
    let server = app.services.servers().list(&bob).await.expect("a list")[0].id;
    let inspector = app.services.inspector();
    let input = InspectionInput {
        target: InspectorTarget::Server(server).value(),
        ..InspectionInput::default()
    };
    let id = inspector.open(&bob, input).await.expect("begins");
    let call = RequestInput {
        method: "tools/call".to_owned(),
        name: "show_app".to_owned(),
        ..RequestInput::default()
    };
    for _ in 0..100 {
        if !inspector.lists(&bob, id).await.expect("lists").tools.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let n = inspector.send(&bob, id, call).await.expect("sent");
    let shown = inspector.app(&bob, id, n).await.expect("opens").expect("an app");
    assert_eq!(shown.problem, None);
    format!("/inspector/{id}/apps/{}", shown.read)
}

async fn status(visitor: &Visitor, path: &str) -> StatusCode {
    visitor
        .bare(Method::GET, path)
        .send()
        .await
        .expect("an answer")
        .status()
}

#[tokio::test]
async fn the_html_of_a_server_is_shut_in_wherever_it_is_opened() {
    let app = TestApp::new().await;
    let _admin = app.admin().await;
    let everything = Everything::start(EverythingOptions::from(Era::Legacy))
        .await
        .expect("a free port");
    let page = opened(&app, &everything).await;
    let bob = app.member("bob@example.com", PASSWORD).await;
    let response = bob.bare(Method::GET, &page).send().await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    let said = |name: &str| response.headers().get(name).map(|it| it.to_str().expect("ASCII"));
    assert_eq!(
        said("content-security-policy"),
        Some(
            "sandbox allow-scripts allow-forms; default-src 'none'; script-src 'unsafe-inline' https://*.example.com; \
             style-src 'unsafe-inline' https://*.example.com; img-src data: https://*.example.com; \
             media-src data: https://*.example.com; font-src data: https://*.example.com; \
             connect-src https://api.example.com; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
        )
    );
    for (name, value) in [
        ("content-type", "text/html; charset=utf-8"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "SAMEORIGIN"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(said(name), Some(value), "{name}");
    }
    assert_eq!(said(header::SET_COOKIE.as_str()), None);
    // A browser that says what for gets it for a frame, and under our address for nothing else.
    for (dest, expected) in [
        ("iframe", StatusCode::OK),
        ("document", StatusCode::FORBIDDEN),
        ("empty", StatusCode::FORBIDDEN),
        ("script", StatusCode::FORBIDDEN),
    ] {
        let asked = bob.bare(Method::GET, &page).header("sec-fetch-dest", dest);
        assert_eq!(
            asked.send().await.expect("an answer").status(),
            expected,
            "{dest}"
        );
    }
    app.stop().await;
}

#[tokio::test]
async fn an_app_is_its_inspector_s_alone() {
    let app = TestApp::new().await;
    let admin = app.admin().await;
    let everything = Everything::start(EverythingOptions::from(Era::Legacy))
        .await
        .expect("a free port");
    let page = opened(&app, &everything).await;
    let (eve, bob) = (
        app.member("eve@example.com", PASSWORD).await,
        app.member("bob@example.com", PASSWORD).await,
    );
    assert_eq!(status(&bob, &page).await, StatusCode::OK);
    assert_eq!(status(&eve, &page).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&admin, &page).await, StatusCode::NOT_FOUND);
    assert_eq!(status(&app.anonymous(), &page).await, StatusCode::UNAUTHORIZED);
    // Other requests of the inspection are no pages, and neither is what never was.
    let (inspection, _) = page.rsplit_once('/').expect("a path");
    for n in ["1", "999", "-1", "x"] {
        assert_eq!(
            status(&bob, &format!("{inspection}/{n}")).await,
            StatusCode::NOT_FOUND,
            "{n}"
        );
    }
    app.stop().await;
}

//! Apps of tools: what is shown of one, and how far it reaches.

use model::{
    AppAnswer, AppMethod, AppProblem, AppRequestInput, AppView, ExchangeState, InspectionId,
    InspectionProtocol, InspectorTarget, RequestInput, ToolAudience,
};
use serde_json::Value;
use service::Error;
use testkit::everything::Era;

use super::scene::{Scene, about, call};

/// Calls a tool and opens its app.
async fn opened(scene: &Scene, id: InspectionId, tool: &str) -> (u64, AppView) {
    let n = scene.answered(id, call(tool, r#"{"a":1.50}"#)).await.row.n;
    let app = scene.services().inspector().app(&scene.bob, id, n).await;
    (n, app.expect("opens").expect("no task"))
}

fn asks(method: AppMethod, name: &str) -> AppRequestInput {
    AppRequestInput {
        method,
        name: name.to_owned(),
        arguments: r#"{"b":2}"#.to_owned(),
    }
}

#[tokio::test]
async fn clients_of_every_version_say_that_they_show_apps() {
    for era in [Era::Legacy, Era::Modern] {
        let scene = Scene::of(era).await;
        for protocol in InspectionProtocol::ALL {
            let id = scene.server_by(protocol).await;
            let told = scene.answered(id, call("client_capabilities", "{}")).await;
            let said: Value = serde_json::from_str(&told.structured.expect("structured")).expect("JSON");
            let extension = &said["capabilities"]["extensions"]["io.modelcontextprotocol/ui"];
            assert_eq!(
                extension["mimeTypes"][0], "text/html;profile=mcp-app",
                "{era:?} {protocol:?} {said}"
            );
        }
    }
}

#[tokio::test]
async fn a_tool_s_app_is_read_once_and_given_the_call() {
    let scene = Scene::new().await;
    for protocol in InspectionProtocol::ALL {
        let id = scene.server_by(protocol).await;
        let lists = scene.lists(id).await;
        let tool = |name: &str| lists.tools.iter().find(|it| it.name == name).expect("listed");
        assert_eq!(tool("show_app").app.as_deref(), Some("ui://everything/app"));
        assert_eq!(tool("show_old_app").app.as_deref(), Some("ui://everything/app"));
        assert_eq!(tool("echo").app, None);
        assert_eq!(tool("refresh_app").audience, ToolAudience::Apps);
        assert_eq!(tool("for_models").audience, ToolAudience::Models);

        let (n, app) = opened(&scene, id, "show_app").await;
        assert_eq!(app.problem, None, "{protocol:?}");
        // Numbers stay as they were written.
        assert_eq!(app.arguments, r#"{"a":1.50}"#);
        assert!(app.tool.contains("\"show_app\"") && app.result.contains("structuredContent"));
        assert_eq!(app.wishes.connects, ["https://api.example.com"]);
        assert_eq!(app.wishes.loads, ["https://*.example.com"]);
        assert_eq!(
            app.wishes.refused,
            ["https://a.example; script-src *", "'unsafe-eval'"]
        );
        assert_eq!(
            app.wishes.denied,
            ["camera", "frameDomains: https://video.example.com"]
        );
        let again = scene.services().inspector().app(&scene.bob, id, n).await;
        assert_eq!(again.expect("opens").expect("no task").read, app.read);
        let reads = scene.view(id).await.exchanges;
        let reads = reads.iter().filter(|it| it.method == "resources/read");
        assert_eq!(reads.count(), 1, "{protocol:?}");

        let page = scene
            .services()
            .inspector()
            .app_page(&scene.bob, id, app.read)
            .await;
        let page = page.expect("a page");
        assert!(page.html.starts_with("<!DOCTYPE html>"));
        assert!(
            page.policy.contains("connect-src https://api.example.com;"),
            "{}",
            page.policy
        );
        assert!(!page.policy.contains("a.example;") && !page.policy.contains("eval"));
        // The call is no page.
        let odd = scene.services().inspector().app_page(&scene.bob, id, n).await;
        assert!(matches!(odd, Err(Error::NotFound)), "{odd:?}");
    }
}

#[tokio::test]
async fn what_is_no_app_is_not_shown() {
    let scene = Scene::new().await;
    let id = scene.server_by(InspectionProtocol::Streamable).await;
    let inspector = scene.services().inspector();
    let (_, app) = opened(&scene, id, "show_no_app").await;
    assert_eq!(app.problem, Some(AppProblem::NoHtml));
    let page = inspector.app_page(&scene.bob, id, app.read).await;
    assert!(matches!(page, Err(Error::NotFound)), "{page:?}");
    for input in [
        call("echo", r#"{"text":"a"}"#),
        call("refuse", "{}"),
        about("resources/read", "ui://everything/app"),
    ] {
        let n = scene.answered(id, input).await.row.n;
        let app = inspector.app(&scene.bob, id, n).await;
        assert!(matches!(app, Err(Error::NotFound)), "{app:?}");
    }
    let task = RequestInput {
        as_task: true,
        ..call("show_app", "{}")
    };
    let n = scene.answered(id, task).await.row.n;
    let app = inspector.app(&scene.bob, id, n).await;
    assert!(matches!(app, Ok(None) | Err(Error::NotFound)), "{app:?}");
}

#[tokio::test]
async fn an_app_asks_its_server_for_what_is_for_apps() {
    let scene = Scene::new().await;
    let id = scene.server_by(InspectionProtocol::Streamable).await;
    let (n, _) = opened(&scene, id, "show_app").await;
    let inspector = scene.services().inspector();
    let ask = async |method, name: &str| inspector.ask_for_app(&scene.bob, id, n, asks(method, name)).await;

    let answer = ask(AppMethod::CallTool, "refresh_app").await.expect("asked");
    assert!(
        matches!(&answer, AppAnswer::Result(it) if it.contains(r#""b":2"#)),
        "{answer:?}"
    );
    let rows = scene.view(id).await.exchanges;
    assert!(rows[0].by_app && rows[0].name == "refresh_app", "{rows:?}");
    assert!(rows.iter().skip(1).all(|row| !row.by_app));
    let answer = ask(AppMethod::ReadResource, "test://static-text")
        .await
        .expect("asked");
    assert!(matches!(answer, AppAnswer::Result(_)), "{answer:?}");

    // What its server refuses, the app is told; what is not for apps is not even sent.
    let answer = ask(AppMethod::CallTool, "gone").await.expect("asked");
    assert!(matches!(answer, AppAnswer::Error(_)), "{answer:?}");
    let sent = scene.view(id).await.exchanges.len();
    let answer = ask(AppMethod::CallTool, "for_models").await.expect("answered");
    assert!(
        matches!(&answer, AppAnswer::Error(it) if it.contains("not for apps")),
        "{answer:?}"
    );
    assert!(matches!(
        ask(AppMethod::CallTool, "").await,
        Err(Error::Invalid(_))
    ));
    assert_eq!(scene.view(id).await.exchanges.len(), sent);
    // A call that never was has no app.
    let asked = inspector.ask_for_app(&scene.bob, id, 999, asks(AppMethod::CallTool, "refresh_app"));
    assert!(matches!(asked.await, Err(Error::NotFound)));
    // Its own requests are looked at like all others.
    assert_eq!(scene.over(id, rows[0].n).await.row.state, ExchangeState::Done);
}

#[tokio::test]
async fn in_a_namespace_an_app_reaches_no_further_than_its_server() {
    let scene = Scene::new().await;
    let id = scene.opened(InspectorTarget::Namespace(scene.namespace)).await;
    scene.lists(id).await;
    let (n, app) = opened(&scene, id, "all__show_app").await;
    assert_eq!(app.problem, None);
    let inspector = scene.services().inspector();
    for (method, name, gets) in [
        (AppMethod::CallTool, "all__refresh_app", true),
        (AppMethod::CallTool, "all__for_models", false),
        (AppMethod::CallTool, "others__tool", false),
        (AppMethod::ReadResource, "ui://everything/app", true),
        (AppMethod::ReadResource, "test://static-text", false),
    ] {
        let answer = inspector.ask_for_app(&scene.bob, id, n, asks(method, name)).await;
        let answer = answer.expect("answered");
        assert_eq!(matches!(answer, AppAnswer::Result(_)), gets, "{name} {answer:?}");
    }
}

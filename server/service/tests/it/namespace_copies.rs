//! Namespaces once more: cloned, and as documents.

use model::{
    Declaration, MissingTool, NamespaceCloneInput, NamespaceDetail, NamespaceImportInput, NamespacePart,
    NamespaceView, Problem, Visibility, middleware::MiddlewareKind,
};
use serde_json::{Value, json};
use service::{Caller, Conflict, Error};

use crate::support::{Installation, namespace, remote};

/// Ada's namespace `dev` with something of everything that namespaces have, over public servers.
async fn furnished() -> (Installation, Caller, NamespaceView) {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let servers = installation.services.servers();
    for (name, tools) in [("time", ["now", "zones"]), ("git", ["log", "diff"])] {
        let server = servers.create(&ada, remote(name, Visibility::Public)).await;
        installation
            .store_tools(server.expect("created").id, &tools)
            .await;
    }
    apply(
        &installation,
        json!({ "namespaces": { "dev": {
            "description": "For ${everyone}\nand more",
            "naming": "on_collision",
            "servers": [
                { "name": "git", "enabled": false },
                { "name": "time", "alias": "clock", "tools": {
                    "now": { "name": "clock.read", "description": "Costs ${PRICE}.", "arguments": { "zone": { "value": "${ZONE}" } } },
                    "zones": false,
                } },
            ],
        } } }),
    )
    .await;
    let dev = named(&installation, &ada, "dev").await;
    installation
        .services
        .namespaces()
        .add_middleware(&ada, dev.id, MiddlewareKind::Cache, 0)
        .await
        .expect("added");
    (installation, ada, dev)
}

async fn apply(installation: &Installation, value: Value) {
    let declaration: Declaration = serde_json::from_value(value).expect("a declaration");
    installation
        .services
        .transfer()
        .apply(&Caller::system(), declaration)
        .await
        .expect("applies");
}

async fn named(installation: &Installation, caller: &Caller, name: &str) -> NamespaceView {
    let all = installation.services.namespaces().list(caller).await;
    let mut all = all.expect("a list").into_iter();
    all.find(|namespace| namespace.name == name).expect("there")
}

/// What can be compared of two namespaces that should be the same.
async fn content(installation: &Installation, caller: &Caller, namespace: &NamespaceView) -> Value {
    let namespaces = installation.services.namespaces();
    let detail: NamespaceDetail = namespaces.get(caller, namespace.id).await.expect("there");
    let document = namespaces.export(caller, namespace.id).await.expect("written");
    let document: Value = serde_json::from_str(&document).expect("JSON");
    let servers = detail.servers.into_iter().map(|server| {
        let tools = server.tools.into_iter();
        let tools: Vec<_> = tools
            .map(|tool| (tool.exposed_name, tool.enabled, tool.overridden))
            .collect();
        json!([server.name, server.alias, server.enabled, tools])
    });
    json!([
        document["namespaces"][&namespace.name],
        servers.collect::<Vec<_>>(),
        namespace.naming,
        namespace.description
    ])
}

fn called(name: &str, visibility: Visibility) -> NamespaceCloneInput {
    NamespaceCloneInput {
        name: name.to_owned(),
        visibility,
    }
}

fn document(text: &str, name: &str) -> NamespaceImportInput {
    NamespaceImportInput {
        text: text.to_owned(),
        name: name.to_owned(),
        visibility: Visibility::Private,
    }
}

async fn import(
    installation: &Installation,
    caller: &Caller,
    input: NamespaceImportInput,
) -> Result<NamespaceView, Error> {
    let namespaces = installation.services.namespaces();
    let draft = namespaces.draft_import(caller, input).await?;
    let view = namespaces.import_draft(caller, &draft).await?;
    namespaces.import(caller, &draft, &view.shown).await
}

#[tokio::test]
async fn a_clone_is_as_the_first_and_goes_its_own_way() {
    let (installation, ada, dev) = furnished().await;
    let namespaces = installation.services.namespaces();
    let clone = namespaces
        .clone_as(&ada, dev.id, called("dev-2", Visibility::Private))
        .await
        .expect("cloned");
    assert_eq!(
        content(&installation, &ada, &clone).await,
        content(&installation, &ada, &dev).await
    );
    assert_eq!(
        (clone.visibility, dev.visibility),
        (Visibility::Private, Visibility::Public)
    );
    let before = content(&installation, &ada, &dev).await;
    let git = namespaces.get(&ada, clone.id).await.expect("there").servers[0].server_id;
    namespaces
        .set_server_enabled(&ada, clone.id, git, true)
        .await
        .expect("on");
    assert_eq!(content(&installation, &ada, &dev).await, before);
    let undone = namespaces.get(&ada, clone.id).await.expect("there").servers[1].tools[0].id;
    let tool = namespaces.tool(&ada, clone.id, undone).await.expect("there");
    assert!(
        tool.before.is_none_or(|before| before.is_empty()),
        "what was before belongs to the first"
    );
}

#[tokio::test]
async fn a_clone_needs_a_free_name_and_servers_that_it_may_use() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let services = &installation.services;
    let server = services
        .servers()
        .create(&bob, remote("bobs", Visibility::Private))
        .await
        .expect("created")
        .id;
    let bobs = services
        .namespaces()
        .create(&bob, namespace("bobs", &[server], Visibility::Private))
        .await
        .expect("created");
    let attempt = async |caller: &Caller, name: &str, field: &str| {
        let input = called(name, Visibility::Private);
        match services.namespaces().clone_as(caller, bobs.id, input).await {
            Err(Error::Invalid(errors)) => errors.get(field).to_vec(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(attempt(&bob, "bobs", "name").await, [Problem::Taken]);
    assert_eq!(attempt(&bob, "b b", "name").await, [Problem::BadName]);
    let name = "bobs".to_owned();
    assert_eq!(
        attempt(&ada, "adas", "servers").await,
        [Problem::Missing { name }]
    );
    assert_eq!(services.namespaces().list(&bob).await.expect("a list").len(), 1);
}

#[tokio::test]
async fn an_export_is_imported_and_exported_the_same() {
    let (installation, ada, dev) = furnished().await;
    let namespaces = installation.services.namespaces();
    let text = namespaces.export(&ada, dev.id).await.expect("written");
    assert!(text.contains("For $${everyone}"), "{text}");
    let copy = import(&installation, &ada, document(&text, "copy"))
        .await
        .expect("imported");
    assert_eq!(
        content(&installation, &ada, &copy).await,
        content(&installation, &ada, &dev).await
    );
    let again = namespaces.export(&ada, copy.id).await.expect("written");
    assert_eq!(again.replace("\"copy\"", "\"dev\""), text);
    assert_eq!(copy.visibility, Visibility::Private);
}

#[tokio::test]
async fn an_import_shows_what_it_would_do_and_does_that() {
    let (installation, ada, dev) = furnished().await;
    let namespaces = installation.services.namespaces();
    let text = json!({ "namespaces": { "dev": {
        "description": "New words",
        "servers": ["nowhere", { "name": "time", "tools": { "now": false } }],
    } } })
    .to_string();
    let input = NamespaceImportInput {
        visibility: Visibility::Public,
        ..document(&text, "")
    };
    let draft = namespaces.draft_import(&ada, input).await.expect("read");
    let view = namespaces.import_draft(&ada, &draft).await.expect("there");
    assert_eq!(view.existing, Some(dev.id));
    assert_eq!(view.missing, ["nowhere"]);
    assert_eq!(view.servers, ["time"]);
    assert_eq!((view.tools_off, view.tools_changed), (1, 0));
    assert_eq!(
        view.changes,
        [
            NamespacePart::Description,
            NamespacePart::Naming,
            NamespacePart::Middleware,
            NamespacePart::Servers,
            NamespacePart::Aliases,
            NamespacePart::Tools,
            NamespacePart::Overrides
        ]
    );
    let untouched = namespaces.export(&ada, dev.id).await.expect("written");
    assert!(!untouched.contains("New words"), "nothing is done yet");

    let refused = namespaces.import(&ada, &draft, "something else").await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Stale))),
        "{refused:?}"
    );
    let changed = namespaces
        .import(&ada, &draft, &view.shown)
        .await
        .expect("imported");
    assert_eq!(changed.id, dev.id);
    assert_eq!((changed.servers, changed.tools_on), (vec!["time".to_owned()], 1));
}

#[tokio::test]
async fn what_was_shown_is_refused_when_it_is_different_by_now() {
    let (installation, ada, _) = furnished().await;
    let namespaces = installation.services.namespaces();
    let text = r#"{"namespaces":{"new":{"servers":["time","later"]}}}"#;
    let draft = namespaces
        .draft_import(&ada, document(text, ""))
        .await
        .expect("read");
    let shown = namespaces.import_draft(&ada, &draft).await.expect("there").shown;
    let later = remote("later", Visibility::Private);
    installation
        .services
        .servers()
        .create(&ada, later)
        .await
        .expect("created");
    let refused = namespaces.import(&ada, &draft, &shown).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Stale))),
        "{refused:?}"
    );
    let view = namespaces.import_draft(&ada, &draft).await.expect("there");
    assert_eq!(view.servers, ["time", "later"]);
}

#[tokio::test]
async fn an_import_leaves_nothing_at_servers_of_others() {
    let (installation, ada, _) = furnished().await;
    let bob = installation.member().await;
    let text =
        r#"{"namespaces":{"mine":{"servers":[{"name":"time","tools":{"now":false,"planted":false}}]}}}"#;
    let namespaces = installation.services.namespaces();
    let draft = namespaces
        .draft_import(&bob, document(text, ""))
        .await
        .expect("read");
    let view = namespaces.import_draft(&bob, &draft).await.expect("there");
    let left_out = MissingTool {
        server: "time".to_owned(),
        tool: "planted".to_owned(),
    };
    assert_eq!(view.left_out, [left_out]);
    let foreign = namespaces.import_draft(&ada, &draft).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let foreign = namespaces.import(&ada, &draft, &view.shown).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
    let mine = namespaces
        .import(&bob, &draft, &view.shown)
        .await
        .expect("imported");
    let detail = namespaces.get(&bob, mine.id).await.expect("there");
    let tools: Vec<_> = detail.servers[0]
        .tools
        .iter()
        .map(|tool| (&*tool.name, tool.enabled))
        .collect();
    assert_eq!(tools, [("now", false), ("zones", true)]);

    let public = NamespaceImportInput {
        visibility: Visibility::Public,
        ..document(text, "")
    };
    let refused = namespaces.draft_import(&bob, public).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn what_a_document_gets_wrong_is_said_at_its_field() {
    let (installation, ada, _) = furnished().await;
    let namespaces = installation.services.namespaces();
    let never = json!({ "namespaces": { "x": { "naming": "never", "servers": [
        { "name": "time", "tools": { "now": { "name": "log" } } }, "git",
    ] } } })
    .to_string();
    for (text, field) in [
        ("nonsense", "text"),
        (&*never, "text"),
        (r#"{"namespaces":{"a b":{}}}"#, "name"),
        (r#"{"namespaces":{"x":{"servers":["time","time"]}}}"#, "text"),
    ] {
        match namespaces.draft_import(&ada, document(text, "")).await {
            Err(Error::Invalid(errors)) => assert!(!errors.get(field).is_empty(), "{text}: {errors}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

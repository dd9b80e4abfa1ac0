//! Servers that stand for a namespace.

use model::{
    ApiKeyInput, NamespaceId, NamespaceInput, NamespaceView, Problem, QuickOutcome, ServerId, ServerInput,
    ServerKind, ServerView, Visibility,
};
use serde_json::json;
use service::{Caller, Conflict, Error};

use crate::support::{Client, Installation, endpoint, namespace, remote, stdio};

fn nested(name: &str, inner: NamespaceId, visibility: Visibility) -> ServerInput {
    ServerInput {
        name: name.to_owned(),
        kind: ServerKind::Namespace,
        namespace_id: inner.to_string(),
        visibility,
        ..ServerInput::default()
    }
}

fn with_servers(view: &NamespaceView, servers: &[ServerId]) -> NamespaceInput {
    NamespaceInput {
        version: view.version,
        ..namespace(&view.name, servers, view.visibility)
    }
}

impl Installation {
    async fn space(&self, caller: &Caller, name: &str, servers: &[ServerId]) -> NamespaceView {
        let input = namespace(name, servers, Visibility::Private);
        let made = self.services.namespaces().create(caller, input).await;
        made.expect("created")
    }

    async fn stand_in(&self, caller: &Caller, name: &str, inner: NamespaceId) -> ServerView {
        let input = nested(name, inner, Visibility::Private);
        let made = self.services.servers().create(caller, input).await;
        made.expect("created")
    }

    /// Gives a namespace these servers.
    async fn fill(
        &self,
        caller: &Caller,
        view: &NamespaceView,
        servers: &[ServerId],
    ) -> Result<NamespaceView, Error> {
        let input = with_servers(view, servers);
        self.services.namespaces().update(caller, view.id, input).await
    }

    /// The names that clients of a namespace know its tools by.
    async fn exposed(&self, caller: &Caller, id: NamespaceId) -> Vec<String> {
        let detail = self.services.namespaces().get(caller, id).await.expect("there");
        detail.shown_tools().map(|tool| tool.exposed_name).collect()
    }
}

fn cycle(error: &Error, field: &str) -> Vec<String> {
    match error {
        Error::Invalid(errors) => match errors.get(field) {
            [Problem::NamespaceCycle { path }] => path.clone(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_a_namespace_shows_is_listed_and_called_through_another() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let clock = stdio("clock", &script.command_line(), Visibility::Private);
    let clock = services.servers().create(&ada, clock).await.expect("created").id;
    services.servers().refresh(&ada, clock).await.expect("answers");
    let inner = installation.space(&ada, "time", &[clock]).await;
    let team = installation.stand_in(&ada, "team", inner.id).await;
    assert_eq!(team.target(), "time");
    let outer = installation.space(&ada, "dev", &[team.id]).await;
    services
        .endpoints()
        .create(&ada, endpoint("dev", outer.id, Visibility::Private))
        .await
        .expect("created");
    let key = ApiKeyInput {
        name: "k".to_owned(),
        visibility: Visibility::Private,
        ..ApiKeyInput::default()
    };
    let key = services.api_keys().create(&ada, key).await.expect("made").key;

    let both = ["team__clock__now", "team__clock__zones"];
    let client = Client::connect(&installation.gateway, "dev", &key).await;
    assert_eq!(client.tools().await, both);
    let answer = client.call("team__clock__zones").await;
    assert_eq!(answer["result"]["content"][0]["text"], "called zones");
    assert_eq!(
        installation.exposed(&ada, outer.id).await,
        both,
        "on the page too"
    );

    let detail = services.namespaces().get(&ada, outer.id).await.expect("there");
    let now = detail.servers[0].tools[0].id;
    let namespaces = services.namespaces();
    namespaces
        .set_tools_enabled(&ada, outer.id, vec![now], false)
        .await
        .expect("off");
    assert_eq!(
        client.tools().await,
        ["team__clock__zones"],
        "off in the outer one"
    );
    assert_eq!(installation.exposed(&ada, inner.id).await.len(), 2, "only there");

    let zones = services.servers().tools(&ada, clock).await.expect("known")[1].id;
    namespaces
        .set_tools_enabled(&ada, inner.id, vec![zones], false)
        .await
        .expect("off");
    assert!(client.tools().await.is_empty(), "off in the inner one");
    script.set_tools(&["now", "zones", "new"]);
    services.servers().refresh(&ada, team.id).await.expect("answers");
    assert_eq!(client.tools().await, ["team__clock__new"]);
    let known = services.servers().tools(&ada, team.id).await.expect("known");
    assert!(
        known.iter().any(|tool| tool.name == "clock__new"),
        "stored on return"
    );
}

#[tokio::test]
async fn a_server_stands_for_a_visible_and_fitting_namespace_only() {
    let installation = Installation::new().await;
    let (services, ada, bob) = (
        &installation.services,
        installation.admin().await,
        installation.member().await,
    );
    let public = services
        .namespaces()
        .create(&ada, namespace("everybodys", &[], Visibility::Public))
        .await
        .expect("created");
    let adas = installation.space(&ada, "adas", &[]).await;
    let bobs = installation.space(&bob, "bobs", &[]).await;
    let problem = async |caller, inner, visibility| match services
        .servers()
        .create(caller, nested("s", inner, visibility))
        .await
    {
        Err(Error::Invalid(errors)) => errors.get("namespace_id").to_vec(),
        other => panic!("{other:?}"),
    };
    let in_public = Problem::PrivateInPublic {
        what: "server".to_owned(),
        name: "adas".to_owned(),
    };
    assert_eq!(problem(&ada, adas.id, Visibility::Public).await, [in_public]);
    let missing = |name: String| [Problem::Missing { name }];
    assert_eq!(
        problem(&bob, adas.id, Visibility::Private).await,
        missing(adas.id.to_string()),
        "its name is Ada's business"
    );
    assert_eq!(
        problem(&ada, bobs.id, Visibility::Private).await,
        missing("bobs".to_owned())
    );
    let fits = installation.stand_in(&bob, "fits", public.id).await;
    let private = services
        .servers()
        .update(
            &bob,
            fits.id,
            ServerInput {
                version: fits.version,
                ..nested("fits", bobs.id, Visibility::Private)
            },
        )
        .await
        .expect("his own");
    let command = ServerInput {
        version: private.version,
        ..remote("fits", Visibility::Private)
    };
    let other = services.servers().update(&bob, fits.id, command).await;
    assert_eq!(other.expect("another kind").namespace, None);
    services
        .namespaces()
        .delete(&bob, bobs.id)
        .await
        .expect("nothing stands for it now");
}

#[tokio::test]
async fn no_namespace_gets_into_itself() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let [a, b, c] = [
        installation.space(&ada, "a", &[]).await,
        installation.space(&ada, "b", &[]).await,
        installation.space(&ada, "c", &[]).await,
    ];
    let [for_a, for_b, for_c] = [
        installation.stand_in(&ada, "for-a", a.id).await,
        installation.stand_in(&ada, "for-b", b.id).await,
        installation.stand_in(&ada, "for-c", c.id).await,
    ];
    let error = installation
        .fill(&ada, &a, &[for_a.id])
        .await
        .expect_err("itself");
    assert_eq!(cycle(&error, "servers"), ["a", "a"]);
    assert!(error.to_string().contains("(`a → a`)"), "{error}");

    installation.fill(&ada, &a, &[for_b.id]).await.expect("fits");
    installation.fill(&ada, &b, &[for_c.id]).await.expect("fits");
    let namespaces = services.namespaces();
    namespaces
        .set_server_enabled(&ada, b.id, for_c.id, false)
        .await
        .expect("off");
    let error = installation
        .fill(&ada, &c, &[for_a.id])
        .await
        .expect_err("over two others");
    assert_eq!(
        cycle(&error, "servers"),
        ["c", "a", "b", "c"],
        "switched off or not"
    );

    let other = services
        .servers()
        .create(&ada, remote("other", Visibility::Private))
        .await
        .expect("created");
    installation.fill(&ada, &c, &[other.id]).await.expect("fits");
    let turned = ServerInput {
        version: other.version,
        ..nested("other", a.id, Visibility::Private)
    };
    let error = services
        .servers()
        .update(&ada, other.id, turned)
        .await
        .expect_err("the server closes it");
    assert_eq!(cycle(&error, "namespace_id"), ["c", "a", "b", "c"]);
    assert_eq!(
        services.servers().used_by(&ada, other.id).await.expect("known"),
        ["a", "b", "c"],
        "what has it only through others loses it as well"
    );
}

#[tokio::test]
async fn of_two_changes_that_close_a_cycle_together_one_is_refused() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let (a, b) = (
        installation.space(&ada, "a", &[]).await,
        installation.space(&ada, "b", &[]).await,
    );
    let for_a = installation.stand_in(&ada, "for-a", a.id).await;
    let for_b = installation.stand_in(&ada, "for-b", b.id).await;
    let second = installation.second(None).await;
    let (to_a, to_b) = ([for_b.id], [for_a.id]);
    let (one, two) = tokio::join!(installation.fill(&ada, &a, &to_a), second.fill(&ada, &b, &to_b));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    let refused = one.err().or(two.err()).expect("one of them");
    assert_eq!(cycle(&refused, "servers").len(), 3);
}

#[tokio::test]
async fn a_namespace_that_a_server_stands_for_neither_goes_nor_becomes_private() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let inner = services
        .namespaces()
        .create(&ada, namespace("tools", &[], Visibility::Public))
        .await
        .expect("created");
    let team = services
        .servers()
        .create(&ada, nested("team", inner.id, Visibility::Public))
        .await
        .expect("created");
    let names_it =
        |error: &Error| matches!(error, Error::Conflict(Conflict::InUse { names }) if *names == ["team"]);
    let error = services
        .namespaces()
        .delete(&ada, inner.id)
        .await
        .expect_err("used");
    assert!(names_it(&error), "{error:?}");
    let private = NamespaceInput {
        visibility: Visibility::Private,
        ..with_servers(&inner, &[])
    };
    let error = services
        .namespaces()
        .update(&ada, inner.id, private)
        .await
        .expect_err("used");
    assert!(names_it(&error), "{error:?}");

    assert_eq!(
        services
            .namespaces()
            .used_by(&ada, inner.id)
            .await
            .expect("known"),
        ["team"]
    );
    let view = services.namespaces().get(&ada, inner.id).await.expect("there");
    assert_eq!(view.namespace.stand_ins[0].id, team.id);
    services.servers().delete(&ada, team.id).await.expect("deleted");
    services.namespaces().delete(&ada, inner.id).await.expect("free");
}

#[tokio::test]
async fn an_export_names_the_namespace_and_can_be_imported() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let inner = installation.space(&ada, "tools", &[]).await;
    installation.stand_in(&ada, "team", inner.id).await;
    let exported = services.servers().export(&ada).await.expect("exported");
    let json: serde_json::Value = serde_json::from_str(&exported).expect("JSON");
    assert_eq!(
        json["mcpServers"]["team"],
        json!({ "type": "namespace", "namespace": "tools" })
    );
    let imported = services
        .servers()
        .import(&ada, &exported)
        .await
        .expect("imported");
    assert_eq!(
        (
            imported[0].name.as_str(),
            imported[0].namespace.as_ref().map(|it| it.id)
        ),
        ("team-2", Some(inner.id))
    );
    let error = services
        .servers()
        .import(&ada, r#"{"namespace":"nowhere"}"#)
        .await
        .expect_err("there is none");
    let missing = Problem::Missing {
        name: "nowhere".to_owned(),
    };
    assert!(matches!(error, Error::Invalid(errors) if errors.get("text") == [missing]));
}

#[tokio::test]
async fn quick_connect_shows_what_the_namespace_has_and_connects_to_nothing() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let time = stdio("time", &script.command_line(), Visibility::Private);
    let time = services.servers().create(&ada, time).await.expect("created").id;
    services.servers().refresh(&ada, time).await.expect("answers");
    let inner = installation.space(&ada, "tools", &[time]).await;
    let zones = services.servers().tools(&ada, time).await.expect("known")[1].id;
    services
        .namespaces()
        .set_tools_enabled(&ada, inner.id, vec![zones], false)
        .await
        .expect("off");
    let quick = services.quick();
    let text = r#"{"mcpServers":{"team":{"namespace":"tools"},"lost":{"namespace":"nowhere"}}}"#;
    let id = quick
        .probe(&ada, text.to_owned(), None)
        .await
        .expect("understood");
    let draft = quick.draft(&ada, &id).await.expect("kept");
    let outcomes: Vec<_> = draft
        .servers
        .iter()
        .map(|server| (server.input.name.as_str(), &server.outcome))
        .collect();
    let found = QuickOutcome::InProcess {
        namespace: "tools".to_owned(),
        tools: vec![("time__now".to_owned(), "Does now.".to_owned())],
    };
    assert!(
        matches!(outcomes[0], ("lost", QuickOutcome::Invalid(errors)) if !errors.get("namespace_id").is_empty())
    );
    assert_eq!(outcomes[1], ("team", &found));

    let created = quick.create(&ada, &id).await.expect("created").created;
    let tools = created.expect("everything").tools;
    assert_eq!(tools[0].name, "team__time__now", "known at once");
}

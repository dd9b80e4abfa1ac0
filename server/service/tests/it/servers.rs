//! MCP servers.

use model::{
    MASK, PasteProblem, Problem, ProcessLimits, RunInput, ServerInput, ServerKind, Sharing, Visibility,
};
use service::{Caller, Conflict, Error};

use crate::support::{Installation, namespace, remote, stdio};

#[tokio::test]
async fn what_was_written_is_read_back_with_secrets_masked() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let input = ServerInput {
        description: " Files ".to_owned(),
        env: "TOKEN=s3cret\nREFERENCE=${TOKEN}".to_owned(),
        cwd: "/tmp".to_owned(),
        ..stdio("fs", "npx -y 'a b' --flag", Visibility::Private)
    };
    let view = servers.create(&ada, input).await.expect("created");
    assert_eq!(
        (view.name.as_str(), view.description.as_str(), view.cwd.as_str()),
        ("fs", "Files", "/tmp")
    );
    assert_eq!(view.command_line, "npx -y 'a b' --flag");
    let env: Vec<_> = view
        .env
        .iter()
        .map(|pair| (pair.name.as_str(), pair.value.as_str()))
        .collect();
    assert_eq!(env, [("TOKEN", MASK), ("REFERENCE", "${TOKEN}")]);
    assert_eq!(
        servers.get(&ada, view.id).await.expect("there").to_input(),
        view.to_input()
    );
}

#[tokio::test]
async fn how_it_is_run_is_read_back_as_far_as_its_kind_uses_it() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let run = RunInput {
        sharing: "user".to_owned(),
        spares: " 0 ".to_owned(),
        tool_times: "find: 90s".to_owned(),
        memory_mib: "512".to_owned(),
        sandbox: true,
        writable: "/srv/data\n".to_owned(),
        ..RunInput::default()
    };
    let command = ServerInput {
        run: run.clone(),
        ..stdio("fs", "npx fs", Visibility::Private)
    };
    let view = servers.create(&ada, command).await.expect("created");
    assert_eq!(view.run.connections.sharing, Some(Sharing::User));
    assert_eq!(view.run.timeouts.tools["find"].answer, Some(90));
    assert_eq!(view.run.limits.memory_mib, Some(512));
    assert_eq!(view.run.sandbox.expect("it has one").writable, ["/srv/data"]);

    let turned = ServerInput {
        run,
        version: view.version,
        ..remote("fs", Visibility::Private)
    };
    let turned = servers.update(&ada, view.id, turned).await.expect("changed").run;
    assert_eq!(turned.connections.spares, Some(0));
    assert_eq!((turned.limits, turned.sandbox), (ProcessLimits::default(), None));

    let mut wrong = remote("other", Visibility::Private);
    wrong.run.answer_seconds = "0".to_owned();
    let error = servers.create(&ada, wrong).await.expect_err("no time to answer");
    assert!(
        matches!(error, Error::Invalid(errors) if matches!(errors.get("run.answer_seconds"), [Problem::NotInRange { min: 1, .. }]))
    );
}

#[tokio::test]
async fn a_change_keeps_masked_secrets_and_a_stale_one_is_refused() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let input = ServerInput {
        headers: "X-Key: k3y".to_owned(),
        bearer_token: "b3arer".to_owned(),
        ..remote("api", Visibility::Private)
    };
    let view = servers.create(&ada, input).await.expect("created");
    assert!(view.has_bearer_token && view.headers[0].value == MASK);

    let changed = servers
        .update(
            &ada,
            view.id,
            ServerInput {
                name: "api2".to_owned(),
                ..view.to_input()
            },
        )
        .await
        .expect("changed");
    assert!(changed.has_bearer_token && changed.headers.len() == 1 && changed.name == "api2");
    let stale = servers
        .update(&ada, view.id, view.to_input())
        .await
        .expect_err("read before the change");
    assert!(matches!(stale, Error::Conflict(Conflict::Stale)), "{stale:?}");

    let command = ServerInput {
        version: changed.version,
        ..stdio("api2", "python3", Visibility::Private)
    };
    let command = servers
        .update(&ada, view.id, command)
        .await
        .expect("another kind");
    assert!(!command.has_bearer_token && command.headers.is_empty() && command.url.is_empty());
    let back = ServerInput {
        kind: ServerKind::Sse,
        version: command.version,
        ..changed.to_input()
    };
    let error = servers
        .update(&ada, view.id, back)
        .await
        .expect_err("the secrets went with the kind");
    assert!(
        matches!(error, Error::Invalid(errors) if matches!(errors.get("headers"), [Problem::NothingToKeep { .. }]))
    );
}

#[tokio::test]
async fn names_are_unique_among_those_of_one_owner() {
    let installation = Installation::new().await;
    let (servers, ada, bob) = (
        installation.services.servers(),
        installation.admin().await,
        installation.member().await,
    );
    servers
        .create(&ada, remote("time", Visibility::Public))
        .await
        .expect("public");
    servers
        .create(&ada, remote("time", Visibility::Private))
        .await
        .expect("Ada's");
    servers
        .create(&bob, remote("time", Visibility::Private))
        .await
        .expect("Bob's");
    for (caller, visibility) in [
        (&ada, Visibility::Public),
        (&ada, Visibility::Private),
        (&bob, Visibility::Private),
    ] {
        let error = servers
            .create(caller, remote("time", visibility))
            .await
            .expect_err("taken");
        assert!(matches!(error, Error::Invalid(errors) if errors.get("name") == [Problem::Taken]));
    }
    assert_eq!(servers.list(&ada).await.expect("lists").len(), 3);
    assert_eq!(servers.list(&bob).await.expect("lists").len(), 2);
}

#[tokio::test]
async fn a_server_that_others_use_stays_public() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let server = services
        .servers()
        .create(&ada, remote("time", Visibility::Public))
        .await
        .expect("created");
    services
        .namespaces()
        .create(&ada, namespace("shared", &[server.id], Visibility::Public))
        .await
        .expect("created");
    let private = ServerInput {
        visibility: Visibility::Private,
        ..server.to_input()
    };
    let error = services
        .servers()
        .update(&ada, server.id, private)
        .await
        .expect_err("in use");
    assert!(matches!(error, Error::Conflict(Conflict::InUse { names }) if names == ["shared"]));
}

#[tokio::test]
async fn deleting_tells_before_and_takes_it_out_of_namespaces() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let server = services
        .servers()
        .create(&ada, remote("time", Visibility::Public))
        .await
        .expect("created");
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[server.id], Visibility::Public))
        .await
        .expect("created");
    services
        .endpoints()
        .create(
            &ada,
            crate::support::endpoint("dev-url", space.id, Visibility::Public),
        )
        .await
        .expect("created");
    assert_eq!(
        services.servers().used_by(&ada, server.id).await.expect("known"),
        ["dev", "/metamcp/dev-url"]
    );
    services.servers().delete(&ada, server.id).await.expect("deleted");
    assert!(
        services
            .namespaces()
            .get(&ada, space.id)
            .await
            .expect("still there")
            .servers
            .is_empty()
    );
    assert!(matches!(
        services.servers().get(&ada, server.id).await,
        Err(Error::NotFound)
    ));
}

#[tokio::test]
async fn an_export_has_no_secrets_and_can_be_imported() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let fs = ServerInput {
        env: "API_TOKEN=s3cret".to_owned(),
        ..stdio("fs", "npx -y server 'two words'", Visibility::Private)
    };
    servers.create(&ada, fs).await.expect("created");
    let api = ServerInput {
        headers: "X-Key: k3y".to_owned(),
        bearer_token: "b3arer".to_owned(),
        ..remote("api", Visibility::Public)
    };
    servers.create(&ada, api).await.expect("created");
    let exported = servers.export(&ada).await.expect("exported");
    for secret in ["s3cret", "k3y", "b3arer"] {
        assert!(!exported.contains(secret), "{exported}");
    }
    for placeholder in ["${API_TOKEN}", "${X_KEY}", "Bearer ${api_BEARER_TOKEN}"] {
        assert!(exported.contains(placeholder), "{placeholder} in {exported}");
    }
    let imported = servers.import(&ada, &exported).await.expect("imported");
    let names: Vec<_> = imported.iter().map(|server| server.name.as_str()).collect();
    assert_eq!(
        names,
        ["api", "fs-2"],
        "the public name is free among private ones"
    );
    assert_eq!(imported[1].command_line, "npx -y server 'two words'");
    assert!(
        imported
            .iter()
            .all(|server| server.visibility == Visibility::Private)
    );
}

#[tokio::test]
async fn an_import_is_all_or_nothing() {
    let installation = Installation::new().await;
    let (servers, ada, bob) = (
        installation.services.servers(),
        installation.admin().await,
        installation.member().await,
    );
    let text = r#"{"mcpServers":{"good":{"url":"https://example.com/mcp"},"bad":{"url":"https://example.com","headers":{"a b":"c"}}}}"#;
    assert!(
        matches!(servers.import(&ada, text).await, Err(Error::Invalid(errors)) if !errors.get("text").is_empty())
    );
    assert!(matches!(
        servers.import(&ada, "{").await,
        Err(Error::Paste(PasteProblem::CutOff { line: 1 }))
    ));
    assert!(
        matches!(servers.import(&bob, "npx -y thing").await, Err(Error::Forbidden)),
        "members run no commands"
    );
    assert!(servers.list(&ada).await.expect("lists").is_empty());
    servers
        .import(&bob, "https://mcp.sentry.dev/mcp")
        .await
        .expect("a URL is fine");
}

#[tokio::test]
async fn the_command_line_owns_nothing() {
    let installation = Installation::new().await;
    let error = installation
        .services
        .servers()
        .create(&Caller::system(), remote("x", Visibility::Private))
        .await;
    assert!(matches!(error, Err(Error::Invalid(errors)) if !errors.get("visibility").is_empty()));
}

#[tokio::test]
async fn members_cannot_have_the_gateways_variables_sent_to_them() {
    let installation = Installation::new().await;
    let (services, ada, bob) = (
        &installation.services,
        installation.admin().await,
        installation.member().await,
    );
    let leak = ServerInput {
        headers: "X-Loot: ${GITHUB_TOKEN}".to_owned(),
        ..remote("leak", Visibility::Private)
    };
    let missing = [Problem::Missing {
        name: "${GITHUB_TOKEN}".to_owned(),
    }];
    let error = services
        .servers()
        .create(&bob, leak.clone())
        .await
        .expect_err("not a member's to use");
    assert!(matches!(error, Error::Invalid(errors) if errors.get("headers") == missing));

    let own = services
        .servers()
        .create(&bob, remote("own", Visibility::Private))
        .await
        .expect("created");
    let text = r#"{"url":"http://127.0.0.1:9/mcp","headers":{"X-Loot":"x${GITHUB_TOKEN}"}}"#;
    let draft = services
        .quick()
        .probe(&bob, text.to_owned(), None)
        .await
        .expect("understood");
    let outcome = services
        .quick()
        .draft(&bob, &draft)
        .await
        .expect("kept")
        .servers
        .remove(0)
        .outcome;
    assert!(
        matches!(outcome, model::QuickOutcome::Invalid(errors) if errors.get("headers") == missing),
        "nor to be tried"
    );

    let by_ada = ServerInput {
        headers: "X-Key: a${GITHUB_TOKEN}".to_owned(),
        version: own.version,
        ..remote("own", Visibility::Private)
    };
    let changed = services
        .servers()
        .update(&ada, own.id, by_ada)
        .await
        .expect("an administrator may");
    let moved = ServerInput {
        url: "https://bob.example.com".to_owned(),
        ..changed.to_input()
    };
    let error = services
        .servers()
        .update(&bob, own.id, moved)
        .await
        .expect_err("the mask keeps the reference");
    assert!(matches!(error, Error::Invalid(errors) if errors.get("headers") == missing));
}

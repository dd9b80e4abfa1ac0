//! Quick connect.

use std::time::Duration;

use model::{
    FailureClass, MASK, PasteFormat, PasteProblem, Problem, QuickOutcome, Role, ToolAnswer, ToolCallInput,
    Visibility,
};
use serde_json::json;
use service::{Caller, Error};

use crate::support::{Client, Installation, holds};

#[tokio::test]
async fn a_pasted_command_becomes_an_endpoint_that_can_be_called() {
    let installation = Installation::new().await;
    let (quick, ada) = (installation.services.quick(), installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let text = format!("$ TOKEN=planted-secret {}", script.command_line());
    let id = quick.probe(&ada, text, None).await.expect("understood");
    let draft = quick.draft(&ada, &id).await.expect("kept");
    assert_eq!(draft.format, Some(PasteFormat::Command));
    assert!(draft.is_publishable() && draft.tool_count() == 2 && draft.created.is_none());
    assert_eq!(draft.servers[0].input.env, format!("TOKEN={MASK}"));
    let QuickOutcome::Found(probe) = &draft.servers[0].outcome else {
        panic!("{:?}", draft.servers[0].outcome)
    };
    assert!(probe.server_info.contains("scripted"), "{}", probe.server_info);
    assert!(
        installation
            .services
            .servers()
            .list(&ada)
            .await
            .expect("lists")
            .is_empty(),
        "nothing is stored yet"
    );

    let created = quick
        .create(&ada, &id)
        .await
        .expect("created")
        .created
        .expect("everything");
    assert_eq!(
        (created.namespace.as_str(), created.endpoint.name.as_str()),
        ("clock", "clock")
    );
    assert_eq!(created.endpoint.url, "https://mcp.example.com/metamcp/clock/mcp");
    assert_eq!(created.servers[0].1, "clock");
    assert!(
        !holds(&installation.raw_database(), &created.key)
            && !holds(&installation.raw_database(), "planted-secret")
    );

    assert_eq!(quick.draft(&ada, &id).await.expect("kept").first_call, None);
    let client = Client::connect(&installation.gateway, "clock", &created.key).await;
    assert_eq!(
        client.tools().await,
        ["clock__now", "clock__zones"],
        "known from the trial"
    );
    let stored = installation.database.offerings().find(created.servers[0].0).await;
    assert!(stored.expect("reads").is_some(), "all of it, not only the tools");
    assert_eq!(
        client.call("clock__zones").await["result"]["content"][0]["text"],
        "called zones"
    );
    client.call("clock__now").await;
    let draft = quick.draft(&ada, &id).await.expect("kept");
    assert_eq!(draft.first_call.expect("seen").tool, "clock__zones");
    assert_eq!(draft.created.expect("kept").key, created.key);
}

#[tokio::test]
async fn pressing_the_button_twice_makes_one_and_pasting_twice_makes_two() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now"]);
    let first = services
        .quick()
        .probe(&ada, script.command_line(), None)
        .await
        .expect("understood");
    let quick = services.quick();
    let (one, two) = tokio::join!(quick.create(&ada, &first), quick.create(&ada, &first));
    assert_eq!(one.expect("created").created, two.expect("created").created);
    assert_eq!(services.servers().list(&ada).await.expect("lists").len(), 1);

    let second = services
        .quick()
        .probe(&ada, script.command_line(), None)
        .await
        .expect("understood");
    let created = services
        .quick()
        .create(&ada, &second)
        .await
        .expect("created")
        .created
        .expect("everything");
    assert_eq!(
        (created.endpoint.name.as_str(), created.servers[0].1.as_str()),
        ("clock-2", "clock-2")
    );
    assert_eq!(services.endpoints().list(&ada).await.expect("lists").len(), 2);
}

#[tokio::test]
async fn each_server_of_a_file_is_tried_by_itself() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.folder.path().join("clock.py");
    installation.script("clock", &["now"]);
    let text = json!({ "mcpServers": {
        "bad": { "url": "https://example.com/mcp", "headers": { "a b": "c" } },
        "clock": { "command": "python3", "args": [script] },
        "gone": { "command": "no-such-program-anywhere" },
        "off": { "command": "python3", "args": [script], "disabled": true },
    } });
    let id = services
        .quick()
        .probe(&ada, text.to_string(), Some("mine".to_owned()))
        .await
        .expect("understood");
    let draft = services.quick().create(&ada, &id).await.expect("one works");
    let outcomes: Vec<_> = draft
        .servers
        .iter()
        .map(|server| (server.input.name.as_str(), &server.outcome))
        .collect();
    assert!(
        matches!(outcomes[0], ("bad", QuickOutcome::Invalid(errors)) if !errors.get("headers").is_empty())
    );
    assert!(matches!(outcomes[1], ("clock", QuickOutcome::Found(_))));
    assert!(
        matches!(outcomes[2], ("gone", QuickOutcome::Failed(failure)) if failure.class == FailureClass::Spawn)
    );
    assert!(matches!(outcomes[3], ("off", QuickOutcome::SwitchedOff)));

    let created = draft.created.expect("everything");
    assert_eq!(created.endpoint.name, "mine");
    let detail = services
        .namespaces()
        .get(&ada, created.namespace_id)
        .await
        .expect("there");
    let members: Vec<_> = detail
        .servers
        .iter()
        .map(|server| (server.name.as_str(), server.enabled))
        .collect();
    assert_eq!(members, [("clock", true), ("gone", true), ("off", false)]);
}

#[tokio::test]
async fn a_draft_without_a_working_server_explains_itself() {
    let installation = Installation::new().await;
    let (quick, ada) = (installation.services.quick(), installation.admin().await);
    let id = quick
        .probe(&ada, "no-such-program-anywhere --flag".to_owned(), None)
        .await
        .expect("understood");
    assert!(!quick.draft(&ada, &id).await.expect("kept").is_publishable());
    let error = quick.create(&ada, &id).await.expect_err("nothing to publish");
    assert!(matches!(error, Error::Upstream(failure) if failure.class == FailureClass::Spawn));
    assert!(
        installation
            .services
            .endpoints()
            .list(&ada)
            .await
            .expect("lists")
            .is_empty()
    );
}

#[tokio::test]
async fn the_demo_server_needs_nothing_pasted() {
    let installation = Installation::new().await;
    let (quick, ada) = (installation.services.quick(), installation.admin().await);
    let id = quick.demo(&ada).await.expect("answers");
    let draft = quick.draft(&ada, &id).await.expect("kept");
    assert_eq!((draft.format, draft.tool_count()), (None, 1));
    let created = quick
        .create(&ada, &id)
        .await
        .expect("created")
        .created
        .expect("everything");
    assert_eq!(created.endpoint.visibility, Visibility::Private);
    let client = Client::connect(&installation.gateway, "demo", &created.key).await;
    assert_eq!(client.tools().await, ["demo__echo"]);
}

#[tokio::test]
async fn a_tool_is_called_from_the_page_and_that_is_the_first_call() {
    let installation = Installation::new().await;
    let (quick, ada) = (installation.services.quick(), installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let id = quick
        .probe(&ada, script.command_line(), None)
        .await
        .expect("understood");
    let call = |tool: &str, arguments: &str| ToolCallInput {
        tool: tool.to_owned(),
        arguments: arguments.to_owned(),
    };
    let early = quick.call_tool(&ada, &id, call("clock__now", "")).await;
    assert!(matches!(early, Err(Error::NotFound)), "nothing is published yet");

    let created = quick.create(&ada, &id).await.expect("created").created;
    let tools = created.expect("everything").tools;
    let offered: Vec<_> = tools
        .iter()
        .map(|tool| (tool.name.as_str(), tool.about.as_str(), tool.arguments.as_str()))
        .collect();
    assert_eq!(
        offered,
        [
            ("clock__now", "Does now.", "{}"),
            ("clock__zones", "Does zones.", "{}")
        ]
    );

    let broken = call("clock__now", "{");
    let error = quick
        .call_tool(&ada, &id, broken.clone())
        .await
        .expect_err("not JSON");
    assert!(matches!(error, Error::Invalid(errors) if !errors.get("arguments").is_empty()));
    let draft = quick.draft(&ada, &id).await.expect("kept");
    let trial = draft.trial.expect("what was typed is kept");
    assert_eq!((trial.input, trial.answer), (broken, None));
    assert_eq!(draft.first_call, None);

    quick
        .call_tool(&ada, &id, call("clock__now", "{}"))
        .await
        .expect("called");
    let draft = quick.draft(&ada, &id).await.expect("kept");
    let answer = ToolAnswer::Result {
        text: "called now".to_owned(),
        is_error: false,
    };
    assert_eq!(draft.trial.expect("there").answer, Some(answer));
    assert_eq!(draft.first_call.expect("seen").tool, "clock__now");

    quick
        .call_tool(&ada, &id, call("clock__gone", ""))
        .await
        .expect("answered");
    let trial = quick.draft(&ada, &id).await.expect("kept").trial.expect("there");
    assert!(matches!(trial.answer, Some(ToolAnswer::Refused(text)) if text.contains("clock__gone")));
}

#[tokio::test]
async fn drafts_are_private_and_end() {
    let installation = Installation::new().await;
    let (quick, ada) = (installation.services.quick(), installation.admin().await);
    let eve = installation.person("eve", Role::Admin).await;
    let id = quick
        .probe(&ada, "http://127.0.0.1:9/mcp".to_owned(), None)
        .await
        .expect("understood");
    assert!(matches!(quick.draft(&eve, &id).await, Err(Error::NotFound)));
    assert!(matches!(quick.create(&eve, &id).await, Err(Error::NotFound)));
    let call = quick.call_tool(&eve, &id, ToolCallInput::default()).await;
    assert!(matches!(call, Err(Error::NotFound)));
    let viewer = Caller {
        role: Role::Viewer,
        ..ada.clone()
    };
    assert!(
        matches!(quick.create(&viewer, &id).await, Err(Error::Forbidden)),
        "the role counts at the moment"
    );
    let call = quick.call_tool(&viewer, &id, ToolCallInput::default()).await;
    assert!(matches!(call, Err(Error::Forbidden)));
    quick.draft(&ada, &id).await.expect("kept");
    installation.clock.advance(Duration::from_mins(30));
    assert!(matches!(quick.draft(&ada, &id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn what_is_not_understood_is_not_tried() {
    let installation = Installation::new().await;
    let (quick, ada, bob) = (
        installation.services.quick(),
        installation.admin().await,
        installation.member().await,
    );
    assert!(matches!(
        quick.probe(&ada, " ".to_owned(), None).await,
        Err(Error::Paste(PasteProblem::Empty))
    ));
    let name = Some("a__b".to_owned());
    let error = quick
        .probe(&ada, "npx thing".to_owned(), name)
        .await
        .expect_err("a bad name");
    assert!(matches!(error, Error::Invalid(errors) if errors.get("name") == [Problem::DoubleUnderscore]));
    let canary = installation.folder.path().join("ran");
    let command = format!("touch '{}'", canary.display());
    assert!(matches!(
        quick.probe(&bob, command, None).await,
        Err(Error::Forbidden)
    ));
    assert!(
        !canary.exists(),
        "a member's command is not run, not even for a try"
    );
}

//! Tools of a real child process, from its list to the database and back.

use model::{FailureClass, Visibility};
use service::{Changed, Error};

use crate::support::{Client, Installation, PATIENCE, changed, endpoint, namespace, stdio};

#[tokio::test]
async fn a_new_server_is_asked_and_its_tools_are_kept() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let mut changes = services.changes();
    let id = services
        .servers()
        .create(&ada, stdio("clock", &script.command_line(), Visibility::Private))
        .await
        .expect("created")
        .id;
    let wait = async {
        while services.servers().get(&ada, id).await.expect("there").tool_count != 2 {
            changed(&mut changes, Changed::Servers).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait)
        .await
        .expect("the tools arrive");

    std::fs::remove_file(installation.folder.path().join("clock.py")).expect("was there");
    let restarted = installation.second(None).await;
    let tools = restarted.services.servers().tools(&ada, id).await.expect("known");
    let seen: Vec<_> = tools
        .iter()
        .map(|tool| (tool.name.as_str(), tool.description.as_str()))
        .collect();
    assert_eq!(seen, [("now", "Does now."), ("zones", "Does zones.")]);
    assert!(tools[0].input_schema.contains("\"object\""));
}

#[tokio::test]
async fn a_refresh_stores_what_is_new_and_keeps_the_state_of_what_goes_and_returns() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let id = services
        .servers()
        .create(&ada, stdio("clock", &script.command_line(), Visibility::Private))
        .await
        .expect("created")
        .id;
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[id], Visibility::Private))
        .await
        .expect("created")
        .id;
    let refresh = async |tools: &[&str]| {
        script.set_tools(tools);
        services.servers().refresh(&ada, id).await.expect("answers");
        let detail = services.namespaces().get(&ada, space).await.expect("there");
        detail.servers[0]
            .tools
            .iter()
            .map(|tool| (tool.name.clone(), tool.enabled, tool.gone))
            .collect::<Vec<_>>()
    };
    let tool = |name: &str, enabled, gone| (name.to_owned(), enabled, gone);
    assert_eq!(
        refresh(&["now", "zones"]).await,
        [tool("now", true, false), tool("zones", true, false)]
    );
    let now = services.servers().tools(&ada, id).await.expect("known")[0].id;
    services
        .namespaces()
        .set_tools_enabled(&ada, space, vec![now], false)
        .await
        .expect("off");
    let mut without = refresh(&["zones", "new"]).await;
    without.sort();
    assert_eq!(
        without,
        [
            tool("new", true, false),
            tool("now", false, true),
            tool("zones", true, false)
        ]
    );
    let back = refresh(&["now"]).await;
    assert!(back.contains(&tool("now", false, false)), "{back:?}");
}

#[tokio::test]
async fn clients_see_and_call_only_what_is_on() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let script = installation.script("clock", &["now", "zones"]);
    let id = services
        .servers()
        .create(&ada, stdio("clock", &script.command_line(), Visibility::Private))
        .await
        .expect("created")
        .id;
    services.servers().refresh(&ada, id).await.expect("answers");
    let space = services
        .namespaces()
        .create(&ada, namespace("dev", &[id], Visibility::Private))
        .await
        .expect("created")
        .id;
    services
        .endpoints()
        .create(&ada, endpoint("dev", space, Visibility::Private))
        .await
        .expect("created");
    let key = services
        .api_keys()
        .create(
            &ada,
            model::ApiKeyInput {
                name: "k".to_owned(),
                visibility: Visibility::Private,
                ..model::ApiKeyInput::default()
            },
        )
        .await
        .expect("made")
        .key;
    let client = Client::connect(&installation.gateway, "dev", &key).await;
    assert_eq!(client.tools().await, ["clock__now", "clock__zones"]);

    let now = services.servers().tools(&ada, id).await.expect("known")[0].id;
    services
        .namespaces()
        .set_tools_enabled(&ada, space, vec![now], false)
        .await
        .expect("off");
    assert_eq!(client.tools().await, ["clock__zones"]);
    assert!(client.call("clock__now").await["error"].is_object());
    assert_eq!(
        client.call("clock__zones").await["result"]["content"][0]["text"],
        "called zones"
    );
    services
        .namespaces()
        .set_server_enabled(&ada, space, id, false)
        .await
        .expect("off");
    assert!(client.tools().await.is_empty());
}

#[tokio::test]
async fn a_server_that_cannot_be_asked_says_why() {
    let installation = Installation::new().await;
    let (servers, ada) = (installation.services.servers(), installation.admin().await);
    let id = servers
        .create(
            &ada,
            stdio("gone", "no-such-program-anywhere", Visibility::Private),
        )
        .await
        .expect("created")
        .id;
    let Err(Error::Upstream(failure)) = servers.refresh(&ada, id).await else {
        panic!("it does not exist")
    };
    assert_eq!(failure.class, FailureClass::Spawn);
    let status = servers.get(&ada, id).await.expect("there").status;
    assert_eq!(status.failure.expect("kept").class, FailureClass::Spawn);
}

//! Finding tools by words, for people.

use model::{FoundTool, ServerId, ToolOverrideInput, Visibility};
use service::{Caller, Error};

use crate::support::{Installation, namespace, remote};

async fn server(
    installation: &Installation,
    owner: &Caller,
    name: &str,
    visibility: Visibility,
    tools: &[&str],
) -> ServerId {
    let created = installation
        .services
        .servers()
        .create(owner, remote(name, visibility))
        .await
        .expect("created");
    installation.store_tools(created.id, tools).await;
    created.id
}

/// Where each tool was found, as `name` or `name in namespace`.
fn places(found: &[FoundTool]) -> Vec<String> {
    let place = |tool: &FoundTool| match &tool.namespace {
        Some(namespace) => format!("{} in {}", tool.name, namespace.name),
        None => tool.name.clone(),
    };
    found.iter().map(place).collect()
}

#[tokio::test]
async fn tools_are_found_where_they_are_and_only_by_who_sees_them() {
    let installation = Installation::new().await;
    let (ada, bob) = (installation.admin().await, installation.member().await);
    let namespaces = installation.services.namespaces();
    let time = server(
        &installation,
        &ada,
        "time",
        Visibility::Public,
        &["read_clock", "zones"],
    )
    .await;
    server(&installation, &bob, "bobs", Visibility::Private, &["read_diary"]).await;
    let dev = namespaces
        .create(&ada, namespace("dev", &[time], Visibility::Private))
        .await
        .expect("created");
    let find = async |caller: &Caller, query: &str| {
        let found = namespaces.find_tools(caller, query, None).await;
        found.expect("searched")
    };
    assert_eq!(
        places(&find(&bob, "reading").await),
        ["read_diary", "read_clock"],
        "Ada's namespace is not his to see"
    );
    assert_eq!(
        places(&find(&ada, "reading a clock").await)[0],
        "time__read_clock in dev"
    );
    assert_eq!(find(&ada, "").await, []);
    assert_eq!(
        find(&ada, &"clock ".repeat(1000)).await,
        [],
        "that is no question"
    );

    let within = namespaces.find_tools(&ada, "read", Some(dev.id)).await;
    assert_eq!(places(&within.expect("searched")), ["time__read_clock in dev"]);
    let foreign = namespaces.find_tools(&bob, "read", Some(dev.id)).await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");
}

#[tokio::test]
async fn what_a_namespace_makes_of_a_tool_is_found_and_what_is_off_says_so() {
    let installation = Installation::new().await;
    let ada = installation.admin().await;
    let namespaces = installation.services.namespaces();
    let time = server(
        &installation,
        &ada,
        "time",
        Visibility::Private,
        &["now", "zones"],
    )
    .await;
    let dev = namespaces
        .create(&ada, namespace("dev", &[time], Visibility::Private))
        .await
        .expect("created");
    let before = namespaces
        .find_tools(&ada, "weather", None)
        .await
        .expect("searched");
    assert_eq!(before, []);
    let detail = namespaces.get(&ada, dev.id).await.expect("there");
    let now = detail.servers[0].tools[0].id;
    let input = ToolOverrideInput {
        description: "Tells the weather.\nAnd more.".to_owned(),
        ..ToolOverrideInput::default()
    };
    namespaces
        .set_tool_override(&ada, dev.id, now, input)
        .await
        .expect("saved");
    namespaces
        .set_tools_enabled(&ada, dev.id, vec![now], false)
        .await
        .expect("off");
    let after = namespaces
        .find_tools(&ada, "weather", None)
        .await
        .expect("searched");
    let [found] = &after[..] else {
        panic!("{after:?}");
    };
    assert_eq!(
        (found.id, &*found.about, found.is_on),
        (now, "Tells the weather.", false)
    );
}

//! Namespaces.

use std::collections::BTreeMap;

use model::{ChangePolicy, NamespaceInput, NamespaceView, Problem, ServerId, Visibility};
use service::{Conflict, Error};

use crate::support::{Installation, endpoint, namespace, remote};

fn input_of(view: &NamespaceView, servers: &[ServerId]) -> NamespaceInput {
    NamespaceInput {
        name: view.name.clone(),
        description: view.description.clone(),
        servers: servers.to_vec(),
        naming: view.naming,
        changes: ChangePolicy::Accept,
        aliases: BTreeMap::new(),
        visibility: view.visibility,
        version: view.version,
    }
}

#[tokio::test]
async fn tools_are_on_until_switched_off_and_stay_so_through_edits() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let time = services
        .servers()
        .create(&ada, remote("time", Visibility::Private))
        .await
        .expect("created")
        .id;
    let git = services
        .servers()
        .create(&ada, remote("git", Visibility::Private))
        .await
        .expect("created")
        .id;
    installation.store_tools(time, &["now", "zones"]).await;
    installation.store_tools(git, &["log"]).await;
    let view = services
        .namespaces()
        .create(&ada, namespace("dev", &[time, git], Visibility::Private))
        .await
        .expect("created");
    assert_eq!((view.tools_on, view.tools_total), (3, 3));

    let detail = services.namespaces().get(&ada, view.id).await.expect("there");
    assert_eq!(detail.servers[0].tools[0].exposed_name, "time__now");
    let now = detail.servers[0].tools[0].id;
    services
        .namespaces()
        .set_tools_enabled(&ada, view.id, vec![now], false)
        .await
        .expect("off");
    services
        .namespaces()
        .set_server_enabled(&ada, view.id, git, false)
        .await
        .expect("off");

    let edited = NamespaceInput {
        name: "prod".to_owned(),
        ..input_of(&view, &[git, time, git])
    };
    let view = services
        .namespaces()
        .update(&ada, view.id, edited)
        .await
        .expect("changed");
    assert_eq!(view.servers, ["git", "time"], "each once, in the new order");
    assert_eq!((view.tools_on, view.tools_total), (1, 3));
    let detail = services.namespaces().get(&ada, view.id).await.expect("there");
    assert!(!detail.servers[0].enabled && detail.servers[1].enabled);
    let states: Vec<_> = detail.servers[1]
        .tools
        .iter()
        .map(|tool| (tool.name.as_str(), tool.enabled))
        .collect();
    assert_eq!(states, [("now", false), ("zones", true)]);
}

#[tokio::test]
async fn only_visible_and_fitting_servers_can_be_chosen() {
    let installation = Installation::new().await;
    let (services, ada, bob) = (
        &installation.services,
        installation.admin().await,
        installation.member().await,
    );
    let public = services
        .servers()
        .create(&ada, remote("public", Visibility::Public))
        .await
        .expect("created")
        .id;
    let adas = services
        .servers()
        .create(&ada, remote("adas", Visibility::Private))
        .await
        .expect("created")
        .id;
    let bobs = services
        .servers()
        .create(&bob, remote("bobs", Visibility::Private))
        .await
        .expect("created")
        .id;
    let problem = async |caller, servers: &[ServerId], visibility| match services
        .namespaces()
        .create(caller, namespace("n", servers, visibility))
        .await
    {
        Err(Error::Invalid(errors)) => errors.get("servers").to_vec(),
        other => panic!("{other:?}"),
    };
    let in_public = Problem::PrivateInPublic {
        what: "namespace".to_owned(),
        name: "adas".to_owned(),
    };
    assert_eq!(
        problem(&ada, &[public, adas], Visibility::Public).await,
        [in_public]
    );
    let missing = |name: String| [Problem::Missing { name }];
    assert_eq!(
        problem(&bob, &[adas], Visibility::Private).await,
        missing(adas.to_string()),
        "its name is Ada's business"
    );
    assert_eq!(
        problem(&ada, &[bobs], Visibility::Private).await,
        missing("bobs".to_owned())
    );
    services
        .namespaces()
        .create(&bob, namespace("n", &[public, bobs], Visibility::Private))
        .await
        .expect("fits");
}

#[tokio::test]
async fn a_namespace_in_use_neither_goes_nor_becomes_private() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let view = services
        .namespaces()
        .create(&ada, namespace("dev", &[], Visibility::Public))
        .await
        .expect("created");
    let published = services
        .endpoints()
        .create(&ada, endpoint("dev-url", view.id, Visibility::Public))
        .await
        .expect("created");
    assert_eq!(
        services.namespaces().used_by(&ada, view.id).await.expect("known"),
        ["dev-url"]
    );
    let is_in_use =
        |error: &Error| matches!(error, Error::Conflict(Conflict::InUse { names }) if *names == ["dev-url"]);
    let error = services
        .namespaces()
        .delete(&ada, view.id)
        .await
        .expect_err("published");
    assert!(
        is_in_use(&error) && error.to_string().contains("dev-url"),
        "{error}"
    );
    let private = NamespaceInput {
        visibility: Visibility::Private,
        ..input_of(&view, &[])
    };
    let error = services
        .namespaces()
        .update(&ada, view.id, private)
        .await
        .expect_err("published");
    assert!(is_in_use(&error), "{error:?}");
    services
        .endpoints()
        .delete(&ada, published.id)
        .await
        .expect("deleted");
    services
        .namespaces()
        .delete(&ada, view.id)
        .await
        .expect("deleted");
}

#[tokio::test]
async fn a_stale_change_is_refused() {
    let installation = Installation::new().await;
    let (namespaces, ada) = (installation.services.namespaces(), installation.admin().await);
    let view = namespaces
        .create(&ada, namespace("dev", &[], Visibility::Private))
        .await
        .expect("created");
    let change = NamespaceInput {
        name: "prod".to_owned(),
        ..input_of(&view, &[])
    };
    namespaces
        .update(&ada, view.id, change.clone())
        .await
        .expect("changed");
    let error = namespaces
        .update(&ada, view.id, change)
        .await
        .expect_err("read before the change");
    assert!(matches!(error, Error::Conflict(Conflict::Stale)), "{error:?}");
}

#[tokio::test]
async fn tools_and_servers_of_elsewhere_cannot_be_switched() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let inside = services
        .servers()
        .create(&ada, remote("inside", Visibility::Private))
        .await
        .expect("created")
        .id;
    let outside = services
        .servers()
        .create(&ada, remote("outside", Visibility::Private))
        .await
        .expect("created")
        .id;
    installation.store_tools(outside, &["t"]).await;
    let view = services
        .namespaces()
        .create(&ada, namespace("dev", &[inside], Visibility::Private))
        .await
        .expect("created");
    let tool = services.servers().tools(&ada, outside).await.expect("known")[0].id;
    let namespaces = services.namespaces();
    assert!(matches!(
        namespaces
            .set_tools_enabled(&ada, view.id, vec![tool], false)
            .await,
        Err(Error::NotFound)
    ));
    assert!(matches!(
        namespaces.set_server_enabled(&ada, view.id, outside, false).await,
        Err(Error::NotFound)
    ));
    namespaces
        .set_tools_enabled(&ada, view.id, Vec::new(), false)
        .await
        .expect("nothing chosen");
}

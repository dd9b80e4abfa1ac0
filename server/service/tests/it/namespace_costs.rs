//! What lists of tools cost, and what an edit would make of them.

use model::{
    NameChange, NamespaceInput, NamespacePreview, NamingPolicy, Problem, ServerId, TokenCost, Visibility,
};
use service::{Caller, Error};

use crate::support::{Installation, namespace, stdio};

/// Ada's servers `time` (`now`, `zones`) and `git` (`log`, `now`), and the namespace `dev` of the first.
struct Dev {
    installation: Installation,
    ada: Caller,
    time: ServerId,
    git: ServerId,
    id: model::NamespaceId,
}

impl Dev {
    async fn new() -> Self {
        let installation = Installation::new().await;
        let ada = installation.admin().await;
        let time = server(&installation, &ada, "time", &["now", "zones"]).await;
        let git = server(&installation, &ada, "git", &["log", "now"]).await;
        let created = installation
            .services
            .namespaces()
            .create(&ada, namespace("dev", &[time], Visibility::Private))
            .await
            .expect("created");
        Self {
            id: created.id,
            installation,
            ada,
            time,
            git,
        }
    }

    fn namespaces(&self) -> service::Namespaces<'_> {
        self.installation.services.namespaces()
    }

    async fn preview(&self, input: NamespaceInput) -> NamespacePreview {
        let preview = self.namespaces().preview(&self.ada, Some(self.id), input).await;
        preview.expect("looked at")
    }
}

fn input(servers: &[ServerId], naming: NamingPolicy) -> NamespaceInput {
    NamespaceInput {
        naming,
        version: 1,
        ..namespace("dev", servers, Visibility::Private)
    }
}

/// A server that the gateway has asked what it offers.
async fn server(installation: &Installation, ada: &Caller, name: &str, tools: &[&str]) -> ServerId {
    let script = installation.script(name, tools);
    let servers = installation.services.servers();
    let created = servers
        .create(ada, stdio(name, &script.command_line(), Visibility::Private))
        .await
        .expect("created");
    servers.refresh(ada, created.id).await.expect("answers");
    created.id
}

fn words(preview: &NamespacePreview) -> Vec<(&str, &NameChange)> {
    preview.names.iter().map(|it| (&*it.name, &it.change)).collect()
}

#[tokio::test]
async fn costs_are_those_of_what_is_listed() {
    let dev = Dev::new().await;
    let costs = dev.namespaces().costs(&dev.ada, dev.id).await.expect("counted");
    assert_eq!((costs.list.tools, costs.search.tools), (2, 3));
    let of_time = costs.servers[&dev.time];
    assert_eq!(of_time, costs.tools.values().copied().sum::<TokenCost>());
    assert!(of_time.gpt > 0 && of_time.gpt < costs.list.tokens.gpt);
    // The estimate is of characters, which for this list are bytes.
    assert_eq!(costs.list.tokens.claude, TokenCost::claude_of(costs.list.bytes));
    assert!(
        costs.search.bytes > costs.list.bytes,
        "two tools are less than three"
    );

    let (id, &cost) = costs.tools.iter().next().expect("two");
    dev.namespaces()
        .set_tools_enabled(&dev.ada, dev.id, vec![*id], false)
        .await
        .expect("off");
    let after = dev.namespaces().costs(&dev.ada, dev.id).await.expect("counted");
    assert!(!after.tools.contains_key(id));
    assert_eq!(after.servers[&dev.time].gpt, of_time.gpt - cost.gpt);
    dev.namespaces()
        .set_server_enabled(&dev.ada, dev.id, dev.time, false)
        .await
        .expect("off");
    let none = dev.namespaces().costs(&dev.ada, dev.id).await.expect("counted");
    assert_eq!((none.list.tools, none.tools.len()), (0, 0));
}

#[tokio::test]
async fn a_preview_shows_what_becomes_of_names_and_costs_and_saves_nothing() {
    let dev = Dev::new().await;
    let same = dev.preview(input(&[dev.time], NamingPolicy::Always)).await;
    assert_eq!(same.before, Some(same.after));
    assert_eq!(
        words(&same),
        [
            ("time__now", &NameChange::Same),
            ("time__zones", &NameChange::Same)
        ]
    );

    let both = dev
        .preview(input(&[dev.git, dev.time], NamingPolicy::OnCollision))
        .await;
    let renamed = |name: &str| NameChange::Renamed(name.to_owned());
    assert_eq!(
        words(&both),
        [
            ("log", &NameChange::New),
            ("git__now", &NameChange::New),
            ("time__now", &NameChange::Same),
            ("zones", &renamed("time__zones")),
        ]
    );
    assert_eq!(both.names[1].server, "git");
    assert!(both.after.tokens.gpt > same.after.tokens.gpt);
    assert_eq!(both.before, same.before);

    let gone = dev.preview(input(&[], NamingPolicy::Always)).await;
    assert_eq!(
        words(&gone),
        [
            ("time__now", &NameChange::Gone),
            ("time__zones", &NameChange::Gone)
        ]
    );
    let saved = dev.namespaces().get(&dev.ada, dev.id).await.expect("there");
    assert_eq!(saved.namespace.servers, ["time"]);
}

#[tokio::test]
async fn a_preview_names_both_owners_of_a_name_that_would_be_one() {
    let dev = Dev::new().await;
    let preview = dev
        .preview(input(&[dev.time, dev.git], NamingPolicy::Never))
        .await;
    let [
        Problem::SameName {
            name, first, second, ..
        },
    ] = &preview.collisions[..]
    else {
        panic!("{:?}", preview.collisions);
    };
    assert_eq!((&**name, &**first, &**second), ("now", "time", "git"));
}

#[tokio::test]
async fn a_new_namespace_has_a_preview_too() {
    let dev = Dev::new().await;
    let input = namespace("new", &[dev.git], Visibility::Private);
    let preview = dev.namespaces().preview(&dev.ada, None, input).await;
    let preview = preview.expect("looked at");
    assert_eq!((preview.before, preview.after.tools), (None, 2));

    let public = namespace("new", &[dev.git], Visibility::Public);
    let refused = dev.namespaces().preview(&dev.ada, None, public).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

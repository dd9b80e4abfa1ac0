//! Saves of a namespace, and what taking them back touches.

use std::time::Duration;

use model::{
    NamespaceDetail, NamespaceId, NamespaceInput, NamingPolicy, SavedChangeKind as Kind, ServerId, ToolId,
    ToolOverrideInput, Undone, Visibility,
};
use service::{Caller, Conflict, Error};

use crate::support::{Installation, namespace, remote};

/// Ada's servers `time` (`now`, `zones`) and `git` (`log`), both in the namespace `dev`.
struct Dev {
    installation: Installation,
    ada: Caller,
    time: ServerId,
    git: ServerId,
    id: NamespaceId,
}

impl Dev {
    async fn new() -> Self {
        let installation = Installation::new().await;
        let ada = installation.admin().await;
        let mut servers = Vec::new();
        for (name, tools) in [("time", &["now", "zones"][..]), ("git", &["log"])] {
            let input = remote(name, Visibility::Private);
            let created = installation.services.servers().create(&ada, input).await;
            let id = created.expect("created").id;
            installation.store_tools(id, tools).await;
            servers.push(id);
        }
        let created = installation
            .services
            .namespaces()
            .create(&ada, namespace("dev", &servers, Visibility::Private))
            .await
            .expect("created");
        Self {
            id: created.id,
            installation,
            ada,
            time: servers[0],
            git: servers[1],
        }
    }

    fn namespaces(&self) -> service::Namespaces<'_> {
        self.installation.services.namespaces()
    }

    async fn detail(&self) -> NamespaceDetail {
        self.namespaces().get(&self.ada, self.id).await.expect("there")
    }

    /// What can be compared: servers with their switches and aliases, and the names of tools that are on.
    async fn state(&self) -> String {
        let detail = self.detail().await;
        let servers = detail.servers.iter().map(|server| {
            let tools = server.tools.iter().filter(|tool| tool.enabled);
            let tools: Vec<_> = tools.map(|tool| &*tool.exposed_name).collect();
            format!("{} {} {:?} {tools:?}", server.name, server.enabled, server.alias)
        });
        servers.collect::<Vec<_>>().join("; ")
    }

    async fn tool(&self, name: &str) -> ToolId {
        let detail = self.detail().await;
        let mut tools = detail.servers.iter().flat_map(|server| &server.tools);
        tools.find(|tool| tool.name == name).expect("listed").id
    }

    /// Each save has its time.
    fn later(&self) {
        self.installation.clock.advance(Duration::from_secs(1));
    }

    async fn switch(&self, tools: &[&str], enabled: bool) {
        self.later();
        let mut ids = Vec::new();
        for name in tools {
            ids.push(self.tool(name).await);
        }
        self.namespaces()
            .set_tools_enabled(&self.ada, self.id, ids, enabled)
            .await
            .expect("switched");
    }

    async fn save(&self, servers: &[ServerId], change: impl FnOnce(&mut NamespaceInput)) {
        self.later();
        let detail = self.detail().await;
        let mut input = NamespaceInput {
            naming: detail.namespace.naming,
            version: detail.namespace.version,
            ..namespace(&detail.namespace.name, servers, Visibility::Private)
        };
        change(&mut input);
        let saved = self.namespaces().update(&self.ada, self.id, input).await;
        saved.expect("saved");
    }

    /// What the latest save changed, in short.
    async fn latest(&self) -> Vec<(Kind, String)> {
        let saves = self.namespaces().saves(&self.ada, self.id).await.expect("a list");
        let changes = saves[0].changes.iter();
        changes
            .map(|change| (change.kind, change.names.join(",")))
            .collect()
    }

    /// Takes back the save that was made so many saves ago.
    async fn undo(&self, ago: usize) -> Result<Undone, Error> {
        self.later();
        let saves = self.namespaces().saves(&self.ada, self.id).await.expect("a list");
        self.namespaces()
            .undo_save(&self.ada, self.id, saves[ago].id)
            .await
    }
}

#[tokio::test]
async fn a_save_is_taken_back_and_that_too() {
    let dev = Dev::new().await;
    let first = dev.state().await;
    dev.switch(&["now", "log"], false).await;
    assert_eq!(dev.latest().await, [(Kind::ToolsOff, "now,log".to_owned())]);
    let second = dev.state().await;
    assert_eq!(dev.undo(0).await.expect("taken back"), Undone::Whole);
    assert_eq!(dev.state().await, first);
    assert_eq!(dev.latest().await, [(Kind::ToolsOn, "now,log".to_owned())]);
    assert_eq!(dev.undo(0).await.expect("taken back"), Undone::Whole);
    assert_eq!(dev.state().await, second);
}

#[tokio::test]
async fn only_what_a_save_touched_is_touched() {
    let dev = Dev::new().await;
    dev.switch(&["now", "zones"], false).await;
    dev.switch(&["log"], false).await;
    dev.switch(&["zones"], true).await;
    // `zones` is on again, and `log` was another save.
    assert_eq!(dev.undo(2).await.expect("taken back"), Undone::Partly);
    assert_eq!(dev.latest().await, [(Kind::ToolsOn, "now".to_owned())]);
    let refused = dev.undo(3).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Stale))),
        "nothing of it is as it was: {refused:?}"
    );
    let state = dev.state().await;
    assert!(
        state.contains("time__now") && state.contains("time__zones"),
        "{state}"
    );
    assert!(!state.contains("git__log"), "{state}");
}

#[tokio::test]
async fn a_server_that_left_comes_back_as_it_was() {
    let dev = Dev::new().await;
    dev.switch(&["zones"], false).await;
    let now = dev.tool("now").await;
    let renamed = ToolOverrideInput {
        name: "clock.read".to_owned(),
        ..ToolOverrideInput::default()
    };
    dev.namespaces()
        .set_tool_override(&dev.ada, dev.id, now, renamed)
        .await
        .expect("free");
    let (namespaces, time) = (dev.namespaces(), dev.time);
    namespaces
        .set_server_enabled(&dev.ada, dev.id, time, false)
        .await
        .expect("off");
    let before = dev.state().await;
    assert!(
        before.contains("clock.read") && !before.contains("zones"),
        "{before}"
    );
    dev.save(&[dev.git], |_| ()).await;
    assert_eq!(
        dev.latest().await,
        [
            (Kind::ServersRemoved, "time".to_owned()),
            (Kind::ToolsOn, "zones".to_owned()),
            (Kind::Overrides, "now".to_owned())
        ]
    );
    assert_eq!(dev.undo(0).await.expect("taken back"), Undone::Whole);
    assert_eq!(dev.state().await, before);
}

#[tokio::test]
async fn the_form_of_a_namespace_is_taken_back_too() {
    let dev = Dev::new().await;
    let before = dev.state().await;
    let git = dev.git;
    dev.save(&[dev.git, dev.time], |input| {
        input.name = "lab".to_owned();
        input.description = "Other words".to_owned();
        input.naming = NamingPolicy::OnCollision;
        input.aliases.insert(git, "g".to_owned());
    })
    .await;
    let kinds: Vec<_> = dev.latest().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        kinds,
        [
            Kind::Name,
            Kind::Description,
            Kind::Naming,
            Kind::Order,
            Kind::Aliases
        ]
    );
    assert_eq!(dev.undo(0).await.expect("taken back"), Undone::Whole);
    let detail = dev.detail().await.namespace;
    assert_eq!((&*detail.name, &*detail.description), ("dev", ""));
    assert_eq!(dev.state().await, before);
}

#[tokio::test]
async fn what_came_since_stays_where_it_is() {
    let dev = Dev::new().await;
    dev.save(&[dev.time], |_| ()).await;
    let docs = dev.installation.services.servers();
    let docs = docs.create(&dev.ada, remote("docs", Visibility::Private)).await;
    let docs = docs.expect("created").id;
    dev.save(&[docs, dev.time], |_| ()).await;
    assert_eq!(dev.undo(1).await.expect("taken back"), Undone::Whole);
    let names: Vec<_> = dev.detail().await.namespace.servers;
    assert_eq!(names, ["docs", "time", "git"]);
}

#[tokio::test]
async fn what_could_not_be_saved_is_not_taken_back_either() {
    let dev = Dev::new().await;
    dev.switch(&["log"], false).await;
    let now = dev.tool("now").await;
    let renamed = ToolOverrideInput {
        name: "git__log".to_owned(),
        ..ToolOverrideInput::default()
    };
    dev.namespaces()
        .set_tool_override(&dev.ada, dev.id, now, renamed)
        .await
        .expect("free while the other tool is off");
    let refused = dev.undo(0).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    dev.save(&[dev.time], |_| ()).await;
    let servers = dev.installation.services.servers();
    servers.delete(&dev.ada, dev.git).await.expect("deleted");
    let refused = dev.undo(0).await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Stale))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn what_changes_nothing_is_no_save_and_others_have_no_list() {
    let dev = Dev::new().await;
    dev.switch(&["log"], true).await;
    let saves = dev.namespaces().saves(&dev.ada, dev.id).await.expect("a list");
    assert_eq!(saves, []);
    let bob = dev.installation.member().await;
    let refused = dev.namespaces().saves(&bob, dev.id).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
}

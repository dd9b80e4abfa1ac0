//! How namespaces name what their servers offer, and where two things would have one name.

mod overrides;

use std::collections::BTreeMap;

use model::{
    ApiKeyInput, NamedThing, NamespaceId, NamespaceInput, NamingPolicy, Problem, ServerId, ToolId, Visibility,
};
use serde_json::json;
use service::{Caller, Error};

use crate::support::{Client, Installation, ScriptedServer, endpoint, namespace, remote, stdio};

/// Two servers, `time` with the tools `now` and `zones` and `clock` with `now` and `tick`, in the namespace `dev`.
struct Dev {
    installation: Installation,
    ada: Caller,
    id: NamespaceId,
    time: ServerId,
    clock: ServerId,
    clock_script: ScriptedServer,
}

impl Dev {
    async fn new() -> Self {
        let installation = Installation::new().await;
        let ada = installation.admin().await;
        let time_script = installation.script("time", &["now", "zones"]);
        let clock_script = installation.script("clock", &["now", "tick"]);
        let time = listed(&installation, &ada, "time", &time_script).await;
        let clock = listed(&installation, &ada, "clock", &clock_script).await;
        let created = installation
            .services
            .namespaces()
            .create(&ada, namespace("dev", &[time, clock], Visibility::Private))
            .await
            .expect("with prefixes they fit");
        Self {
            id: created.id,
            installation,
            ada,
            time,
            clock,
            clock_script,
        }
    }

    fn namespaces(&self) -> service::Namespaces<'_> {
        self.installation.services.namespaces()
    }

    /// A client of an endpoint over the namespace.
    async fn client(&self) -> Client<'_> {
        let services = &self.installation.services;
        services
            .endpoints()
            .create(&self.ada, endpoint("dev", self.id, Visibility::Private))
            .await
            .expect("created");
        let key = ApiKeyInput {
            name: "k".to_owned(),
            visibility: Visibility::Private,
            ..ApiKeyInput::default()
        };
        let key = services
            .api_keys()
            .create(&self.ada, key)
            .await
            .expect("made")
            .key;
        Client::connect(&self.installation.gateway, "dev", &key).await
    }

    /// Saves the form with another policy and these aliases.
    async fn save(&self, naming: NamingPolicy, aliases: &[(ServerId, &str)]) -> Result<(), Error> {
        let before = self
            .namespaces()
            .get(&self.ada, self.id)
            .await
            .expect("there")
            .namespace;
        let input = NamespaceInput {
            naming,
            aliases: aliases
                .iter()
                .map(|(id, alias)| (*id, (*alias).to_owned()))
                .collect(),
            version: before.version,
            ..namespace("dev", &[self.time, self.clock], Visibility::Private)
        };
        self.namespaces()
            .update(&self.ada, self.id, input)
            .await
            .map(drop)
    }

    /// The names of visible tools as the page shows them.
    async fn shown(&self) -> Vec<String> {
        let detail = self.namespaces().get(&self.ada, self.id).await.expect("there");
        let servers = detail.servers.iter().filter(|server| server.enabled);
        servers
            .flat_map(|server| &server.tools)
            .filter(|tool| tool.enabled && !tool.gone)
            .map(|tool| tool.exposed_name.clone())
            .collect()
    }

    async fn tool(&self, server: ServerId, name: &str) -> ToolId {
        let tools = self
            .installation
            .services
            .servers()
            .tools(&self.ada, server)
            .await;
        let tools = tools.expect("known");
        tools.iter().find(|tool| tool.name == name).expect("listed").id
    }

    async fn switch_tool(&self, tool: ToolId, enabled: bool) -> Result<(), Error> {
        self.namespaces()
            .set_tools_enabled(&self.ada, self.id, vec![tool], enabled)
            .await
    }

    async fn switch_clock(&self, enabled: bool) -> Result<(), Error> {
        self.namespaces()
            .set_server_enabled(&self.ada, self.id, self.clock, enabled)
            .await
    }

    /// The clock lists other tools from now on.
    async fn change_clock(&self, tools: &[&str]) {
        self.clock_script.set_tools(tools);
        let servers = self.installation.services.servers();
        servers.refresh(&self.ada, self.clock).await.expect("answers");
    }
}

/// A server of a script, asked what it offers.
async fn listed(installation: &Installation, ada: &Caller, name: &str, script: &ScriptedServer) -> ServerId {
    let servers = installation.services.servers();
    let id = servers
        .create(ada, stdio(name, &script.command_line(), Visibility::Private))
        .await
        .expect("created")
        .id;
    servers.refresh(ada, id).await.expect("answers");
    id
}

fn same_now(naming: NamingPolicy) -> Problem {
    Problem::SameName {
        what: NamedThing::Tool,
        name: "now".to_owned(),
        first: "time".to_owned(),
        second: "clock".to_owned(),
        naming,
    }
}

fn problems(result: Result<(), Error>, field: &str) -> Vec<Problem> {
    match result {
        Err(Error::Invalid(errors)) => errors.get(field).to_vec(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn pages_show_the_names_that_clients_see() {
    let dev = Dev::new().await;
    let client = dev.client().await;
    let see = async |expected: [&str; 4]| {
        assert_eq!(client.tools().await, expected);
        assert_eq!(dev.shown().await, expected);
    };
    see(["time__now", "time__zones", "clock__now", "clock__tick"]).await;
    dev.save(NamingPolicy::OnCollision, &[]).await.expect("fits");
    see(["time__now", "zones", "clock__now", "tick"]).await;
    dev.save(
        NamingPolicy::OnCollision,
        &[(dev.time, "clock"), (dev.clock, "c")],
    )
    .await
    .expect("an alias may be another server's name");
    see(["clock__now", "zones", "c__now", "tick"]).await;
    dev.save(NamingPolicy::Always, &[(dev.time, ""), (dev.clock, "clock")])
        .await
        .expect("fits");
    see(["now", "zones", "clock__now", "clock__tick"]).await;
    assert_eq!(
        client.call("now").await["result"]["content"][0]["text"],
        "called now"
    );
}

#[tokio::test]
async fn plain_names_are_refused_while_two_are_the_same() {
    let dev = Dev::new().await;
    let client = dev.client().await;
    let refused = dev.save(NamingPolicy::Never, &[]).await;
    let told = refused.as_ref().expect_err("both have it").to_string();
    for word in [
        "`now`",
        "`time`",
        "`clock`",
        "another naming policy",
        "switch one of them off",
    ] {
        assert!(told.contains(word), "{told}");
    }
    assert_eq!(problems(refused, "naming"), [same_now(NamingPolicy::Never)]);

    let now = dev.tool(dev.clock, "now").await;
    dev.switch_tool(now, false).await.expect("off");
    dev.save(NamingPolicy::Never, &[])
        .await
        .expect("one of them is off");
    assert_eq!(client.tools().await, ["now", "zones", "tick"]);
    assert_eq!(dev.shown().await, ["now", "zones", "tick"]);
    assert_eq!(
        problems(dev.switch_tool(now, true).await, "naming"),
        [same_now(NamingPolicy::Never)]
    );

    dev.switch_clock(false).await.expect("off");
    dev.switch_tool(now, true).await.expect("nobody sees it");
    assert_eq!(
        problems(dev.switch_clock(true).await, "naming"),
        [same_now(NamingPolicy::Never)]
    );
    dev.save(NamingPolicy::OnCollision, &[]).await.expect("fits");
    dev.switch_clock(true).await.expect("with prefixes they fit");
}

#[tokio::test]
async fn the_first_of_two_is_the_one_that_is_on() {
    let dev = Dev::new().await;
    let client = dev.client().await;
    let now = dev.tool(dev.time, "now").await;
    dev.switch_tool(now, false).await.expect("off");
    dev.save(NamingPolicy::Never, &[])
        .await
        .expect("one of them is off");
    assert_eq!(client.tools().await, ["zones", "now", "tick"]);
    assert_eq!(dev.shown().await, ["zones", "now", "tick"]);
}

#[tokio::test]
async fn a_tool_that_comes_later_gets_its_prefix_and_nothing_else_is_refused_for_it() {
    let dev = Dev::new().await;
    dev.change_clock(&["tick"]).await;
    dev.save(NamingPolicy::Never, &[]).await.expect("fits");
    let client = dev.client().await;
    dev.change_clock(&["now", "tick"]).await;
    assert_eq!(client.tools().await, ["now", "zones", "clock__now", "tick"]);
    assert_eq!(dev.shown().await, ["now", "zones", "clock__now", "tick"]);

    let tick = dev.tool(dev.clock, "tick").await;
    dev.switch_tool(tick, false).await.expect("off");
    dev.switch_tool(tick, true)
        .await
        .expect("it has nothing to do with it");
    assert_eq!(
        problems(dev.save(NamingPolicy::Never, &[]).await, "naming"),
        [same_now(NamingPolicy::Never)]
    );
}

#[tokio::test]
async fn prompts_have_names_too() {
    let dev = Dev::new().await;
    dev.clock_script.set_prompts(&["plan"]);
    dev.change_clock(&["tick"]).await;
    let script = dev.installation.script("planner", &[]);
    script.set_prompts(&["plan"]);
    let planner = listed(&dev.installation, &dev.ada, "planner", &script).await;
    let input = NamespaceInput {
        naming: NamingPolicy::Never,
        ..namespace("plans", &[dev.clock, planner], Visibility::Private)
    };
    let refused = dev.namespaces().create(&dev.ada, input).await.map(drop);
    let expected = Problem::SameName {
        what: NamedThing::Prompt,
        name: "plan".to_owned(),
        first: "clock".to_owned(),
        second: "planner".to_owned(),
        naming: NamingPolicy::Never,
    };
    assert_eq!(problems(refused, "naming"), [expected]);
}

#[tokio::test]
async fn one_prefix_for_two_servers_is_refused_where_their_names_meet() {
    let dev = Dev::new().await;
    for naming in [NamingPolicy::Always, NamingPolicy::OnCollision] {
        let refused = dev.save(naming, &[(dev.clock, "time")]).await;
        let told = refused.as_ref().expect_err("time__now twice").to_string();
        assert!(told.contains("give one of the servers an alias"), "{told}");
        assert_eq!(problems(refused, "servers"), [same_now(naming)]);
    }
    dev.change_clock(&["tick"]).await;
    dev.save(NamingPolicy::Always, &[(dev.clock, "time")])
        .await
        .expect("nothing of theirs meets");
    assert_eq!(dev.shown().await, ["time__now", "time__zones", "time__tick"]);
}

#[tokio::test]
async fn an_alias_obeys_the_rule_of_server_names() {
    let installation = Installation::new().await;
    let (services, ada) = (&installation.services, installation.admin().await);
    let create = async |name: &str| {
        let input = remote(name, Visibility::Private);
        services.servers().create(&ada, input).await.expect("created").id
    };
    let (time, other) = (create("time").await, create("other").await);
    let with_alias = |server: ServerId, alias: &str| NamespaceInput {
        aliases: BTreeMap::from([(server, alias.to_owned())]),
        ..namespace("dev", &[time], Visibility::Private)
    };
    for (alias, problem) in [
        ("a__b", Problem::DoubleUnderscore),
        ("a b", Problem::BadName),
        ("a_", Problem::DoubleUnderscore),
    ] {
        let refused = services.namespaces().create(&ada, with_alias(time, alias)).await;
        assert_eq!(
            problems(refused.map(drop), &NamespaceInput::alias_field(time)),
            [problem]
        );
    }
    let created = services
        .namespaces()
        .create(&ada, with_alias(other, "a__b"))
        .await;
    let mut view = created.expect("nobody asks about servers that are not chosen");
    for (alias, stored) in [("clock", Some("clock")), (" ", Some("")), ("time", None)] {
        let input = NamespaceInput {
            version: view.version,
            ..with_alias(time, alias)
        };
        view = services
            .namespaces()
            .update(&ada, view.id, input)
            .await
            .expect("fits");
        let detail = services.namespaces().get(&ada, view.id).await.expect("there");
        assert_eq!(detail.servers[0].alias.as_deref(), stored, "{alias:?}");
    }
}

#[tokio::test]
async fn a_declaration_is_refused_for_what_it_changes_only() {
    let dev = Dev::new().await;
    let declared = |naming: &str, off: &[&str]| {
        let off: BTreeMap<_, _> = off.iter().map(|name| (*name, false)).collect();
        serde_json::from_value(json!({ "namespaces": { "dev": {
            "owner": dev.ada.email, "naming": naming, "servers": ["time", { "name": "clock", "tools": off }],
        } } }))
        .expect("a declaration")
    };
    let transfer = dev.installation.services.transfer();
    let system = Caller::system();
    let refused = transfer.apply(&system, declared("never", &[])).await;
    let told = refused.expect_err("both have it").to_string();
    assert!(
        told.starts_with("namespaces.dev.naming: `time` and `clock` both have the tool `now`"),
        "{told}"
    );
    transfer
        .apply(&system, declared("never", &["now"]))
        .await
        .expect("one of them is off");
    assert_eq!(dev.shown().await, ["now", "zones", "tick"]);

    dev.change_clock(&["now", "tick", "zones"]).await;
    let again = transfer.apply(&system, declared("never", &["now"])).await;
    assert!(again.expect("a start must not fail for it").changes.is_empty());
    assert!(transfer.apply(&system, declared("never", &[])).await.is_err());
}

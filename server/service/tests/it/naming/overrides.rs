//! What a namespace makes of single tools: kept through everything that is not about it, and never a way around.

use model::{
    ArgumentInput, Declaration, HintChoice, NamespaceToolView, NamingPolicy, Problem, ToolId,
    ToolOverrideInput,
};
use service::{Conflict, Error};

use super::{Dev, problems};

impl Dev {
    async fn view(&self, tool: ToolId) -> NamespaceToolView {
        let view = self.namespaces().tool(&self.ada, self.id, tool).await;
        view.expect("of the namespace")
    }

    /// Sends the form of a tool with some fields changed.
    async fn change(&self, tool: ToolId, fields: impl FnOnce(&mut ToolOverrideInput)) -> Result<(), Error> {
        let mut input = self.view(tool).await.input();
        fields(&mut input);
        self.namespaces()
            .set_tool_override(&self.ada, self.id, tool, input)
            .await
    }

    async fn rename(&self, tool: ToolId, name: &str) -> Result<(), Error> {
        self.change(tool, |input| name.clone_into(&mut input.name)).await
    }

    async fn undo(&self, tool: ToolId) -> Result<(), Error> {
        let version = self.view(tool).await.version;
        self.namespaces()
            .undo_tool_override(&self.ada, self.id, tool, version)
            .await
    }
}

#[tokio::test]
async fn a_name_replaces_the_whole_name_and_leads_to_the_same_tool() {
    let dev = Dev::new().await;
    let client = dev.client().await;
    let now = dev.tool(dev.clock, "now").await;
    dev.rename(now, "clock.read").await.expect("free");
    let names = ["time__now", "time__zones", "clock.read", "clock__tick"];
    assert_eq!(client.tools().await, names);
    assert_eq!(dev.shown().await, names);
    assert_eq!(
        client.call("clock.read").await["result"]["content"][0]["text"],
        "called now"
    );
    let unknown = client.call("clock__now").await;
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");

    dev.switch_tool(now, false).await.expect("off");
    let off = client.call("clock.read").await;
    assert_eq!(off["error"]["code"], -32602, "{off}");
    dev.switch_tool(now, true).await.expect("on");
    assert_eq!(client.tools().await, names);

    let view = dev.view(now).await;
    assert_eq!(
        (&*view.usual_name, &*view.tool.exposed_name),
        ("clock__now", "clock.read")
    );
    assert!(view.tool.overridden && view.editable);
}

#[tokio::test]
async fn overrides_survive_every_edit_that_is_not_theirs() {
    let dev = Dev::new().await;
    let now = dev.tool(dev.clock, "now").await;
    dev.change(now, |input| {
        input.name = "clock.read".to_owned();
        input.description = "Reads the clock.".to_owned();
        input.read_only = HintChoice::Yes;
    })
    .await
    .expect("fits");
    let made = dev.view(now).await.overrides;

    dev.save(NamingPolicy::OnCollision, &[(dev.clock, "c")])
        .await
        .expect("saved");
    dev.switch_tool(now, false).await.expect("off");
    dev.switch_tool(now, true).await.expect("on");
    dev.switch_clock(false).await.expect("off");
    dev.switch_clock(true).await.expect("on");
    dev.change_clock(&["tick"]).await;
    assert_eq!(dev.view(now).await.tool.exposed_name, "clock.read");
    dev.change_clock(&["now", "tick"]).await;
    assert_eq!(dev.view(now).await.overrides, made);
    assert_eq!(dev.shown().await, ["now", "zones", "clock.read", "tick"]);
}

#[tokio::test]
async fn a_name_that_another_tool_has_is_refused() {
    let dev = Dev::new().await;
    let (now, tick) = (
        dev.tool(dev.clock, "now").await,
        dev.tool(dev.clock, "tick").await,
    );
    let taken = |name: &str, tool: &str, server: &str| Problem::NameOfTool {
        name: name.to_owned(),
        tool: tool.to_owned(),
        server: server.to_owned(),
    };
    assert_eq!(
        problems(dev.rename(now, "time__now").await, "name"),
        [taken("time__now", "now", "time")]
    );
    dev.rename(now, "read").await.expect("free");
    assert_eq!(
        problems(dev.rename(tick, "read").await, "name"),
        [taken("read", "now", "clock")]
    );
    assert_eq!(
        problems(dev.rename(tick, "read it").await, "name"),
        [Problem::BadToolName]
    );

    dev.switch_tool(now, false).await.expect("off");
    dev.rename(tick, "read")
        .await
        .expect("free while the other is off");
    assert_eq!(
        problems(dev.switch_tool(now, true).await, "servers"),
        [taken("read", "now", "clock")]
    );
}

#[tokio::test]
async fn an_argument_that_the_server_wants_is_hidden_with_a_value_only() {
    let dev = Dev::new().await;
    dev.change_clock(&[
        r#"{"name":"now","inputSchema":{"type":"object","properties":{"zone":{"type":"string"}},"required":["zone"]}}"#,
    ])
    .await;
    let now = dev.tool(dev.clock, "now").await;
    let hide = |value: &str| {
        let value = value.to_owned();
        move |input: &mut ToolOverrideInput| {
            input.arguments = vec![ArgumentInput {
                name: "zone".to_owned(),
                is_text: true,
                hidden: true,
                value,
                ..ArgumentInput::default()
            }];
        }
    };
    assert_eq!(
        problems(dev.change(now, hide("")).await, "arguments.0.value"),
        [Problem::HiddenWithoutValue {
            name: "zone".to_owned()
        }]
    );
    dev.change(now, hide("UTC")).await.expect("it has a value");
    let client = dev.client().await;
    let list = client.ask("tools/list", serde_json::json!({})).await;
    let tools = list["result"]["tools"].as_array().expect("a list");
    let shown = tools
        .iter()
        .find(|tool| tool["name"] == "clock__now")
        .expect("listed");
    assert_eq!(
        shown["inputSchema"],
        serde_json::json!({ "type": "object", "properties": {} })
    );
}

#[tokio::test]
async fn the_last_change_can_be_undone_and_redone() {
    let dev = Dev::new().await;
    let now = dev.tool(dev.clock, "now").await;
    let name = async || dev.view(now).await.tool.exposed_name;
    dev.rename(now, "a").await.expect("free");
    dev.rename(now, "b").await.expect("free");
    dev.undo(now).await.expect("undone");
    assert_eq!(name().await, "a");
    dev.undo(now).await.expect("redone");
    assert_eq!(name().await, "b");

    let stale = dev.view(now).await.input();
    dev.rename(now, "c").await.expect("free");
    let refused = dev
        .namespaces()
        .set_tool_override(&dev.ada, dev.id, now, stale)
        .await;
    assert!(
        matches!(refused, Err(Error::Conflict(Conflict::Stale))),
        "{refused:?}"
    );
    assert_eq!(name().await, "c");
    let empty = ToolOverrideInput {
        version: dev.view(now).await.version,
        ..ToolOverrideInput::default()
    };
    dev.namespaces()
        .set_tool_override(&dev.ada, dev.id, now, empty)
        .await
        .expect("all taken back");
    let view = dev.view(now).await;
    assert_eq!(
        (&*view.tool.exposed_name, view.tool.overridden),
        ("clock__now", false)
    );
}

#[tokio::test]
async fn a_file_says_what_is_made_of_tools() {
    let dev = Dev::new().await;
    let transfer = dev.installation.services.transfer();
    let now = dev.tool(dev.clock, "now").await;
    dev.change(now, |input| {
        input.name = "clock.read".to_owned();
        input.description = "Costs ${PRICE}.".to_owned();
        input.meta = r#"{"a":["${B}"]}"#.to_owned();
    })
    .await
    .expect("fits");
    let exported = transfer.export(&dev.ada).await.expect("exports");
    let json = serde_json::to_value(&exported).expect("writes");
    assert_eq!(
        json["namespaces"]["dev"]["servers"][1]["tools"],
        serde_json::json!({ "now": {
            "name": "clock.read",
            "description": "Costs $${PRICE}.",
            "meta": { "a": ["$${B}"] },
        } })
    );

    let declared = |tools: serde_json::Value| -> Declaration {
        let mut json = json.clone();
        json["namespaces"]["dev"]["servers"][1]["tools"] = tools;
        let declaration: Declaration = serde_json::from_value(json).expect("fits");
        Declaration {
            namespaces: declaration.namespaces,
            ..Declaration::default()
        }
    };
    let other =
        serde_json::json!({ "tick": { "title": "Tick", "enabled": false }, "later": { "name": "l" } });
    transfer
        .apply(&dev.ada, declared(other.clone()))
        .await
        .expect("applied");
    assert_eq!(dev.shown().await, ["time__now", "time__zones", "clock__now"]);
    let again = transfer.plan(&dev.ada, &declared(other)).await.expect("planned");
    assert!(again.changes.is_empty(), "{again:?}");
    dev.change_clock(&["now", "tick", "later"]).await;
    assert_eq!(dev.shown().await, ["time__now", "time__zones", "clock__now", "l"]);

    let wrong = serde_json::json!({ "tick": { "name": "not a name" } });
    let refused = transfer.apply(&dev.ada, declared(wrong)).await.map(drop);
    assert_eq!(
        problems(refused, "namespaces.dev.servers.clock.tools.tick.name"),
        [Problem::BadToolName]
    );
}

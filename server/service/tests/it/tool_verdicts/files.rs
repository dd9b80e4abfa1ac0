//! Files that say what a namespace does with changes.

use model::{ChangePolicy, Declaration, split_command_line};
use serde_json::json;

use super::{NOW, NOW_WITH_ZONE, Watched, ZONES};

fn namespaces(json: serde_json::Value) -> Declaration {
    let declaration: Declaration = serde_json::from_value(json).expect("fits");
    Declaration {
        namespaces: declaration.namespaces,
        ..Declaration::default()
    }
}

#[tokio::test]
async fn a_file_says_what_a_namespace_does_with_changes() {
    let dev = Watched::new(ChangePolicy::Hold, &[NOW, ZONES]).await;
    let client = dev.client().await;
    let transfer = dev.installation.services.transfer();
    let exported = transfer.export(&dev.ada).await.expect("exports");
    let json = serde_json::to_value(&exported).expect("writes");
    assert_eq!(json["namespaces"]["dev"]["changes"], "hold");

    dev.list(&[NOW_WITH_ZONE, ZONES]).await;
    let again = transfer.plan(&dev.ada, &namespaces(json.clone())).await;
    assert!(again.expect("planned").changes.is_empty());
    let mut usual = json.clone();
    usual["namespaces"]["dev"]
        .as_object_mut()
        .expect("an object")
        .remove("changes");
    let applied = transfer
        .apply(&dev.ada, namespaces(usual))
        .await
        .expect("applied");
    assert_eq!(applied.changes[0].details, ["changes"]);
    assert_eq!(client.tools().await, ["clock__now", "clock__zones"]);

    transfer.apply(&dev.ada, namespaces(json)).await.expect("applied");
    assert_eq!(client.tools().await, ["clock__now", "clock__zones"]);
    dev.list(&[NOW, ZONES]).await;
    assert_eq!(client.tools().await, ["clock__zones"]);
}

#[tokio::test]
async fn a_file_that_brings_a_server_takes_its_first_list() {
    let dev = Watched::new(ChangePolicy::Accept, &[NOW]).await;
    let lamp = dev.installation.script("lamp", &["on"]);
    let words = split_command_line(&lamp.command_line()).expect("balanced");
    let declared = json!({
        "servers": { "lamp": { "command": words[0], "args": words[1..] } },
        "namespaces": { "house": { "servers": ["lamp"], "changes": "hold" } },
    });
    let declaration: Declaration = serde_json::from_value(declared).expect("fits");
    let services = &dev.installation.services;
    services
        .transfer()
        .apply(&dev.ada, declaration)
        .await
        .expect("applied");
    let servers = services.servers().list(&dev.ada).await.expect("visible");
    let id = servers.iter().find(|it| it.name == "lamp").expect("made").id;
    services.servers().refresh(&dev.ada, id).await.expect("answers");
    let all = services.namespaces().list(&dev.ada).await.expect("visible");
    let house = all.iter().find(|it| it.name == "house").expect("made");
    assert_eq!((house.tools_on, house.waiting), (1, 0));
    lamp.set_tools(&["on", "off"]);
    services.servers().refresh(&dev.ada, id).await.expect("answers");
    let all = services.namespaces().list(&dev.ada).await.expect("visible");
    let house = all.iter().find(|it| it.name == "house").expect("made");
    assert_eq!((house.tools_on, house.waiting), (1, 1));
}

#[tokio::test]
async fn a_file_that_brings_a_namespace_in_another_takes_what_shows_first() {
    let dev = Watched::new(ChangePolicy::Accept, &[NOW]).await;
    let lamp = dev.installation.script("lamp", &["on"]);
    let words = split_command_line(&lamp.command_line()).expect("balanced");
    let declared = json!({
        "servers": { "lamp": { "command": words[0], "args": words[1..] }, "house": { "namespace": "house" } },
        "namespaces": { "house": { "servers": ["lamp"] }, "town": { "servers": ["house"], "changes": "hold" } },
    });
    let declaration: Declaration = serde_json::from_value(declared).expect("fits");
    let services = &dev.installation.services;
    services
        .transfer()
        .apply(&dev.ada, declaration)
        .await
        .expect("applied");
    let servers = services.servers().list(&dev.ada).await.expect("visible");
    let id = |name| servers.iter().find(|it| it.name == name).expect("made").id;
    let (lamp_id, house_id) = (id("lamp"), id("house"));
    let look = async || {
        services
            .servers()
            .refresh(&dev.ada, lamp_id)
            .await
            .expect("answers");
        services
            .servers()
            .refresh(&dev.ada, house_id)
            .await
            .expect("answers");
        let all = services.namespaces().list(&dev.ada).await.expect("visible");
        let town = all.iter().find(|it| it.name == "town").expect("made");
        (town.tools_on, town.waiting)
    };
    assert_eq!(look().await, (1, 0));
    lamp.set_tools(&["on", "off"]);
    assert_eq!(look().await, (1, 1));
}

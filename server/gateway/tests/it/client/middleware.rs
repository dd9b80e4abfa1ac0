//! What a namespace does with calls on their way, as clients see it.

use model::middleware::{Chain, Middleware};
use serde_json::{Value, json};

use super::{caller::Caller, fake::Fake, rig::Rig};

mod contents;
mod hook;
mod order;
mod people;
mod rates;

/// The endpoint `open` over one server `fake` with these tools, behind these links.
async fn behind(fake: &Fake, links: impl IntoIterator<Item = Middleware>) -> Rig {
    let mut rig = Rig::open(&fake.url).await;
    set(&mut rig, links);
    rig
}

/// Gives the first namespace another chain, effective at once.
fn set(rig: &mut Rig, links: impl IntoIterator<Item = Middleware>) {
    let mut chain = Chain::default();
    for link in links {
        chain.add(link).expect("room");
    }
    rig.snapshot.namespaces[0].chain = chain;
    rig.apply();
}

/// Calls a tool with these arguments.
async fn call(client: &Caller, tool: &str, arguments: Value) -> Value {
    client
        .ask("tools/call", json!({"name": tool, "arguments": arguments}))
        .await
}

/// The first text of a result.
fn text(answer: &Value) -> &str {
    let text = &answer["result"]["content"][0]["text"];
    text.as_str().unwrap_or_else(|| panic!("no text in {answer}"))
}

/// The text of a result that is an error.
fn refused(answer: &Value) -> &str {
    assert_eq!(answer["result"]["isError"], true, "{answer}");
    text(answer)
}

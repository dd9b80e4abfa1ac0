//! Tools that change the lists and a resource, so that subscribers have something to hear.

use serde::Deserialize;

use super::{Call, Kind, Outcome, Tool, text};
use crate::everything::{call::Ending, resources::WATCHED};

pub(super) const TOOLS: &[Tool] = &[
    Tool::now(
        "test_trigger_tool_change",
        "Adds a tool, or removes it the next time",
        |call| toggle(call, Kind::Tools),
    ),
    Tool::now(
        "test_trigger_prompt_change",
        "Adds a prompt, or removes it the next time",
        |call| toggle(call, Kind::Prompts),
    ),
    Tool::now(
        "test_trigger_resource_change",
        "Adds a resource, or removes it the next time",
        |call| toggle(call, Kind::Resources),
    ),
    Tool::now(
        "update_resource",
        "Writes test://watched-resource",
        update_resource,
    ),
    Tool::now("add_tool", "Adds a tool of this name", |call| {
        add(call, Kind::Tools)
    })
    .takes(NAME),
    Tool::now("remove_tool", "Removes an added tool", |call| {
        remove(call, Kind::Tools)
    })
    .takes(NAME),
    Tool::now("add_prompt", "Adds a prompt of this name", |call| {
        add(call, Kind::Prompts)
    })
    .takes(NAME),
    Tool::now("remove_prompt", "Removes an added prompt", |call| {
        remove(call, Kind::Prompts)
    })
    .takes(NAME),
    Tool::now("add_resource", "Adds the resource test://added/{name}", |call| {
        add(call, Kind::Resources)
    })
    .takes(NAME),
    Tool::now("remove_resource", "Removes an added resource", |call| {
        remove(call, Kind::Resources)
    })
    .takes(NAME),
];

const NAME: &str = r#"{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}"#;

#[derive(Deserialize)]
struct Arguments {
    name: String,
}

fn toggle(call: &Call, kind: Kind) -> Outcome {
    call.server.catalogue.toggle(kind);
    Ok(text(&format!("The list of {} has changed", kind.word())))
}

fn update_resource(call: &Call) -> Outcome {
    let version = call.server.catalogue.write_watched(WATCHED);
    Ok(text(&format!("Version {version}")))
}

fn add(call: &Call, kind: Kind) -> Outcome {
    let Arguments { name } = call.arguments()?;
    let built_in = kind == Kind::Tools && super::named(&name).is_some();
    if built_in || !call.server.catalogue.add(kind, &name) {
        return Err(Ending::Mistake(format!("{name} exists")));
    }
    Ok(text(&format!("Added {name}")))
}

fn remove(call: &Call, kind: Kind) -> Outcome {
    let Arguments { name } = call.arguments()?;
    if !call.server.catalogue.remove(kind, &name) {
        return Err(Ending::Mistake(format!("{name} was not added")));
    }
    Ok(text(&format!("Removed {name}")))
}

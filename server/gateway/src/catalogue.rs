//! What a namespace offers: each exposed name with its owner, and the list answers ready to be sent.
//!
//! A catalogue never changes; a change makes a new one. Its order is that of the servers in the namespace, then that
//! of each server.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use bytes::Bytes;
use model::ServerId;

use crate::{ToolDefinition, raw::RawObject};

mod naming;
mod pages;

use naming::Names;
pub use naming::exposed_name;
use pages::Pages;

/// The tools of one namespace.
#[derive(Debug)]
pub(crate) struct Catalogue {
    tools: HashMap<Arc<str>, Tool>,
    tool_pages: Pages,
}

/// Where a tool leads. Cloning shares the texts.
#[derive(Debug, Clone)]
pub(crate) struct Tool {
    /// Its name here.
    pub(crate) exposed: Arc<str>,
    /// Whose it is.
    pub(crate) server_id: ServerId,
    /// Its name there.
    pub(crate) original: Arc<str>,
}

/// A server's share of a namespace.
pub(crate) struct Member<'a> {
    /// The server.
    pub(crate) server_id: ServerId,
    /// Its name.
    pub(crate) server: &'a str,
    /// Its tools reach clients.
    pub(crate) enabled: bool,
    /// Tools that do not, by their name at the server.
    pub(crate) disabled_tools: &'a [String],
    /// All its tools in its order.
    pub(crate) tools: &'a [ToolDefinition],
}

impl Catalogue {
    /// Gathers the members' tools.
    pub(crate) fn new<'a>(members: impl IntoIterator<Item = Member<'a>>) -> Self {
        let (mut names, mut tools, mut entries) = (Names::default(), HashMap::new(), Vec::new());
        for member in members {
            let disabled: HashSet<&str> = member.disabled_tools.iter().map(String::as_str).collect();
            let mut seen = HashSet::new();
            for definition in member.tools {
                if !seen.insert(&*definition.name) {
                    tracing::warn!(
                        server = member.server,
                        tool = definition.name,
                        "the server lists a tool twice"
                    );
                    continue;
                }
                // Names are given to disabled tools too: switching one on must not rename another.
                let exposed: Arc<str> = names
                    .assign(member.server_id, member.server, &definition.name)
                    .into();
                if !member.enabled || disabled.contains(&*definition.name) {
                    continue;
                }
                let Some(entry) = listed(definition, &exposed) else {
                    tracing::warn!(
                        server = member.server,
                        tool = definition.name,
                        "the tool's definition is not valid"
                    );
                    continue;
                };
                let original = definition.name.as_str().into();
                tools.insert(
                    exposed.clone(),
                    Tool {
                        exposed,
                        server_id: member.server_id,
                        original,
                    },
                );
                entries.push(entry);
            }
        }
        Self {
            tools,
            tool_pages: Pages::new("tools", &entries),
        }
    }

    /// The tool that clients call by this name.
    pub(crate) fn tool(&self, exposed: &str) -> Option<&Tool> {
        self.tools.get(exposed)
    }

    /// A result of `tools/list`; `None` for a cursor that this list does not know.
    pub(crate) fn tool_page(&self, cursor: Option<&str>) -> Option<&Bytes> {
        self.tool_pages.get(cursor)
    }

    /// A client that has seen the other's list need not ask again.
    pub(crate) fn has_same_tools(&self, other: &Self) -> bool {
        self.tool_pages.is_same_list(&other.tool_pages)
    }
}

/// The definition with its exposed name, and not a byte changed besides.
fn listed(definition: &ToolDefinition, exposed: &str) -> Option<Vec<u8>> {
    let object = RawObject::parse(definition.definition.get(), &["name"]).ok()?;
    let mut entry = Vec::with_capacity(definition.definition.get().len() + exposed.len());
    object.write_with(&mut entry, &[("name", format!("\"{exposed}\"").as_bytes())]);
    Some(entry)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use model::ServerId;
    use serde_json::value::RawValue;
    use uuid::Uuid;

    use super::{Catalogue, Member};
    use crate::ToolDefinition;

    fn server(n: u128) -> ServerId {
        ServerId::from_uuid(Uuid::from_u128(n))
    }

    fn tool(name: &str, json: &str) -> ToolDefinition {
        let definition: Arc<RawValue> = RawValue::from_string(json.to_owned()).unwrap().into();
        ToolDefinition {
            name: name.to_owned(),
            definition,
        }
    }

    fn member<'a>(n: u128, name: &'a str, tools: &'a [ToolDefinition]) -> Member<'a> {
        Member {
            server_id: server(n),
            server: name,
            enabled: true,
            disabled_tools: &[],
            tools,
        }
    }

    #[test]
    fn only_the_name_of_a_definition_changes() {
        let odd = r#"{"x-new":1.0,"name":"a", "inputSchema":{"b":1e5,"a":[ 1 ]},"n":123456789012345678901234567890}"#;
        let tools = [tool("a", odd)];
        let catalogue = Catalogue::new([member(1, "s", &tools)]);
        assert_eq!(
            &catalogue.tool_page(None).unwrap()[..],
            br#"{"tools":[{"x-new":1.0,"name":"s__a","inputSchema":{"b":1e5,"a":[ 1 ]},"n":123456789012345678901234567890}]}"#
        );
    }

    #[test]
    fn lists_members_in_order_then_their_tools_in_order() {
        let (first, second) = (
            [tool("z", r#"{"name":"z"}"#), tool("a", r#"{"name":"a"}"#)],
            [tool("m", r#"{"name":"m"}"#)],
        );
        let catalogue = Catalogue::new([member(2, "two", &first), member(1, "one", &second)]);
        assert_eq!(
            &catalogue.tool_page(None).unwrap()[..],
            br#"{"tools":[{"name":"two__z"},{"name":"two__a"},{"name":"one__m"}]}"#
        );
        assert_eq!(catalogue.tool("two__a").unwrap().server_id, server(2));
    }

    #[test]
    fn disabled_tools_and_servers_do_not_exist() {
        let tools = [tool("on", r#"{"name":"on"}"#), tool("off", r#"{"name":"off"}"#)];
        let disabled = ["off".to_owned()];
        let catalogue = Catalogue::new([
            Member {
                disabled_tools: &disabled,
                ..member(1, "s", &tools)
            },
            Member {
                enabled: false,
                ..member(2, "t", &tools)
            },
        ]);
        assert_eq!(
            &catalogue.tool_page(None).unwrap()[..],
            br#"{"tools":[{"name":"s__on"}]}"#
        );
        assert!(catalogue.tool("s__off").is_none());
        assert!(catalogue.tool("t__on").is_none());
    }

    #[test]
    fn disabling_a_tool_never_renames_another() {
        let tools = [tool("now", r#"{"name":"now"}"#)];
        let both = Catalogue::new([member(1, "time", &tools), member(2, "time", &tools)]);
        let renamed = both
            .tools
            .values()
            .find(|tool| tool.server_id == server(2))
            .unwrap()
            .exposed
            .clone();
        let disabled = ["now".to_owned()];
        let one = Catalogue::new([
            Member {
                disabled_tools: &disabled,
                ..member(1, "time", &tools)
            },
            member(2, "time", &tools),
        ]);
        assert_eq!(one.tool(&renamed).unwrap().server_id, server(2));
        assert!(one.tool("time__now").is_none());
    }

    #[test]
    fn a_tool_that_is_listed_twice_or_unreadable_is_left_out() {
        let tools = [
            tool("a", r#"{"name":"a","v":1}"#),
            tool("a", r#"{"name":"a","v":2}"#),
            tool("b", r#"{"name":"b","name":"c"}"#),
        ];
        let catalogue = Catalogue::new([member(1, "s", &tools)]);
        assert_eq!(
            &catalogue.tool_page(None).unwrap()[..],
            br#"{"tools":[{"name":"s__a","v":1}]}"#
        );
    }
}

use std::{collections::BTreeMap, sync::Arc};

use model::{NamespaceId, NamingPolicy, ServerId, ToolOverride};
use proptest::prelude::*;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Catalogue, List, Member};
use crate::{Definition, Offering, middleware::Links};

mod held;
mod sequences;

static NONE: BTreeMap<String, ToolOverride> = BTreeMap::new();

fn server(n: u128) -> ServerId {
    ServerId::from_uuid(Uuid::from_u128(n))
}

fn tool(name: &str, json: &str) -> Definition {
    let definition: Arc<RawValue> = RawValue::from_string(json.to_owned()).unwrap().into();
    Definition {
        name: name.to_owned(),
        definition,
    }
}

fn offering(tools: impl IntoIterator<Item = Definition>) -> Offering {
    Offering {
        tools: tools.into_iter().collect(),
        ..Offering::default()
    }
}

fn member<'a>(n: u128, prefix: &'a str, offering: &'a Offering) -> Member<'a> {
    Member {
        server_id: server(n),
        name: prefix,
        prefix,
        enabled: true,
        disabled_tools: &[],
        overrides: &NONE,
        approved: None,
        offering,
        inner: None,
    }
}

fn no_links() -> Arc<Links> {
    Links::none(NamespaceId::from_uuid(Uuid::nil()))
}

fn catalogue(members: &[Member<'_>]) -> Catalogue {
    Catalogue::new(members, NamingPolicy::Always, &no_links())
}

#[test]
fn only_the_name_of_a_definition_changes() {
    let odd =
        r#"{"x-new":1.0,"name":"a", "inputSchema":{"b":1e5,"a":[ 1 ]},"n":123456789012345678901234567890}"#;
    let tools = offering([tool("a", odd)]);
    let catalogue = catalogue(&[member(1, "s", &tools)]);
    assert_eq!(
        &catalogue.page(List::Tools, None).unwrap()[..],
        br#"{"tools":[{"x-new":1.0,"name":"s__a","inputSchema":{"b":1e5,"a":[ 1 ]},"n":123456789012345678901234567890}]}"#
    );
}

#[test]
fn lists_members_in_order_then_their_tools_in_order() {
    let (first, second) = (
        offering([tool("z", r#"{"name":"z"}"#), tool("a", r#"{"name":"a"}"#)]),
        offering([tool("m", r#"{"name":"m"}"#)]),
    );
    let catalogue = catalogue(&[member(2, "two", &first), member(1, "one", &second)]);
    assert_eq!(
        &catalogue.page(List::Tools, None).unwrap()[..],
        br#"{"tools":[{"name":"two__z"},{"name":"two__a"},{"name":"one__m"}]}"#
    );
    assert_eq!(catalogue.tool("two__a").unwrap().server_id, server(2));
}

#[test]
fn disabled_tools_and_servers_do_not_exist() {
    let tools = offering([tool("on", r#"{"name":"on"}"#), tool("off", r#"{"name":"off"}"#)]);
    let disabled = ["off".to_owned()];
    let catalogue = catalogue(&[
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
        &catalogue.page(List::Tools, None).unwrap()[..],
        br#"{"tools":[{"name":"s__on"}]}"#
    );
    assert!(catalogue.tool("s__off").is_none());
    assert!(catalogue.tool("t__on").is_none());
}

#[test]
fn disabling_a_tool_never_renames_another() {
    let tools = offering([tool("now", r#"{"name":"now"}"#)]);
    let both = catalogue(&[member(1, "time", &tools), member(2, "time", &tools)]);
    let renamed = both
        .tools
        .targets
        .values()
        .find(|tool| tool.server_id == server(2))
        .unwrap()
        .exposed
        .clone();
    let disabled = ["now".to_owned()];
    let one = catalogue(&[
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
    let tools = offering([
        tool("a", r#"{"name":"a","v":1}"#),
        tool("a", r#"{"name":"a","v":2}"#),
        tool("b", r#"{"name":"b","name":"c"}"#),
    ]);
    let catalogue = catalogue(&[member(1, "s", &tools)]);
    assert_eq!(
        &catalogue.page(List::Tools, None).unwrap()[..],
        br#"{"tools":[{"name":"s__a","v":1}]}"#
    );
}

fn resource(uri: &str) -> Definition {
    tool(uri, &format!(r#"{{"uri":"{uri}","name":"r"}}"#))
}

#[test]
fn plain_names_are_plain_and_collisions_are_told_apart() {
    let same = offering([tool("now", r#"{"name":"now"}"#)]);
    let members = [member(1, "a", &same), member(2, "b", &same)];
    let names = |naming| {
        let page = Catalogue::new(&members, naming, &no_links());
        String::from_utf8(page.page(List::Tools, None).unwrap().to_vec()).unwrap()
    };
    assert_eq!(
        names(NamingPolicy::OnCollision),
        r#"{"tools":[{"name":"a__now"},{"name":"b__now"}]}"#
    );
    assert_eq!(
        names(NamingPolicy::Never),
        r#"{"tools":[{"name":"now"},{"name":"b__now"}]}"#
    );
    let alone = Catalogue::new(&members[..1], NamingPolicy::OnCollision, &no_links());
    assert!(alone.tool("now").is_some());
}

#[test]
fn resources_keep_their_uri_unless_two_servers_own_it() {
    let (one, two) = (
        Offering {
            resources: vec![resource("file:///a"), resource("file:///b")],
            ..Offering::default()
        },
        Offering {
            resources: vec![resource("file:///a")],
            ..Offering::default()
        },
    );
    let catalogue = catalogue(&[member(1, "one", &one), member(2, "two", &two)]);
    assert_eq!(catalogue.resource("file:///a").unwrap().server_id, server(1));
    let other = catalogue.resource("metamcp+two:file:///a").unwrap();
    assert_eq!((other.server_id, &*other.original), (server(2), "file:///a"));
    assert!(catalogue.resource("file:///b").is_some());
}

#[test]
fn a_template_leads_to_its_server() {
    let one = Offering {
        templates: vec![tool(
            "db://{table}/rows",
            r#"{"uriTemplate":"db://{table}/rows"}"#,
        )],
        ..Offering::default()
    };
    let catalogue = catalogue(&[member(1, "one", &one)]);
    assert_eq!(
        catalogue.template("db://users/rows").unwrap().server_id,
        server(1)
    );
    assert!(catalogue.template("db://{table}/rows").is_some());
    assert!(catalogue.template("db://users/columns").is_none());
}

#[test]
fn says_which_lists_changed() {
    let (before, mut after) = (offering([tool("a", r#"{"name":"a"}"#)]), Offering::default());
    after.tools.clone_from(&before.tools);
    after.resources.push(resource("file:///a"));
    let (before, after) = (
        catalogue(&[member(1, "s", &before)]),
        catalogue(&[member(1, "s", &after)]),
    );
    let changed: Vec<_> = after.changed_lists(&before).iter().map(|it| it.list).collect();
    assert_eq!(changed, [List::Resources]);
}

#[test]
fn a_namespace_inside_leads_straight_to_its_servers() {
    let everything = Offering {
        tools: vec![
            tool("now", r#"{"name":"now","v":1.0}"#),
            tool("off", r#"{"name":"off"}"#),
        ],
        prompts: vec![tool("ask", r#"{"name":"ask"}"#)],
        resources: vec![resource("file:///a")],
        templates: vec![tool("db://{t}", r#"{"uriTemplate":"db://{t}"}"#)],
        ..Offering::default()
    };
    let disabled = ["off".to_owned()];
    let inner = catalogue(&[Member {
        disabled_tools: &disabled,
        ..member(1, "time", &everything)
    }]);
    let offered = inner.lists();
    let nested = Member {
        inner: Some(&inner),
        ..member(9, "team", &offered)
    };
    let outer = catalogue(&[member(1, "own", &everything), nested]);
    let now = outer.tool("team__time__now").expect("nested");
    assert_eq!((now.server_id, &*now.original), (server(1), "now"));
    assert!(outer.tool("team__time__off").is_none());
    let ask = outer.prompt("team__time__ask").expect("nested");
    assert_eq!((ask.server_id, &*ask.original), (server(1), "ask"));
    let file = outer.resource("metamcp+team:file:///a").expect("nested");
    assert_eq!((file.server_id, &*file.original), (server(1), "file:///a"));
    assert_eq!(outer.template("db://users").expect("listed").server_id, server(1));
    let members: Vec<_> = outer.members().iter().map(|it| it.server_id).collect();
    assert_eq!(members, [server(1)], "each once, and none that cannot be asked");
    let page = outer.page(List::Tools, None).expect("first page");
    assert!(String::from_utf8_lossy(page).contains(r#"{"name":"team__time__now","v":1.0}"#));
}

fn overrides(json: &str) -> BTreeMap<String, ToolOverride> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_renamed_tool_is_known_by_its_new_name_only() {
    let tools = offering([tool("read_text_file", r#"{"name":"read_text_file"}"#)]);
    let renamed = overrides(r#"{"read_text_file":{"name":"repo.read","hints":{"readOnly":true}}}"#);
    let catalogue = catalogue(&[Member {
        overrides: &renamed,
        ..member(1, "fs", &tools)
    }]);
    let target = catalogue.tool("repo.read").expect("renamed");
    assert_eq!(
        (&*target.original, target.is_repeatable),
        ("read_text_file", true)
    );
    assert!(catalogue.tool("fs__read_text_file").is_none());
    assert_eq!(
        &catalogue.page(List::Tools, None).unwrap()[..],
        br#"{"tools":[{"name":"repo.read","annotations":{"readOnlyHint":true}}]}"#
    );
}

#[test]
fn an_inner_namespace_keeps_what_it_made_of_its_tools() {
    let tools = offering([tool(
        "read",
        r#"{"name":"read","inputSchema":{"properties":{"repo":{},"path":{}}}}"#,
    )]);
    let inside =
        overrides(r#"{"read":{"name":"repo.read","arguments":{"repo":{"value":"metamcp","hidden":true}}}}"#);
    let inner = catalogue(&[Member {
        overrides: &inside,
        ..member(1, "fs", &tools)
    }]);
    let offered = inner.lists();
    let outside = overrides(r#"{"repo.read":{"arguments":{"path":{"value":"README.md"}}}}"#);
    let outer = catalogue(&[Member {
        inner: Some(&inner),
        overrides: &outside,
        ..member(9, "team", &offered)
    }]);
    let target = outer.tool("team__repo.read").expect("nested");
    assert_eq!((target.server_id, &*target.original), (server(1), "read"));
    let sent = target.set.with(None).expect("both give theirs");
    assert_eq!(sent, br#"{"path":"README.md","repo":"metamcp"}"#);
}

/// What may be made of one tool of a namespace.
#[derive(Debug, Clone)]
struct Choice {
    is_off: bool,
    name: Option<String>,
}

fn choices() -> impl Strategy<Value = Vec<Vec<Choice>>> {
    // Few names, so that they collide: with each other, and with those that the policy makes.
    let name = prop_oneof![Just(None), "(a|b|s0|s1)(__(a|b|c))?|c".prop_map(Some),];
    let choice = (any::<bool>(), name).prop_map(|(is_off, name)| Choice { is_off, name });
    prop::collection::vec(prop::collection::vec(choice, 3), 2)
}

proptest! {
    /// Whatever is renamed and switched off: a listed name leads to the very tool that is listed, and no name at all to
    /// one that is off.
    #[test]
    fn no_choice_of_names_makes_a_call_reach_another_tool(
        choices in choices(),
        naming in prop::sample::select(NamingPolicy::ALL.to_vec()),
    ) {
        let names = ["a", "b", "c"];
        let offerings: Vec<_> = (0..2)
            .map(|server| {
                offering(names.map(|name| tool(name, &format!(r#"{{"name":"{name}","of":"{server}/{name}"}}"#))))
            })
            .collect();
        let off: Vec<Vec<String>> = choices
            .iter()
            .map(|of_server| {
                let off = names.iter().zip(of_server).filter(|(_, choice)| choice.is_off);
                off.map(|(name, _)| (*name).to_owned()).collect()
            })
            .collect();
        let renamed: Vec<BTreeMap<String, ToolOverride>> = choices
            .iter()
            .map(|of_server| {
                let named = names.iter().zip(of_server).filter(|(_, choice)| choice.name.is_some());
                named
                    .map(|(name, choice)| {
                        let overrides = ToolOverride { name: choice.name.clone(), ..ToolOverride::default() };
                        ((*name).to_owned(), overrides)
                    })
                    .collect()
            })
            .collect();
        let prefixes = ["s0", "s1"];
        let members: Vec<_> = (0..2)
            .map(|at| Member {
                disabled_tools: &off[at],
                overrides: &renamed[at],
                ..member(at as u128, prefixes[at], &offerings[at])
            })
            .collect();
        let catalogue = Catalogue::new(&members, naming, &no_links());
        let listed = catalogue.lists().tools;
        for shown in &listed {
            let target = catalogue.tool(&shown.name).expect("what is listed can be called");
            let definition: serde_json::Value = serde_json::from_str(shown.definition.get()).expect("JSON");
            let at = target.server_id.as_uuid().as_u128();
            prop_assert_eq!(&definition["of"], &format!("{at}/{}", target.original));
        }
        let on = choices.iter().flatten().filter(|choice| !choice.is_off).count();
        prop_assert_eq!(listed.len(), on);
        prop_assert_eq!(catalogue.tools.targets.len(), on);
        for target in catalogue.tools.targets.values() {
            let at = usize::try_from(target.server_id.as_uuid().as_u128()).expect("small");
            prop_assert!(!off[at].iter().any(|name| **name == *target.original));
        }
    }
}

//! Tools that are not as somebody approved them.

use model::NamingPolicy;

use super::{Catalogue, List, Member, catalogue, member, no_links, offering, server, tool};
use crate::ApprovedTools;

fn approved(tools: &[(&str, &str)]) -> ApprovedTools {
    let pair = |(name, definition): &(&str, &str)| ((*name).to_owned(), (*definition).into());
    tools.iter().map(pair).collect()
}

fn listed(catalogue: &Catalogue) -> String {
    String::from_utf8(catalogue.page(List::Tools, None).unwrap().to_vec()).unwrap()
}

#[test]
fn a_tool_that_is_not_as_approved_does_not_exist() {
    let tools = offering([
        tool("same", r#"{"name":"same","description":"d","v":[1,2]}"#),
        tool("other", r#"{"name":"other","v":2}"#),
        tool("new", r#"{"name":"new"}"#),
    ]);
    let approved = approved(&[
        ("same", r#"{ "v": [1, 2], "description": "d", "name": "same" }"#),
        ("other", r#"{"name":"other","v":1}"#),
        ("gone", r#"{"name":"gone"}"#),
    ]);
    let catalogue = catalogue(&[Member {
        approved: Some(&approved),
        ..member(1, "s", &tools)
    }]);
    assert_eq!(
        listed(&catalogue),
        r#"{"tools":[{"name":"s__same","description":"d","v":[1,2]}]}"#
    );
    for name in ["s__other", "s__new", "s__gone", "other", "new"] {
        assert!(catalogue.tool(name).is_none(), "{name}");
    }
}

#[test]
fn nothing_takes_the_name_of_a_tool_while_it_is_held_back() {
    let (first, second) = (
        offering([tool("read", r#"{"name":"read","v":2}"#)]),
        offering([tool("read", r#"{"name":"read"}"#)]),
    );
    let before = approved(&[("read", r#"{"name":"read","v":1}"#)]);
    let after = approved(&[("read", r#"{"name":"read","v":2}"#)]);
    for naming in NamingPolicy::ALL {
        let with = |approved| {
            let first = Member {
                approved: Some(approved),
                ..member(1, "a", &first)
            };
            Catalogue::new(&[first, member(2, "b", &second)], naming, &no_links())
        };
        let (held, shown) = (with(&before), with(&after));
        for target in shown.tools.targets.values() {
            let while_held = held.tool(&target.exposed).map(|it| it.server_id);
            let expected = (target.server_id == server(2)).then_some(server(2));
            assert_eq!(while_held, expected, "{naming:?} {}", target.exposed);
        }
    }
}

#[test]
fn what_is_held_back_inside_is_not_there_outside() {
    let tools = offering([
        tool("same", r#"{"name":"same"}"#),
        tool("other", r#"{"name":"other","v":2}"#),
    ]);
    let approved = approved(&[("same", r#"{"name":"same"}"#), ("other", r#"{"name":"other"}"#)]);
    let inner = catalogue(&[Member {
        approved: Some(&approved),
        ..member(1, "s", &tools)
    }]);
    let offered = inner.lists();
    let outer = catalogue(&[Member {
        inner: Some(&inner),
        ..member(9, "team", &offered)
    }]);
    assert_eq!(listed(&outer), r#"{"tools":[{"name":"team__s__same"}]}"#);
    assert!(outer.tool("team__s__other").is_none());
}

#[test]
fn a_namespace_holds_back_what_another_one_changed() {
    let tools = offering([tool("now", r#"{"name":"now"}"#)]);
    let inner = catalogue(&[member(1, "time", &tools)]);
    let offered = inner.lists();
    let outer = |definition| {
        let approved = approved(&[("time__now", definition)]);
        let nested = Member {
            inner: Some(&inner),
            approved: Some(&approved),
            ..member(9, "team", &offered)
        };
        catalogue(&[nested]).tool("team__time__now").is_some()
    };
    assert!(outer(r#"{"name":"time__now"}"#));
    assert!(!outer(r#"{"name":"time__now","description":"Tells the time."}"#));
}

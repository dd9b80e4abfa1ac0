//! What holds for a template and a URI, whatever text they are.

use std::collections::BTreeSet;

use super::{Operator, Part, Template, is_delimiter};
use crate::fuzz::{Target, run};

mod expansion;

use self::expansion::expand;

/// URIs up to this size are matched a second time, place by place.
const SMALL: usize = 64;

const TOKENS: &[&str] = &[
    "{",
    "}",
    "{id}",
    "{a,b}",
    "{+path}",
    "{#part}",
    "{.x}",
    "{/x*}",
    "{;x}",
    "{?q,n}",
    "{&q}",
    "{x:3}",
    "{x*}",
    "{}",
    "{a}{b}",
    "{+a}{+b}",
    "{/a*}{?b*}",
    "://",
    "/",
    "?",
    "#",
    "&",
    "=",
    ";",
    ".",
    ",",
    "%2F",
    "%",
    "\n",
    "a,b",
    "\u{e9}",
    "x://",
    "\n\n",
];

#[test]
fn template() {
    run(&Target {
        name: "template",
        tokens: TOKENS,
        check,
    });
}

/// The first line is a template, the others are URIs and at the same time values for its names.
fn check(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (template, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let lines: Vec<&str> = rest.split('\n').collect();
    let parsed = Template::parse(template);
    let mut matched = 0;
    for uri in &lines {
        let is_match = parsed.matches(uri);
        if uri.len() <= SMALL {
            assert_eq!(
                is_match,
                can_make(&parsed, uri.as_bytes()),
                "{template:?} {uri:?}"
            );
        }
        matched += usize::from(is_match);
    }
    if !template.contains(['{', '}']) {
        assert!(parsed.matches(template), "a text makes itself");
    }
    let mut expanded = 0;
    for first in 0..lines.len().min(3) {
        if let Some(uri) = expand(template, lines.iter().cycle().skip(first)) {
            assert!(parsed.matches(&uri), "{template:?} was expanded to {uri:?}");
            expanded += 1;
        }
    }
    let parts: Vec<_> = parsed.0.iter().take(2).map(in_a_word).collect();
    format!(
        "{}, {} matched, {} expanded",
        parts.join(" "),
        matched.min(1),
        expanded.min(1)
    )
}

fn in_a_word(part: &Part) -> String {
    match part {
        Part::Literal { written, .. } if written.is_ascii() => "text".to_owned(),
        Part::Literal { .. } => "other text".to_owned(),
        Part::Expression(Operator::Prefixed(letter)) => format!("from {letter:x}"),
        Part::Expression(operator) => format!("{operator:?}"),
    }
}

/// The same as [`Template::matches`], beginning by beginning and end by end.
fn can_make(template: &Template, uri: &[u8]) -> bool {
    let mut places = BTreeSet::from([0]);
    for part in &template.0 {
        places = places
            .into_iter()
            .flat_map(|start| ends(part, uri, start))
            .collect();
    }
    places.contains(&uri.len())
}

fn ends(part: &Part, uri: &[u8], start: usize) -> Vec<usize> {
    let longer = start + 1..=uri.len();
    match part {
        Part::Literal { written, encoded } => [written, encoded]
            .into_iter()
            .filter(|text| uri[start..].starts_with(text.as_bytes()))
            .map(|text| start + text.len())
            .collect(),
        Part::Expression(Operator::Reserved) => longer.collect(),
        Part::Expression(Operator::Simple) => longer
            .filter(|end| !uri[start..*end].iter().any(|byte| is_delimiter(*byte)))
            .collect(),
        Part::Expression(Operator::Prefixed(letter)) => {
            let is_value = |end: &usize| {
                let value = &uri[start + 1..*end];
                uri[start] == *letter && value.iter().all(|byte| byte == letter || !is_delimiter(*byte))
            };
            [start].into_iter().chain(longer.filter(is_value)).collect()
        }
    }
}

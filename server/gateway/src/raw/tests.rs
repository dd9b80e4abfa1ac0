use proptest::prelude::*;

use super::{MAX_DEPTH, Malformed, RawObject, arbitrary, checked_text, make_single_line};

fn written(object: &RawObject<'_>, replacements: &[(&str, &[u8])]) -> String {
    let mut out = Vec::new();
    object.write_with(&mut out, replacements);
    String::from_utf8(out).unwrap()
}

#[test]
fn replaces_a_value_where_it_stands_and_adds_a_missing_one_at_the_end() {
    let object = RawObject::parse(r#"{"a":1.0,"b":{"x":1e5},"c":null}"#, &[]).unwrap();
    assert_eq!(written(&object, &[("b", b"2")]), r#"{"a":1.0,"b":2,"c":null}"#);
    assert_eq!(
        written(&object, &[("d", b"[]")]),
        r#"{"a":1.0,"b":{"x":1e5},"c":null,"d":[]}"#
    );
    assert_eq!(written(&RawObject::parse("{}", &[]).unwrap(), &[]), "{}");
    assert_eq!(
        written(&RawObject::parse(" { } ", &[]).unwrap(), &[("a", b"1")]),
        r#"{"a":1}"#
    );
}

#[test]
fn refuses_what_two_parsers_could_read_differently() {
    let cases = [
        r#"{"a":1,"a":2}"#,
        r#"{"a":1,"\u0061":2}"#,
        r#"{"Name":"x"}"#,
        r#"{"name":"x","NAME":"y"}"#,
        r#"{"N\u0041me":"x"}"#,
    ];
    for text in cases {
        assert!(RawObject::parse(text, &["name"]).is_err(), "{text}");
    }
    // Only the keys of the protocol are guarded; arguments may be called anything.
    assert!(RawObject::parse(r#"{"ARG":1,"arg":2}"#, &["name"]).is_ok());
}

#[test]
fn finds_a_duplicate_among_many_keys() {
    let fields: Vec<_> = (0..1000).map(|n| format!("\"k{n}\":{n}")).collect();
    assert!(RawObject::parse(&format!("{{{}}}", fields.join(",")), &[]).is_ok());
    let text = format!("{{{},\"k500\":0}}", fields.join(","));
    assert!(matches!(RawObject::parse(&text, &[]), Err(Malformed::DuplicateKey(key)) if key == "k500"));
}

#[test]
fn refuses_text_that_is_not_an_object() {
    for text in [
        "",
        " ",
        "{",
        "{\"a\":1}}",
        "[]",
        "1",
        "\"a\"",
        "null",
        "{a:1}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":1,}",
    ] {
        assert!(RawObject::parse(text, &[]).is_err(), "{text}");
    }
}

#[test]
fn bounds_the_depth_outside_strings() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(checked_text(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(matches!(
        checked_text(nested(MAX_DEPTH + 1).as_bytes()),
        Err(Malformed::TooDeep)
    ));
    let in_string = format!("\"\\\"{}\"", "[".repeat(1000));
    assert!(checked_text(in_string.as_bytes()).is_ok());
    assert!(matches!(
        checked_text(&[b'"', 0xff, b'"']),
        Err(Malformed::NotUtf8(_))
    ));
}

proptest! {
    #[test]
    fn an_unchanged_object_keeps_every_byte(fields in arbitrary::fields(&[])) {
        let text = arbitrary::object(&fields);
        prop_assert_eq!(written(&RawObject::parse(&text, &[]).unwrap(), &[]), text);
    }

    #[test]
    fn a_replaced_value_is_the_only_difference(
        before in arbitrary::fields(&["name"]),
        old in arbitrary::value(),
        new in arbitrary::value(),
        at in any::<prop::sample::Index>(),
    ) {
        let with = |value: &str| {
            let mut fields = before.clone();
            fields.insert(at.index(before.len() + 1), ("\"name\"".to_owned(), value.to_owned()));
            arbitrary::object(&fields)
        };
        let text = with(&old);
        let object = RawObject::parse(&text, &["name"]).unwrap();
        prop_assert_eq!(written(&object, &[("name", new.as_bytes())]), with(&new));
        let (head, tail) = object.write_around("name", &[]);
        prop_assert_eq!([&*head, new.as_bytes(), &*tail].concat(), with(&new).into_bytes());
    }

    #[test]
    fn one_line_means_the_same(text in arbitrary::value()) {
        let mut line = text.clone().into_bytes();
        make_single_line(&mut line);
        let line = String::from_utf8(line).unwrap();
        prop_assert!(!line.contains(['\n', '\r']));
        let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
        prop_assert_eq!(parse(&line), parse(&text));
    }
}

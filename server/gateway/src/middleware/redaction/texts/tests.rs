use model::middleware::{BuiltInPattern, NamedPattern, Redaction};
use proptest::prelude::*;

use super::Texts;

fn all() -> Redaction {
    Redaction {
        built_in: BuiltInPattern::ALL.to_vec(),
        ..Redaction::default()
    }
}

fn texts() -> Texts {
    Texts::new(
        &all(),
        &["hunter2-hunter2".to_owned(), "with \"quotes\"".to_owned()],
    )
}

#[test]
fn secrets_go_and_everything_else_stays_as_it_was_written() {
    for (json, expected) in [
        (r#"{"a": "b", "n":1.0}"#, None),
        (
            r#"{ "a" :"key AKIAABCDEFGHIJKLMNOP.", "n":1.0}"#,
            Some(r#"{ "a" :"key [redacted: AWS key].", "n":1.0}"#),
        ),
        (
            r#"["\u0041KIAABCDEFGHIJKLMNOP"]"#,
            Some(r#"["[redacted: AWS key]"]"#),
        ),
        (
            r#"["postgres://ada:s3cret@db/x"]"#,
            Some(r#"["postgres://ada:[redacted: password]@db/x"]"#),
        ),
        (
            r#"["https:\/\/ada:s3cret@db"]"#,
            Some(r#"["https://ada:[redacted: password]@db"]"#),
        ),
        (
            r#"["it is hunter2-hunter2!"]"#,
            Some(r#"["it is [redacted: secret]!"]"#),
        ),
        (r#"["with \"quotes\""]"#, Some(r#"["[redacted: secret]"]"#)),
        (
            r#"["-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nx"]"#,
            Some(r#"["[redacted: private key]\nx"]"#),
        ),
        // One that was cut is one too.
        (
            r#"["-----BEGIN PRIVATE KEY-----\nabc"]"#,
            Some(r#"["[redacted: private key]"]"#),
        ),
        (
            r#"["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk"]"#,
            Some(r#"["[redacted: token]"]"#),
        ),
        (r#"["ada@example.com"]"#, Some(r#"["[redacted: e-mail]"]"#)),
        (r#"["4111 1111 1111 1111"]"#, Some(r#"["[redacted: card]"]"#)),
        (r#"["4111 1111 1111 1112"]"#, None),
        (
            r#"["sk_mt_0123456789abcdefghij ghp_0123456789abcdefghijklmnopqrstuvwxyz"]"#,
            Some(r#"["[redacted: MetaMCP key] [redacted: GitHub token]"]"#),
        ),
        // Keys decide what a value means.
        (r#"{"ada@example.com":1}"#, None),
    ] {
        assert_eq!(texts().redacted(json).as_deref(), expected, "{json}");
    }
}

#[test]
fn own_patterns_see_each_text_alone() {
    let own = NamedPattern {
        name: "number".to_owned(),
        pattern: "^[0-9]{4}$".to_owned(),
    };
    let settings = Redaction {
        built_in: Vec::new(),
        patterns: vec![own],
        ..Redaction::default()
    };
    let texts = Texts::new(&settings, &[]);
    assert_eq!(
        texts.redacted(r#"["1234","12345"]"#).as_deref(),
        Some(r#"["[redacted: number]","12345"]"#)
    );
}

proptest! {
    #[test]
    fn what_stays_is_json_and_says_the_same(texts_in in proptest::collection::vec("\\PC*", 0..8)) {
        let json = serde_json::to_string(&texts_in).expect("JSON");
        let redacted = texts().redacted(&json).unwrap_or_else(|| json.clone());
        let texts_out: Vec<String> = serde_json::from_str(&redacted).expect("still JSON");
        prop_assert_eq!(texts_in.len(), texts_out.len());
        for (before, after) in texts_in.iter().zip(&texts_out) {
            prop_assert!(before == after || after.contains("[redacted: "));
        }
    }

    #[test]
    fn a_known_secret_is_found_wherever_it_stands(before in "\\PC{0,20}", after in "\\PC{0,20}") {
        let json = serde_json::to_string(&[format!("{before}hunter2-hunter2{after}")]).expect("JSON");
        let redacted = texts().redacted(&json).expect("a secret");
        prop_assert!(!redacted.contains("hunter2-hunter2"));
    }
}

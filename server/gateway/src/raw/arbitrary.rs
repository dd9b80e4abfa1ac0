//! JSON texts for property tests: valid, and spelled in ways that a parse and re-print would change.

use proptest::prelude::*;

/// The text of any JSON value, with odd numbers, escapes and white space inside.
pub(crate) fn value() -> impl Strategy<Value = String> {
    let number = "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?";
    let leaf = prop_oneof![
        number,
        string(),
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("1.0".to_owned()),
        Just("1e5".to_owned()),
        Just("123456789012345678901234567890".to_owned()),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            (prop::collection::vec(inner.clone(), 0..6), blank())
                .prop_map(|(values, blank)| format!("[{blank}{}{blank}]", values.join(&format!(",{blank}")))),
            (prop::collection::vec((string(), inner), 0..6), blank()).prop_map(|(fields, blank)| {
                let fields: Vec<_> = fields
                    .into_iter()
                    .map(|(key, value)| format!("{key}{blank}:{value}"))
                    .collect();
                format!("{{{blank}{}{blank}}}", fields.join(&format!("{blank},")))
            }),
        ]
    })
}

/// The text of an object's fields in order, no two keys alike and none of `taken`, without white space around them.
pub(crate) fn fields(taken: &'static [&'static str]) -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((string(), value()), 0..8).prop_map(move |fields| {
        let mut seen: Vec<String> = taken.iter().map(|key| (*key).to_owned()).collect();
        let mut is_new = |key: &str| {
            let key: String = serde_json::from_str(key).expect("made as JSON");
            let is_new = !seen.iter().any(|other| other.eq_ignore_ascii_case(&key));
            seen.push(key);
            is_new
        };
        fields.into_iter().filter(|(key, _)| is_new(key)).collect()
    })
}

/// An object of these fields.
pub(crate) fn object(fields: &[(String, String)]) -> String {
    let fields: Vec<_> = fields
        .iter()
        .map(|(key, value)| format!("{key}:{value}"))
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| serde_json::to_string(&text).expect("a string can be written")),
        "\"[a-z]{0,6}\"",
        // The same letters, spelled otherwise.
        "\"(\\\\u006[1-9]|\\\\/|\\\\n|x){1,4}\"",
    ]
}

fn blank() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " ", "\n  ", "\t", "\r\n"])
}

use std::{collections::BTreeMap, sync::Arc};

use model::{NamespaceId, NamingPolicy, ServerId, ToolOverride};
use proptest::prelude::*;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Forward, tool_call};
use crate::{
    Definition, Error, Offering,
    catalogue::{Catalogue, Member},
    middleware::Links,
    raw::arbitrary,
};

static NONE: BTreeMap<String, ToolOverride> = BTreeMap::new();

const ORIGINAL: &str = "say \"hi\"";

fn catalogue() -> (Catalogue, String) {
    let definition: Arc<RawValue> = RawValue::from_string(r#"{"name":"x"}"#.to_owned())
        .unwrap()
        .into();
    let offering = Offering {
        tools: vec![Definition {
            name: ORIGINAL.to_owned(),
            definition,
        }],
        ..Offering::default()
    };
    let server_id = ServerId::from_uuid(Uuid::from_u128(1));
    let member = Member {
        server_id,
        name: "s",
        prefix: "s",
        enabled: true,
        disabled_tools: &[],
        overrides: &NONE,
        approved: None,
        offering: &offering,
        inner: None,
    };
    let catalogue = Catalogue::new(
        &[member],
        NamingPolicy::Always,
        &Links::none(NamespaceId::from_uuid(Uuid::nil())),
    );
    (catalogue, crate::exposed_name("s", ORIGINAL))
}

fn prepare(params: &str) -> Result<Forward, Error> {
    let params: Box<RawValue> = serde_json::from_str(params).unwrap();
    tool_call(&catalogue().0, Some(&params))
}

/// A place among fields, for each of two fields to be put there.
fn with(fields: &[(String, String)], at: prop::sample::Index, name: &str, meta: &str) -> String {
    let mut fields = fields.to_vec();
    fields.insert(
        at.index(fields.len() + 1),
        ("\"name\"".to_owned(), name.to_owned()),
    );
    fields.insert(
        at.index(fields.len() + 1),
        ("\"_meta\"".to_owned(), meta.to_owned()),
    );
    arbitrary::object(&fields)
}

#[test]
fn refuses_params_that_name_no_tool() {
    let name = catalogue().1;
    assert!(matches!(
        tool_call(&catalogue().0, None),
        Err(Error::InvalidParams(_))
    ));
    for params in ["{}", r#"{"name":7}"#, r#"{"name":null}"#, r#"{"Name":"x"}"#] {
        assert!(
            matches!(prepare(params), Err(Error::InvalidParams(_))),
            "{params}"
        );
    }
    assert!(matches!(prepare(r#"{"name":"s__other"}"#), Err(Error::UnknownTool(tool)) if tool == "s__other"));
    for meta in [
        "5",
        r#"{"progressToken":true}"#,
        r#"{"progresstoken":1}"#,
        r#"{"a":1,"a":2}"#,
    ] {
        let params = format!(r#"{{"name":"{name}","_meta":{meta}}}"#);
        assert!(
            matches!(prepare(&params), Err(Error::InvalidParams(_))),
            "{params}"
        );
    }
}

#[test]
fn sends_a_progress_token_only_when_the_client_did() {
    let name = catalogue().1;
    for meta in ["null", "{}", r#"{"trace":"abc"}"#, r#"{"progressToken":null}"#] {
        let call = prepare(&format!(r#"{{"name":"{name}","_meta":{meta}}}"#)).unwrap();
        assert_eq!(call.progress_token, None);
        let params = String::from_utf8(call.params(4711)).unwrap();
        assert!(params.ends_with(&format!(r#""_meta":{meta}}}"#)), "{params}");
    }
}

proptest! {
    #[test]
    fn only_the_name_and_the_token_change(
        params in arbitrary::fields(&["name", "arguments", "_meta"]),
        meta in arbitrary::fields(&["progressToken"]),
        (at, at_in_meta) in any::<(prop::sample::Index, prop::sample::Index)>(),
        token in prop::sample::select(vec!["\"t\\u0041\"", "1.0", "-7", "123456789012345678901234567890"]),
    ) {
        let meta_with = |token: &str| {
            let mut fields = meta.clone();
            fields.insert(at_in_meta.index(meta.len() + 1), ("\"progressToken\"".to_owned(), token.to_owned()));
            arbitrary::object(&fields)
        };
        let exposed = serde_json::to_string(&catalogue().1).unwrap();
        let original = serde_json::to_string(ORIGINAL).unwrap();
        let call = prepare(&with(&params, at, &exposed, &meta_with(token))).unwrap();
        prop_assert_eq!(call.progress_token.as_deref(), Some(token));
        prop_assert_eq!(call.params(42), with(&params, at, &original, &meta_with("42")).into_bytes());
    }
}

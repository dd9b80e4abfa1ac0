//! Arguments of a tool that a namespace gives itself.

use std::sync::Arc;

use model::ToolOverride;
use serde_json::value::RawValue;

use crate::{
    Error,
    error::quoted,
    raw::{Malformed, RawObject},
};

/// What is given to a tool beside what clients give. Cloning shares.
#[derive(Debug, Clone, Default)]
pub(crate) struct SetArguments(Arc<[SetArgument]>);

#[derive(Debug, Clone)]
struct SetArgument {
    name: Box<str>,
    /// Given where the client gives nothing.
    value: Option<Arc<RawValue>>,
    /// Clients may not give it.
    is_hidden: bool,
}

// === impl SetArguments ===

impl SetArguments {
    /// What a namespace sets.
    pub(super) fn of(overrides: &ToolOverride) -> Self {
        let set = overrides.arguments.iter();
        let set = set.filter(|(_, argument)| argument.hidden || argument.value.is_some());
        Self(
            set.map(|(name, argument)| SetArgument {
                name: name.as_str().into(),
                value: argument.value.as_ref().map(|value| {
                    let raw = serde_json::value::to_raw_value(value);
                    Arc::from(raw.expect("JSON can always be written"))
                }),
                is_hidden: argument.hidden,
            })
            .collect(),
        )
    }

    /// What an inner namespace sets comes after what the outer one sets, as for any other client of it.
    pub(super) fn before(self, inner: &Self) -> Self {
        if self.0.is_empty() {
            return inner.clone();
        }
        Self(self.0.iter().chain(&*inner.0).cloned().collect())
    }

    /// Nothing is set.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The server's arguments, from what a client gives.
    pub(crate) fn with(&self, given: Option<&RawValue>) -> Result<Vec<u8>, Error> {
        let given = given.map_or("{}", RawValue::get);
        let given = RawObject::parse(given, &[]).map_err(|error| refused(&error))?;
        let mut missing: Vec<(&str, &[u8])> = Vec::new();
        for set in &*self.0 {
            let name = &*set.name;
            let is_given = given.get(name).is_some() || missing.iter().any(|(missing, _)| *missing == name);
            if is_given && set.is_hidden {
                return Err(Error::InvalidParams(format!(
                    "the argument `{}` is set by the gateway: call without it",
                    quoted(name)
                )));
            }
            if let Some(value) = set.value.as_ref().filter(|_| !is_given) {
                missing.push((name, value.get().as_bytes()));
            }
        }
        let mut arguments = Vec::new();
        given.write_with(&mut arguments, &missing);
        Ok(arguments)
    }
}

fn refused(error: &Malformed) -> Error {
    Error::InvalidParams(format!("params.arguments are refused: {error}"))
}

#[cfg(test)]
mod tests {
    use model::ToolOverride;
    use serde_json::value::RawValue;

    use super::SetArguments;

    fn set(arguments: &str) -> SetArguments {
        let json = format!(r#"{{"arguments":{arguments}}}"#);
        SetArguments::of(&serde_json::from_str::<ToolOverride>(&json).expect("valid"))
    }

    fn sent(set: &SetArguments, given: Option<&str>) -> Result<String, String> {
        let given = given.map(|given| RawValue::from_string(given.to_owned()).expect("JSON"));
        match set.with(given.as_deref()) {
            Ok(arguments) => Ok(String::from_utf8(arguments).expect("text")),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn gives_what_the_client_does_not() {
        let set = set(r#"{"b":{"value":"main"},"h":{"value":null,"hidden":true},"d":{"description":"x"}}"#);
        for (given, expected) in [
            (None, r#"{"b":"main","h":null}"#),
            (Some("{}"), r#"{"b":"main","h":null}"#),
            (Some(r#"{ "x":1.0}"#), r#"{"x":1.0,"b":"main","h":null}"#),
            (Some(r#"{"b":null}"#), r#"{"b":null,"h":null}"#),
        ] {
            assert_eq!(sent(&set, given).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn refuses_what_clients_may_not_give() {
        for set in [
            set(r#"{"h":{"value":1,"hidden":true}}"#),
            set(r#"{"h":{"hidden":true}}"#),
        ] {
            let error = sent(&set, Some(r#"{"\u0068":2}"#)).expect_err("hidden");
            assert!(
                error.contains("the argument `h` is set by the gateway"),
                "{error}"
            );
        }
    }

    #[test]
    fn arguments_have_to_be_an_object() {
        for given in ["[]", "null", r#"{"a":1,"a":2}"#] {
            let error = sent(&set(r#"{"h":{"value":1}}"#), Some(given)).expect_err("no object");
            assert!(error.contains("params.arguments are refused"), "{error}");
        }
    }

    #[test]
    fn an_outer_namespace_is_a_client_of_the_inner_one() {
        let (outer, inner) = (
            set(r#"{"a":{"value":1},"b":{"value":1}}"#),
            set(r#"{"b":{"value":2},"c":{"value":2}}"#),
        );
        assert_eq!(
            sent(&outer.clone().before(&inner), None).as_deref(),
            Ok(r#"{"a":1,"b":1,"c":2}"#)
        );
        let hiding = set(r#"{"a":{"hidden":true}}"#);
        assert!(sent(&outer.before(&hiding), None).is_err());
    }
}

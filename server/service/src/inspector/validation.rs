//! What somebody has filled in, held against the schema that it is for.

use jsonschema::error::ValidationErrorKind;
use model::{FieldErrors, Problem};
use serde_json::Value;

/// Problems that are told at once.
const MOST_PROBLEMS: usize = 50;

/// Each problem of a JSON text stands at `field` and the pointer of its place (RFC 6901). A schema that cannot be read checks
/// nothing: its server will.
pub(super) fn check(field: &str, schema: &str, json: &str) -> Result<(), FieldErrors> {
    let schema: Value = serde_json::from_str(schema).unwrap_or_default();
    // A number that is too large for us may be none for its server.
    let (Ok(value), Ok(validator)) = (serde_json::from_str(json), jsonschema::validator_for(&schema)) else {
        return Ok(());
    };
    let mut errors = FieldErrors::new();
    for error in validator.iter_errors(&value).take(MOST_PROBLEMS) {
        let place = error.instance_path().as_str();
        let at = |member: &str| format!("{field}{place}/{}", escaped(member));
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                errors.add(&at(property.as_str().unwrap_or_default()), Problem::Required);
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                for member in unexpected {
                    let reason = "there is no such member".to_owned();
                    errors.add(&at(member), Problem::BadDocument { reason });
                }
            }
            _ => {
                let reason = error.masked_with("this").to_string();
                errors.add(&format!("{field}{place}"), Problem::BadDocument { reason });
            }
        }
    }
    errors.into_result()
}

/// A member's name inside of a pointer.
fn escaped(member: &str) -> String {
    member.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use model::Problem;

    use super::check;

    const SCHEMA: &str = r#"{
        "type": "object", "required": ["city"], "additionalProperties": false,
        "properties": {
            "city": {"type": "string", "minLength": 2},
            "days": {"type": "array", "items": {"type": "integer", "maximum": 7}},
            "where": {"type": "object", "required": ["a/b"]}
        }
    }"#;

    #[test]
    fn each_problem_stands_at_its_place() {
        assert!(check("params", SCHEMA, r#"{"city":"Oslo","days":[1,2]}"#).is_ok());
        let odd = r#"{"days":[1,9],"where":{},"x":1}"#;
        let errors = check("params", SCHEMA, odd).expect_err("it does not fit");
        let places: Vec<_> = errors.iter().map(|(place, _)| place).collect();
        assert_eq!(
            places,
            ["params/city", "params/days/1", "params/where/a~1b", "params/x"]
        );
        assert_eq!(errors.get("params/city"), [Problem::Required]);
        let errors = check("content", SCHEMA, "[]").expect_err("it is no object");
        assert_eq!(errors.get("content").len(), 1);
    }

    #[test]
    fn a_schema_that_cannot_be_read_checks_nothing() {
        for odd in [
            r#"{"type":"no such type"}"#,
            r#"{"$ref":"https://example.com/schema"}"#,
            "{",
            "",
        ] {
            assert!(check("params", odd, "{}").is_ok(), "{odd}");
        }
        assert!(check("params", SCHEMA, r#"{"days":1e400}"#).is_ok());
    }
}

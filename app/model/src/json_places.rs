//! Where two JSON values differ.

use serde_json::Value;

/// Places that are named; further ones are left out.
const MOST: usize = 100;

/// The places that differ, as JSON pointers (RFC 6901): the outermost of each, a bounded number of them.
pub fn differing_places(before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(before, after, &mut String::new(), &mut found);
    found
}

fn compare(before: &Value, after: &Value, at: &mut String, found: &mut Vec<String>) {
    if found.len() >= MOST {
        return;
    }
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            let gone = before.keys().filter(|key| !after.contains_key(*key));
            for key in gone {
                within(at, key, |at| found.push(at.clone()));
            }
            for (key, value) in after {
                within(at, key, |at| match before.get(key) {
                    Some(before) => compare(before, value, at, found),
                    None => found.push(at.clone()),
                });
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (before, value)) in before.iter().zip(after).enumerate() {
                within(at, &index.to_string(), |at| compare(before, value, at, found));
            }
        }
        _ if before == after => {}
        _ => found.push(at.clone()),
    }
}

fn within(at: &mut String, key: &str, look: impl FnOnce(&mut String)) {
    let before = at.len();
    at.push('/');
    at.push_str(&key.replace('~', "~0").replace('/', "~1"));
    look(at);
    at.truncate(before);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::differing_places;

    #[test]
    fn the_outermost_place_of_each_difference_is_named() {
        let written =
            json!({"id": "a", "params": {"name": "fs__read", "arguments": {"a/b": [1, 2], "gone": 1}}});
        let sent = json!({"id": 7, "params": {"name": "read", "arguments": {"a/b": [1, 3], "set": {}}}});
        let mut found = differing_places(&written, &sent);
        found.sort();
        assert_eq!(
            found,
            [
                "/id",
                "/params/arguments/a~1b/1",
                "/params/arguments/gone",
                "/params/arguments/set",
                "/params/name",
            ]
        );
        assert!(differing_places(&written, &written).is_empty());
    }
}

//! What of a request is not as its client wrote it.

use serde_json::Value;

/// Places that are named; further ones are left out.
const MOST: usize = 100;

/// The places that differ, as JSON pointers (RFC 6901): the outermost of each.
pub(super) fn places(written: &Value, sent: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(written, sent, &mut String::new(), &mut found);
    found
}

fn compare(written: &Value, sent: &Value, at: &mut String, found: &mut Vec<String>) {
    if found.len() >= MOST {
        return;
    }
    match (written, sent) {
        (Value::Object(written), Value::Object(sent)) => {
            let gone = written.keys().filter(|key| !sent.contains_key(*key));
            for key in gone {
                within(at, key, |at| found.push(at.clone()));
            }
            for (key, value) in sent {
                within(at, key, |at| match written.get(key) {
                    Some(before) => compare(before, value, at, found),
                    None => found.push(at.clone()),
                });
            }
        }
        (Value::Array(written), Value::Array(sent)) if written.len() == sent.len() => {
            for (index, (before, value)) in written.iter().zip(sent).enumerate() {
                within(at, &index.to_string(), |at| compare(before, value, at, found));
            }
        }
        _ if written == sent => {}
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

    use super::places;

    #[test]
    fn the_outermost_place_of_each_difference_is_named() {
        let written =
            json!({"id": "a", "params": {"name": "fs__read", "arguments": {"a/b": [1, 2], "gone": 1}}});
        let sent = json!({"id": 7, "params": {"name": "read", "arguments": {"a/b": [1, 3], "set": {}}}});
        let mut found = places(&written, &sent);
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
        assert!(places(&written, &written).is_empty());
    }
}

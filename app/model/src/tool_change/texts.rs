//! Every text of a definition: names and values, however deep.

use serde_json::Value;

/// Calls `on` with each text of `value` and with the way to it, as in `inputSchema.properties.city.description`.
pub(super) fn each<'a>(value: &'a Value, on: &mut impl FnMut(&[String], &'a str)) {
    visit(value, &mut Vec::new(), on);
}

fn visit<'a>(value: &'a Value, way: &mut Vec<String>, on: &mut impl FnMut(&[String], &'a str)) {
    match value {
        Value::String(text) => on(way, text),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                way.push(index.to_string());
                visit(item, way, on);
                way.pop();
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                way.push(name.clone());
                on(way, name);
                visit(member, way, on);
                way.pop();
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn names_and_values_are_texts() {
        let value = json!({"a": [1, {"b": "deep"}], "c": "x"});
        let mut found = Vec::new();
        super::each(&value, &mut |way, text| found.push((way.join("."), text)));
        let expected = [
            ("a", "a"),
            ("a.1.b", "b"),
            ("a.1.b", "deep"),
            ("c", "c"),
            ("c", "x"),
        ];
        assert_eq!(found, expected.map(|(way, text)| (way.to_owned(), text)));
    }
}

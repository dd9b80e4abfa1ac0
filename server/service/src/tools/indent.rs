//! JSON with line breaks, its members in the order in which they were written and its numbers untouched.

const STEP: &str = "  ";

/// The same JSON text, indented by two spaces. Text that is not JSON comes back in some form, never as an error.
pub(crate) fn indent(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let mut depth = 0_usize;
    let mut rest = json.trim_start();
    while let Some(c) = rest.chars().next() {
        let token = if c == '"' {
            string(rest)
        } else {
            &rest[..c.len_utf8()]
        };
        rest = rest[token.len()..].trim_start();
        match c {
            '{' | '[' if rest.starts_with(['}', ']']) => {
                out.push(c);
                out.push_str(&rest[..1]);
                rest = rest[1..].trim_start();
            }
            '{' | '[' => {
                out.push(c);
                depth += 1;
                break_line(&mut out, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                break_line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                break_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    (0..depth).for_each(|_| out.push_str(STEP));
}

/// The string literal at the start, quotes included.
fn string(json: &str) -> &str {
    let mut escaped = false;
    let end = json[1..].find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or(json, |end| &json[..end + 2])
}

#[cfg(test)]
mod tests {
    use super::indent;

    #[test]
    fn breaks_lines_and_changes_nothing_else() {
        let json = r#" {"b": {"x y": "a \" , { b\\"}, "a":[1.50,true , null],"e":{},"n":[ ]}"#;
        let expected = "{\n  \"b\": {\n    \"x y\": \"a \\\" , { b\\\\\"\n  },\n  \"a\": [\n    1.50,\n    true,\n    null\n  ],\n  \"e\": {},\n  \"n\": []\n}";
        assert_eq!(indent(json), expected);
        assert_eq!(indent(expected), expected);
    }

    #[test]
    fn survives_what_is_not_json() {
        for text in ["", "\"open", "]]}", "{\"a\\", "né", "[\u{a0}1]"] {
            indent(text);
        }
    }
}

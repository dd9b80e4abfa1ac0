//! How programs write a text into others.

use std::fmt::Write as _;

/// JSON within a text of JSON within a text of JSON: tools that answer with JSON do that.
const LEVELS: usize = 3;

/// A secret as it may be found: as it is, one line at a time, and as a string of JSON, with and without letters outside of ASCII.
pub(crate) fn ways_to_write(secret: &str) -> Vec<String> {
    if is_plain(secret) {
        return vec![secret.to_owned()];
    }
    let lines = secret.lines().filter(|line| *line != secret);
    let mut ways: Vec<String> = lines.map(str::to_owned).collect();
    let mut level = vec![secret.to_owned()];
    for _ in 0..LEVELS {
        let next = level.iter().map(|text| in_json(text));
        let next = next.flat_map(|json| [in_ascii(&json), json]).collect();
        ways.append(&mut std::mem::replace(&mut level, next));
    }
    ways.append(&mut level);
    ways.sort_unstable();
    ways.dedup();
    ways
}

/// Every program writes it alike. Nearly all secrets are so, and calls that fail wait for this.
fn is_plain(secret: &str) -> bool {
    secret
        .bytes()
        .all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
}

fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// With `\uXXXX` in place of what is not in ASCII (RFC 8259, section 7), as many libraries write it.
fn in_ascii(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() {
            out.push(letter);
            continue;
        }
        for unit in letter.encode_utf16(&mut [0; 2]) {
            // A string takes everything.
            let _ = write!(out, "\\u{unit:04x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::ways_to_write;

    #[test]
    fn most_secrets_are_written_in_one_way() {
        assert_eq!(ways_to_write("s3cret"), ["s3cret"]);
        assert_eq!(
            ways_to_write("a line\n"),
            ["a line", "a line\n", r"a line\\\\n", r"a line\\n", r"a line\n"]
        );
    }
}

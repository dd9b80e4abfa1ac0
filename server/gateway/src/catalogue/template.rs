//! URI templates (RFC 6570), read backwards: could this template have made that URI?

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Text that stands for itself. Letters beyond ASCII may be percent-encoded (RFC 6570, 3.1).
    Literal { written: Box<str>, encoded: Box<str> },
    /// `{…}`: any text of these letters.
    Expression(Operator),
}

/// What stands before the names in an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    /// `{name}`: one value without reserved letters.
    Simple,
    /// `{+name}` and `{#name}`: anything.
    Reserved,
    /// `{.name}`, `{/name}`, `{;name}`, `{?name}`, `{&name}`: nothing, or values behind this letter.
    Prefixed(u8),
}

impl Template {
    /// Reads a template. Braces that do not close stand for themselves.
    pub(super) fn parse(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, (inside, after))) = rest
            .split_once('{')
            .and_then(|(before, behind)| Some((before, behind.split_once('}')?)))
        {
            if !before.is_empty() {
                parts.push(Part::literal(before));
            }
            parts.push(Part::Expression(Operator::of(inside)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::literal(rest));
        }
        Self(parts)
    }

    /// The template makes this URI for some values. Time grows with the product of both lengths at most.
    pub(super) fn matches(&self, uri: &str) -> bool {
        let uri = uri.as_bytes();
        // Which lengths of the URI's start the parts so far can make.
        let mut reached = vec![false; uri.len() + 1];
        reached[0] = true;
        for part in &self.0 {
            reached = match part {
                Part::Literal { written, encoded } => after_literal([written, encoded], uri, &reached),
                Part::Expression(operator) => operator.after(uri, &reached),
            };
        }
        reached[uri.len()]
    }
}

impl Part {
    fn literal(text: &str) -> Self {
        let encoded = text.bytes().map(|byte| match byte {
            byte if byte.is_ascii() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        Self::Literal {
            written: text.into(),
            encoded: encoded.collect(),
        }
    }
}

impl Operator {
    fn of(inside: &str) -> Self {
        match inside.bytes().next() {
            Some(b'+' | b'#') => Self::Reserved,
            Some(letter @ (b'.' | b'/' | b';' | b'?' | b'&')) => Self::Prefixed(letter),
            _ => Self::Simple,
        }
    }

    /// What an expression reaches from there. One walk for all its beginnings at once, since they overlap.
    fn after(self, uri: &[u8], reached: &[bool]) -> Vec<bool> {
        let mut next = vec![false; uri.len() + 1];
        let mut is_inside = false;
        for (at, &byte) in uri.iter().enumerate() {
            // At least one letter: without its value the URI would be another one.
            is_inside = match self {
                Self::Simple => (is_inside || reached[at]) && !is_delimiter(byte),
                Self::Reserved => is_inside || reached[at],
                Self::Prefixed(letter) => {
                    next[at] |= reached[at];
                    let begins = reached[at] && byte == letter;
                    begins || is_inside && (byte == letter || !is_delimiter(byte))
                }
            };
            next[at + 1] = is_inside;
        }
        if matches!(self, Self::Prefixed(_)) {
            next[uri.len()] |= reached[uri.len()];
        }
        next
    }
}

fn after_literal(forms: [&str; 2], uri: &[u8], reached: &[bool]) -> Vec<bool> {
    let mut next = vec![false; uri.len() + 1];
    for start in (0..=uri.len()).filter(|start| reached[*start]) {
        for form in forms {
            if uri[start..].starts_with(form.as_bytes()) {
                next[start + form.len()] = true;
            }
        }
    }
    next
}

/// What ends a value: it would be written otherwise inside of one.
fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'/' | b'?' | b'#')
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Template;

    #[test]
    fn matches_what_rfc_6570_would_expand() {
        let cases = [
            ("test://template/{id}/data", "test://template/123/data", true),
            ("test://template/{id}/data", "test://template//data", false),
            ("test://template/{id}/data", "test://template/1/2/data", false),
            ("file:///{+path}", "file:///a/b/c.txt", true),
            ("db://{schema}.{table}", "db://public.users", true),
            ("search://x{?q,limit}", "search://x?q=a&limit=3", true),
            ("search://x{?q}", "search://x", true),
            ("a{/parts*}", "a/b/c", true),
            ("plain://uri", "plain://uri", true),
            ("plain://uri", "plain://uri/", false),
            ("odd://{", "odd://{", true),
            ("{whole}", "a:b", true),
            ("caf\u{e9}://{id}", "caf\u{e9}://1", true),
            ("caf\u{e9}://{id}", "caf%C3%A9://1", true),
        ];
        for (template, uri, is_match) in cases {
            assert_eq!(
                Template::parse(template).matches(uri),
                is_match,
                "{template} {uri}"
            );
        }
    }

    #[test]
    fn a_long_uri_and_many_expressions_take_no_time_at_all() {
        let (template, uri) = (
            "x://{a}{+b}{c}{/d*}{e}end",
            "x://".to_owned() + &"a/".repeat(1 << 17),
        );
        assert!(!Template::parse(template).matches(&uri));
        assert!(Template::parse(template).matches(&(uri + "aend")));
    }

    proptest! {
        #[test]
        fn any_text_can_be_parsed_and_matched(template in ".{0,60}", uri in ".{0,120}") {
            let _ = Template::parse(&template).matches(&uri);
        }

        #[test]
        fn an_expansion_matches(id in "[a-z0-9%._-]{1,20}", path in "[a-z0-9/._-]{1,30}") {
            let is_match = Template::parse("x://{id}/{+path}").matches(&format!("x://{id}/{path}"));
            prop_assert!(is_match);
        }
    }
}

//! URI templates (RFC 6570), read backwards: could this template have made that URI?

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// Text that stands for itself.
    Literal(Box<str>),
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
                parts.push(Part::Literal(before.into()));
            }
            parts.push(Part::Expression(Operator::of(inside)));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.into()));
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
            let mut next = vec![false; uri.len() + 1];
            for start in (0..=uri.len()).filter(|start| reached[*start]) {
                match part {
                    Part::Literal(text) => {
                        if uri[start..].starts_with(text.as_bytes()) {
                            next[start + text.len()] = true;
                        }
                    }
                    Part::Expression(operator) => operator.reach(uri, start, &mut next),
                }
            }
            reached = next;
        }
        reached[uri.len()]
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

    /// Marks every place that an expression which begins at `start` can reach.
    fn reach(self, uri: &[u8], start: usize, next: &mut [bool]) {
        let end = match self {
            Self::Simple => run(uri, start, |byte| !matches!(byte, b'/' | b'?' | b'#')),
            Self::Reserved => uri.len(),
            Self::Prefixed(letter) => {
                next[start] = true;
                if uri.get(start) != Some(&letter) {
                    return;
                }
                run(uri, start + 1, |byte| {
                    byte == letter || !matches!(byte, b'/' | b'?' | b'#')
                })
            }
        };
        // At least one letter: without its value the URI would be another one.
        for place in next.iter_mut().take(end + 1).skip(start + 1) {
            *place = true;
        }
    }
}

/// Where the run of accepted bytes ends.
fn run(uri: &[u8], start: usize, is_accepted: impl Fn(u8) -> bool) -> usize {
    let length = uri[start..].iter().take_while(|byte| is_accepted(**byte)).count();
    start + length
}

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
        ];
        for (template, uri, is_match) in cases {
            assert_eq!(
                Template::parse(template).matches(uri),
                is_match,
                "{template} {uri}"
            );
        }
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

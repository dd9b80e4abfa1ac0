//! Templates of URIs (RFC 6570), as far as MCP's templates go: variables, lists of them, and their operators.

/// The names of the variables, in their order.
pub(super) fn variables(template: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in pieces(template) {
        if let Piece::Expression { variables, .. } = piece {
            for name in variables {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    names
}

/// The URI with these values. A variable without one leaves nothing.
pub(super) fn expanded(template: &str, value_of: impl Fn(&str) -> String) -> String {
    let mut uri = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => uri.push_str(text),
            Piece::Expression { operator, variables } => {
                let (mut before, between, is_named) = match operator {
                    Some('#') => ("#", ",", false),
                    Some('.') => (".", ".", false),
                    Some('/') => ("/", "/", false),
                    Some(';') => (";", ";", true),
                    Some('?') => ("?", "&", true),
                    Some('&') => ("&", "&", true),
                    _ => ("", ",", false),
                };
                let keeps_reserved = matches!(operator, Some('+' | '#'));
                for name in variables {
                    let value = value_of(&name);
                    if value.is_empty() {
                        continue;
                    }
                    uri.push_str(before);
                    before = between;
                    if is_named {
                        uri.push_str(&name);
                        uri.push('=');
                    }
                    encode(&value, keeps_reserved, &mut uri);
                }
            }
        }
    }
    uri
}

enum Piece<'a> {
    Text(&'a str),
    Expression {
        operator: Option<char>,
        variables: Vec<String>,
    },
}

fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((inside, after)) = after.split_once('}') else {
            break;
        };
        pieces.push(Piece::Text(before));
        let operator = inside.chars().next().filter(|first| "+#./;?&".contains(*first));
        let names = inside.trim_start_matches(|first| Some(first) == operator);
        // `*` and `:3` are about lists and lengths, which are the person's.
        let names = names
            .split(',')
            .map(|name| name.split([':', '*']).next().unwrap_or_default());
        let variables = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
        pieces.push(Piece::Expression { operator, variables });
        rest = after;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

fn encode(value: &str, keeps_reserved: bool, uri: &mut String) {
    const RESERVED: &str = ":/?#[]@!$&'()*+,;=";
    for letter in value.chars() {
        if keeps_reserved && RESERVED.contains(letter) {
            uri.push(letter);
        } else {
            uri.push_str(&crate::pages::query::encoded(letter.encode_utf8(&mut [0; 4])));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{expanded, variables};

    #[test]
    fn variables_are_found_in_their_order() {
        assert_eq!(
            variables("db://{table}/{id}{?limit,table}"),
            ["table", "id", "limit"]
        );
        assert_eq!(variables("file:///{+path*}"), ["path"]);
        assert_eq!(variables("plain://x{"), Vec::<String>::new());
    }

    #[test]
    fn values_are_put_in_as_the_operator_says() {
        let value = |name: &str| match name {
            "a" => "x y/z".to_owned(),
            "b" => "é".to_owned(),
            _ => String::new(),
        };
        for (template, uri) in [
            ("s://{a}", "s://x%20y%2Fz"),
            ("s://{+a}", "s://x%20y/z"),
            ("s://h{/a,b}", "s://h/x%20y%2Fz/%C3%A9"),
            ("s://h{?a,none,b}", "s://h?a=x%20y%2Fz&b=%C3%A9"),
            ("s://h?q=1{&b}{#none}", "s://h?q=1&b=%C3%A9"),
            ("s://{none}/{", "s:///{"),
        ] {
            assert_eq!(expanded(template, value), uri);
        }
    }
}

//! RFC 6570 forwards, as far as its grammar goes: what a client makes of a template.

/// How an operator writes its values (appendix A).
struct Style {
    first: &'static str,
    separator: &'static str,
    is_named: bool,
    if_empty: &'static str,
    keeps_reserved: bool,
}

/// The URI for these values, one for each name, each a text or a list with commas. `None` when the template is not
/// one of the RFC, or when an expression that must leave a trace leaves none.
pub(super) fn expand<'v>(template: &str, values: impl Iterator<Item = &'v &'v str>) -> Option<String> {
    let mut values = values.copied();
    let mut uri = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        uri.push_str(&literal(before)?);
        let (inside, after) = behind.split_once('}')?;
        uri.push_str(&expression(inside, &mut values)?);
        rest = after;
    }
    uri.push_str(&literal(rest)?);
    Some(uri)
}

fn literal(text: &str) -> Option<String> {
    // Section 2.1 leaves these out.
    let is_text = |c: char| !c.is_control() && !" \"'%<>\\^`{|}".contains(c);
    text.chars().all(is_text).then(|| encode(text, true))
}

fn expression<'v>(inside: &str, values: &mut impl Iterator<Item = &'v str>) -> Option<String> {
    let operator = inside
        .chars()
        .next()
        .filter(|c| !c.is_ascii_alphanumeric() && *c != '_');
    let style = style(operator)?;
    let names = operator.map_or(inside, |operator| &inside[operator.len_utf8()..]);
    let mut written = Vec::new();
    for name in names.split(',') {
        let value = values.next().unwrap_or_default();
        written.extend(variable(name, value, &style)?);
    }
    let is_optional = matches!(operator, Some('.' | '/' | ';' | '?' | '&'));
    if written.is_empty() {
        return is_optional.then(String::new);
    }
    let text = format!("{}{}", style.first, written.join(style.separator));
    (is_optional || !text.is_empty()).then_some(text)
}

/// What one name of an expression writes: nothing without a value.
fn variable(spec: &str, value: &str, style: &Style) -> Option<Vec<String>> {
    let (name, length) = match spec.split_once(':') {
        Some((name, length)) => (
            name,
            Some(
                length
                    .parse()
                    .ok()
                    .filter(|length| (1..10_000).contains(length))?,
            ),
        ),
        None => (spec, None),
    };
    let (name, is_exploded) = match name.strip_suffix('*') {
        Some(name) if length.is_none() => (name, true),
        _ => (name, false),
    };
    let is_name =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !name.split('.').all(is_name) {
        return None;
    }
    let items: Vec<&str> = match length {
        // A list has no beginning to take.
        Some(_) => vec![value],
        None => value.split(',').filter(|item| !item.is_empty()).collect(),
    };
    let items: Vec<String> = items
        .into_iter()
        .map(|item| {
            item.chars()
                .take(length.unwrap_or(usize::MAX))
                .collect::<String>()
        })
        .map(|item| encode(&item, style.keeps_reserved))
        .collect();
    let named = |item: &str| match (style.is_named, item) {
        (true, "") => format!("{name}{}", style.if_empty),
        (true, item) => format!("{name}={item}"),
        (false, item) => item.to_owned(),
    };
    Some(if is_exploded {
        items.iter().map(|item| named(item)).collect()
    } else if items.is_empty() {
        Vec::new()
    } else {
        vec![named(&items.join(","))]
    })
}

fn style(operator: Option<char>) -> Option<Style> {
    let style = |first, separator, is_named, if_empty, keeps_reserved| Style {
        first,
        separator,
        is_named,
        if_empty,
        keeps_reserved,
    };
    Some(match operator {
        None => style("", ",", false, "", false),
        Some('+') => style("", ",", false, "", true),
        Some('#') => style("#", ",", false, "", true),
        Some('.') => style(".", ".", false, "", false),
        Some('/') => style("/", "/", false, "", false),
        Some(';') => style(";", ";", true, "", false),
        Some('?') => style("?", "&", true, "=", false),
        Some('&') => style("&", "&", true, "=", false),
        Some(_) => return None,
    })
}

fn encode(text: &str, keeps_reserved: bool) -> String {
    let is_kept = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || b"-._~".contains(&byte)
            || (keeps_reserved && b":/?#[]@!$&'()*+,;=".contains(&byte))
    };
    let encoded = text.bytes().map(|byte| match byte {
        byte if is_kept(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn expands_the_examples_of_the_rfc() {
        let cases = [
            ("X{hello}", "Hello World!", "XHello%20World%21"),
            ("{+path}/here", "/foo/bar", "/foo/bar/here"),
            ("X{#hello}", "Hello World!", "X#Hello%20World!"),
            ("X{.list*}", "red,green,blue", "X.red.green.blue"),
            ("{/list*}", "red,green,blue", "/red/green/blue"),
            ("{;list}", "red,green,blue", ";list=red,green,blue"),
            ("{?list*}", "red,green,blue", "?list=red&list=green&list=blue"),
            ("?fixed=yes{&x}", "1024", "?fixed=yes&x=1024"),
            ("{var:3}", "value", "val"),
        ];
        for (template, value, uri) in cases {
            assert_eq!(
                expand(template, [value].iter()).as_deref(),
                Some(uri),
                "{template}"
            );
        }
        for broken in ["{", "{}", "{=x}", "{x:0}", "a b", "}"] {
            assert_eq!(expand(broken, ["v"].iter()), None, "{broken}");
        }
    }
}

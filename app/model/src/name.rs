//! Names that stand in URLs and in tool names.

use crate::Problem;

/// The longest name of a server, namespace or endpoint, in characters.
pub const MAX_NAME: usize = 64;

/// Separates server and tool in an exposed tool name; the first one counts, so nested namespaces keep working.
pub const NAME_SEPARATOR: &str = "__";

/// A namespace's or endpoint's name: letters, digits, `-` and `_`, at most [`MAX_NAME`].
pub fn check_name(name: &str) -> Result<(), Problem> {
    if name.is_empty() {
        return Err(Problem::Required);
    }
    if name.chars().count() > MAX_NAME {
        return Err(Problem::TooLong { max: MAX_NAME });
    }
    if !name
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    {
        return Err(Problem::BadName);
    }
    Ok(())
}

/// A server's name: as [`check_name`], without the separator, and not ending in a single `_`, which would
/// move the first separator of `{server}__{tool}` by one.
pub fn check_server_name(name: &str) -> Result<(), Problem> {
    check_name(name)?;
    if name.contains(NAME_SEPARATOR) || name.ends_with('_') {
        return Err(Problem::DoubleUnderscore);
    }
    Ok(())
}

/// What stands for a server's name in a namespace: as [`check_server_name`], or nothing at all.
pub fn check_alias(alias: &str) -> Result<(), Problem> {
    if alias.is_empty() {
        Ok(())
    } else {
        check_server_name(alias)
    }
}

/// A valid server name close to any text: `@scope/server-every thing` becomes `every-thing`.
/// Never empty: text without a usable character becomes `server`.
pub fn suggest_name(text: &str) -> String {
    let last = text
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty())
        .unwrap_or(text);
    let without_version = match last.split_once('@') {
        Some((name, _)) if !name.is_empty() => name,
        _ => last,
    };
    let name = clean_name(without_version);
    let mut name = name.as_str();
    for prefix in ["mcp-server-", "server-", "mcp-"] {
        name = name
            .strip_prefix(prefix)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(name);
    }
    for suffix in ["-mcp-server", "-mcp", "-server"] {
        name = name
            .strip_suffix(suffix)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(name);
    }
    name.to_owned()
}

/// The text with every character replaced that a server's name cannot have. Never empty.
pub(crate) fn clean_name(text: &str) -> String {
    let mut name = String::new();
    for c in text.chars() {
        let c = if c.is_ascii_alphanumeric() || c == '_' {
            c
        } else {
            '-'
        };
        // One separator at a time: `--` is ugly, `__` is refused.
        if matches!(c, '-' | '_') && name.ends_with(['-', '_']) {
            continue;
        }
        name.push(c);
        if name.len() == MAX_NAME {
            break;
        }
    }
    let name = name.trim_matches(['-', '_']);
    if name.is_empty() {
        "server".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{check_alias, check_name, check_server_name, suggest_name};
    use crate::Problem;

    #[test]
    fn accepts_what_the_original_accepts() {
        for name in ["a", "GitHub", "my-server_2", "0"] {
            assert_eq!(check_server_name(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn refuses_names_that_break_urls_or_tool_names() {
        assert_eq!(check_name(""), Err(Problem::Required));
        assert_eq!(check_name("my server"), Err(Problem::BadName));
        assert_eq!(check_name("naïve"), Err(Problem::BadName));
        assert_eq!(check_name(&"x".repeat(65)), Err(Problem::TooLong { max: 64 }));
        assert_eq!(check_server_name("a__b"), Err(Problem::DoubleUnderscore));
        assert_eq!(check_server_name("a_"), Err(Problem::DoubleUnderscore));
        assert_eq!(check_alias("a__b"), Err(Problem::DoubleUnderscore));
        assert_eq!(check_alias(""), Ok(()));
    }

    #[test]
    fn suggests_the_name_a_person_would_choose() {
        let cases = [
            ("@modelcontextprotocol/server-everything", "everything"),
            ("mcp-server-time", "time"),
            ("@playwright/mcp@latest", "mcp"),
            ("https://mcp.sentry.dev/", "sentry-dev"),
            ("my__tool", "my_tool"),
            ("日本", "server"),
            ("server", "server"),
        ];
        for (text, name) in cases {
            assert_eq!(suggest_name(text), name, "{text}");
        }
    }

    proptest! {
        #[test]
        fn suggestions_are_always_valid(text in ".{0,200}") {
            prop_assert_eq!(check_server_name(&suggest_name(&text)), Ok(()));
        }
    }
}

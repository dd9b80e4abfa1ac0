//! Pages whose address is a secret: whoever has it can make an account or choose a password.

/// Where they are; the token follows.
const PREFIXES: [&str; 2] = ["/invitation/", "/reset/"];

/// Whether a path is that of such a page.
pub(super) fn is_one(path: &str) -> bool {
    PREFIXES.iter().any(|prefix| path.starts_with(prefix))
}

/// The path as it may be logged.
pub fn without_token(path: &str) -> &str {
    let secret = PREFIXES.iter().find(|prefix| path.starts_with(**prefix));
    secret.map_or(path, |prefix| prefix)
}

#[cfg(test)]
mod tests {
    use super::without_token;

    #[test]
    fn a_token_is_never_told() {
        assert_eq!(without_token("/invitation/hush"), "/invitation/");
        assert_eq!(without_token("/reset/hush/hush"), "/reset/");
        assert_eq!(without_token("/servers"), "/servers");
    }
}

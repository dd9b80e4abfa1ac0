//! What child processes and `${VAR}` get to see of our own environment: lists of what is allowed, because
//! it holds our database's password.

use std::collections::HashMap;

/// Passed to every child process: what programs need to find themselves, certificates and proxies.
const INHERITED: &[&str] = &[
    "HOME",
    "LANG",
    "LC_ALL",
    "LOGNAME",
    "PATH",
    "SHELL",
    "TERM",
    "TMPDIR",
    "TZ",
    "USER",
    "CURL_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
    "PIP_CERT",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "UV_CERT",
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "all_proxy",
    "https_proxy",
    "http_proxy",
    "no_proxy",
    "NPM_CONFIG_REGISTRY",
    "PIP_INDEX_URL",
    "UV_INDEX_URL",
    "UV_DEFAULT_INDEX",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "UV_CACHE_DIR",
    "npm_config_cache",
];

/// The allowed part of the environment, sorted.
pub(super) fn inherited(environment: &HashMap<String, String>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = INHERITED
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), environment.get(*name)?.clone())))
        .collect();
    pairs.sort();
    pairs
}

/// The variables whose names are listed; `PREFIX_*` lists all that begin so.
pub(super) fn variables(
    environment: &HashMap<String, String>,
    allowed: &[String],
) -> HashMap<String, String> {
    let is_allowed = |name: &str| {
        allowed.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == pattern,
        })
    };
    environment
        .iter()
        .filter(|(name, _)| is_allowed(name))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{inherited, variables};

    fn environment() -> HashMap<String, String> {
        [
            "PATH",
            "DATABASE_URL",
            "METAMCP_SECRET_KEY",
            "MCP_TOKEN",
            "GITHUB_TOKEN",
        ]
        .into_iter()
        .map(|name| (name.to_owned(), "x".to_owned()))
        .collect()
    }

    #[test]
    fn our_own_secrets_reach_no_child() {
        assert_eq!(inherited(&environment()), [("PATH".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn only_listed_variables_can_be_referred_to() {
        let mut names: Vec<_> = variables(&environment(), &["MCP_*".to_owned(), "GITHUB_TOKEN".to_owned()])
            .into_keys()
            .collect();
        names.sort();
        assert_eq!(names, ["GITHUB_TOKEN", "MCP_TOKEN"]);
        assert!(variables(&environment(), &[]).is_empty());
    }
}

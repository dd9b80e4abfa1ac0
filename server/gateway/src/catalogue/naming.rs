//! Exposed names: `{server}__{tool}`, within what clients accept.

use std::collections::HashSet;

use model::{NAME_SEPARATOR, NamingPolicy, ServerId};
use sha2::{Digest, Sha256};

/// Model providers refuse longer names of tools.
pub(crate) const MAX_EXPOSED_NAME: usize = 64;

/// `_` and eight hexadecimal digits.
const SUFFIX: usize = 9;

/// The name under which clients see a tool of a server, where no other tool of the namespace has that name.
///
/// It is `{server}__{tool}` when that has only the letters of the specification (ASCII letters and digits, `_`, `-`,
/// `.`) and at most 64 of them. Otherwise other letters become `_`, the end is cut, and a hash of the whole is
/// appended, so that the result depends on nothing but the two names.
pub fn exposed_name(server: &str, tool: &str) -> String {
    plain_name(&full_name(server, tool))
}

/// The name itself, within what clients accept.
fn plain_name(name: &str) -> String {
    if name.len() <= MAX_EXPOSED_NAME && name.bytes().all(is_accepted) {
        return name.to_owned();
    }
    with_hash(name, name.as_bytes())
}

/// Behind its prefix, if it has one.
fn full_name(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}{NAME_SEPARATOR}{name}")
    }
}

fn is_accepted(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn with_hash(name: &str, hashed: &[u8]) -> String {
    let replaced = name.chars().map(|c| {
        if u8::try_from(c).is_ok_and(is_accepted) {
            c
        } else {
            '_'
        }
    });
    let mut short: String = replaced.take(MAX_EXPOSED_NAME - SUFFIX).collect();
    short.push('_');
    short.push_str(&hex::encode(&Sha256::digest(hashed)[..4]));
    short
}

/// Hands out the exposed names of one namespace, each once.
pub(crate) struct Names {
    naming: NamingPolicy,
    /// Names that several servers use, where that matters.
    shared: HashSet<String>,
    taken: HashSet<String>,
}

impl Names {
    /// `all` are the names at all servers, one after the other.
    pub(crate) fn new<'a>(naming: NamingPolicy, all: impl Iterator<Item = &'a str>) -> Self {
        let (mut shared, mut seen) = (HashSet::new(), HashSet::new());
        if naming == NamingPolicy::OnCollision {
            shared = all
                .filter(|name| !seen.insert(*name))
                .map(str::to_owned)
                .collect();
        }
        Self {
            naming,
            shared,
            taken: HashSet::new(),
        }
    }

    /// The name for something of a server. Two servers of one name (a public and a private one) or a tool that is
    /// called like the shortened form of another would collide: then the later one gets a hash of its server's id
    /// too.
    pub(crate) fn assign(&mut self, server_id: ServerId, prefix: &str, name: &str) -> String {
        let is_plain = match self.naming {
            NamingPolicy::Always => false,
            NamingPolicy::OnCollision => !self.shared.contains(name),
            // Such a collision is refused when it is saved, but servers change.
            NamingPolicy::Never => !self.taken.contains(&plain_name(name)),
        };
        let mut exposed = if is_plain {
            plain_name(name)
        } else {
            exposed_name(prefix, name)
        };
        let mut attempt = 0_u32;
        while !self.taken.insert(exposed.clone()) {
            let hashed = format!("{server_id}/{attempt}/{name}");
            exposed = with_hash(&full_name(prefix, name), hashed.as_bytes());
            attempt += 1;
        }
        exposed
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use model::{NamingPolicy, ServerId};
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::{MAX_EXPOSED_NAME, Names, exposed_name, is_accepted};

    #[test]
    fn joins_server_and_tool_when_clients_accept_the_result() {
        assert_eq!(exposed_name("time", "get_current_time"), "time__get_current_time");
        assert_eq!(exposed_name("git", "repo.read"), "git__repo.read");
        assert_eq!(exposed_name("a", &"b".repeat(61)).len(), 64);
    }

    #[test]
    fn keeps_the_start_of_a_long_name_readable() {
        let name = exposed_name("github", &"list_pull_requests_".repeat(5));
        assert_eq!(name.len(), 64);
        assert!(name.starts_with("github__list_pull_requests_"), "{name}");
    }

    #[test]
    fn tells_names_apart_that_differ_in_refused_letters_only() {
        let names: HashSet<_> = ["a/b", "a:b", "a b", "aéb", "a_b"]
            .map(|tool| exposed_name("s", tool))
            .into();
        assert_eq!(names.len(), 5);
    }

    #[test]
    fn two_servers_of_one_name_keep_their_tools_apart() {
        let [first, second] = [1, 2].map(|n| ServerId::from_uuid(Uuid::from_u128(n)));
        let mut names = Names::new(NamingPolicy::Always, std::iter::empty());
        assert_eq!(names.assign(first, "time", "now"), "time__now");
        let other = names.assign(second, "time", "now");
        assert!(other.starts_with("time__now_"), "{other}");
    }

    proptest! {
        #[test]
        fn names_are_accepted_by_clients_and_stable(server in "[a-zA-Z0-9-]{1,64}", tool in ".{0,200}") {
            let name = exposed_name(&server, &tool);
            prop_assert!((1..=MAX_EXPOSED_NAME).contains(&name.len()));
            prop_assert!(name.bytes().all(is_accepted), "{}", name);
            prop_assert_eq!(exposed_name(&server, &tool), name);
        }

        #[test]
        fn names_of_one_namespace_are_unique(
            tools in prop::collection::hash_set((0_u128..3, "[a-c/]{0,3}|[a-c]{60,70}"), 0..60),
        ) {
            let mut names = Names::new(NamingPolicy::Always, std::iter::empty());
            let given: HashSet<_> = tools
                .iter()
                .map(|(server, tool)| names.assign(ServerId::from_uuid(Uuid::from_u128(*server)), "same", tool))
                .collect();
            prop_assert_eq!(given.len(), tools.len());
            prop_assert!(given.iter().all(|name| name.len() <= MAX_EXPOSED_NAME));
        }
    }
}

//! Exposed names: `{server}__{tool}`, within what clients accept.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use model::{MAX_TOOL_NAME, NAME_SEPARATOR, NamingPolicy, ServerId};
use sha2::{Digest, Sha256};

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
    if name.len() <= MAX_TOOL_NAME && name.bytes().all(is_accepted) {
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
    let mut short: String = replaced.take(MAX_TOOL_NAME - SUFFIX).collect();
    short.push('_');
    short.push_str(&hex::encode(&Sha256::digest(hashed)[..4]));
    short
}

/// What one server brings into a namespace: its names of one kind, tools or prompts.
#[derive(Debug, Clone)]
pub struct NamesOf<'a> {
    /// The server.
    pub server_id: ServerId,
    /// What stands before its names, where something does; may be empty.
    pub prefix: &'a str,
    /// Its own names, each once.
    pub names: Vec<OfferedName<'a>>,
}

/// A server's own name for something.
#[derive(Debug, Clone, Copy)]
pub struct OfferedName<'a> {
    /// The name.
    pub name: &'a str,
    /// The name that the namespace gives it, whatever its policy is.
    pub fixed: Option<&'a str>,
    /// Clients of the namespace see it.
    pub is_visible: bool,
}

/// Clients should know two things by one name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision<'a> {
    /// The name that both should have.
    pub exposed: String,
    /// The server that comes first.
    pub first: ServerId,
    /// That server's own name for what it offers.
    pub first_name: &'a str,
    /// The server that comes later. It is the same one only where the namespace gave two of its tools one name.
    pub second: ServerId,
    /// The later server's own name for what it offers.
    pub name: &'a str,
    /// The namespace gave one of them that name; otherwise its policy did.
    pub is_given: bool,
}

/// The names under which clients know what the servers of a namespace offer: server by server and name by name as in
/// `all`. Each exposed name stands once; what is hidden gets the one it would have.
pub fn exposed_names(naming: NamingPolicy, all: &[NamesOf<'_>]) -> Vec<Vec<String>> {
    let mut names = Names::new(naming, all);
    let mut exposed: Vec<Vec<String>> = all
        .iter()
        .map(|of_server| vec![String::new(); of_server.names.len()])
        .collect();
    // Switching one on must not rename another, so what is hidden has its name reserved, too. Plain names are for
    // what is visible: switching one of two off is how the other gets it.
    let turn = |offered: &OfferedName<'_>| match (offered.fixed, offered.is_visible) {
        (Some(_), true) => Turn::GivenAndVisible,
        (Some(_), false) => Turn::GivenAndHidden,
        (None, is_visible) if is_visible || naming != NamingPolicy::Never => Turn::ByPolicy,
        (None, _) => Turn::Rest,
    };
    for now in Turn::ALL {
        for (of_server, exposed) in all.iter().zip(&mut exposed) {
            for (offered, exposed) in of_server.names.iter().zip(exposed) {
                if turn(offered) == now {
                    *exposed = names.assign(of_server.server_id, of_server.prefix, offered);
                }
            }
        }
    }
    exposed
}

/// When something gets its name. What a namespace named itself comes first, so that nothing else can take that name.
#[derive(PartialEq, Eq)]
enum Turn {
    GivenAndVisible,
    GivenAndHidden,
    ByPolicy,
    Rest,
}

impl Turn {
    const ALL: [Self; 4] = [
        Self::GivenAndVisible,
        Self::GivenAndHidden,
        Self::ByPolicy,
        Self::Rest,
    ];
}

/// Where clients should know two visible things by one name, so that the later would get another than it should.
pub fn collisions<'a>(naming: NamingPolicy, all: &[NamesOf<'a>]) -> Vec<Collision<'a>> {
    let names = Names::new(naming, all);
    let mut owners: HashMap<String, (ServerId, OfferedName<'a>)> = HashMap::new();
    let mut found = Vec::new();
    for of_server in all {
        for offered in of_server.names.iter().filter(|offered| offered.is_visible) {
            match owners.entry(names.wanted(of_server.prefix, offered)) {
                Entry::Vacant(free) => {
                    free.insert((of_server.server_id, *offered));
                }
                Entry::Occupied(taken) => {
                    let (first, before) = *taken.get();
                    found.push(Collision {
                        exposed: taken.key().clone(),
                        first,
                        first_name: before.name,
                        second: of_server.server_id,
                        name: offered.name,
                        is_given: before.fixed.is_some() || offered.fixed.is_some(),
                    });
                }
            }
        }
    }
    found
}

/// Hands out the exposed names of one namespace, each once.
struct Names {
    naming: NamingPolicy,
    /// Names that several servers use, where that matters.
    shared: HashSet<String>,
    taken: HashSet<String>,
}

impl Names {
    fn new(naming: NamingPolicy, all: &[NamesOf<'_>]) -> Self {
        let mut shared = HashSet::new();
        if naming == NamingPolicy::OnCollision {
            let mut seen = HashSet::new();
            let names = all.iter().flat_map(|of_server| &of_server.names);
            shared = names
                .filter(|offered| offered.fixed.is_none() && !seen.insert(offered.name))
                .map(|offered| offered.name.to_owned())
                .collect();
        }
        Self {
            naming,
            shared,
            taken: HashSet::new(),
        }
    }

    /// The name that something should have: its own one, or that of the policy.
    fn wanted(&self, prefix: &str, offered: &OfferedName<'_>) -> String {
        if let Some(fixed) = offered.fixed {
            return fixed.to_owned();
        }
        let name = offered.name;
        let is_plain = match self.naming {
            NamingPolicy::Always => false,
            NamingPolicy::OnCollision => !self.shared.contains(name),
            NamingPolicy::Never => true,
        };
        if is_plain {
            plain_name(name)
        } else {
            exposed_name(prefix, name)
        }
    }

    /// The name for something of a server. Where two should have one name, which is refused when it is saved but comes
    /// about when servers change, the later gets the prefix of its server and, if need be, a hash of the server's id.
    fn assign(&mut self, server_id: ServerId, prefix: &str, offered: &OfferedName<'_>) -> String {
        let name = offered.name;
        let mut exposed = self.wanted(prefix, offered);
        if self.taken.contains(&exposed) {
            exposed = exposed_name(prefix, name);
        }
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

    use super::{
        Collision, MAX_TOOL_NAME, NamesOf, OfferedName, collisions, exposed_name, exposed_names, is_accepted,
    };

    fn server(n: u128) -> ServerId {
        ServerId::from_uuid(Uuid::from_u128(n))
    }

    /// A server's names; those in brackets are hidden.
    fn names_of<'a>(n: u128, prefix: &'a str, names: &[&'a str]) -> NamesOf<'a> {
        let offered = |name: &&'a str| match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
            Some(name) => OfferedName {
                name,
                fixed: None,
                is_visible: false,
            },
            None => OfferedName {
                name,
                fixed: None,
                is_visible: true,
            },
        };
        NamesOf {
            server_id: server(n),
            prefix,
            names: names.iter().map(offered).collect(),
        }
    }

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
        let both = [names_of(1, "time", &["now"]), names_of(2, "time", &["now"])];
        let exposed = exposed_names(NamingPolicy::Always, &both);
        assert_eq!(exposed[0], ["time__now"]);
        assert!(exposed[1][0].starts_with("time__now_"), "{exposed:?}");
    }

    #[test]
    fn a_prefix_stands_where_the_policy_wants_it() {
        let both = [
            names_of(1, "a", &["now", "x"]),
            names_of(2, "", &["y"]),
            names_of(3, "b", &["now"]),
        ];
        let exposed = |naming| exposed_names(naming, &both).concat();
        assert_eq!(exposed(NamingPolicy::Always), ["a__now", "a__x", "y", "b__now"]);
        assert_eq!(exposed(NamingPolicy::OnCollision), ["a__now", "x", "y", "b__now"]);
        assert_eq!(exposed(NamingPolicy::Never), ["now", "x", "y", "b__now"]);
    }

    #[test]
    fn what_is_hidden_keeps_its_name_unless_it_is_a_plain_one() {
        let both = [names_of(1, "a", &["[now]"]), names_of(2, "b", &["now"])];
        let exposed = |naming| exposed_names(naming, &both).concat();
        assert_eq!(exposed(NamingPolicy::OnCollision), ["a__now", "b__now"]);
        assert_eq!(exposed(NamingPolicy::Never), ["a__now", "now"]);
    }

    #[test]
    fn tells_which_servers_collide() {
        let all = [
            names_of(1, "a", &["now", "[zones]"]),
            names_of(2, "a", &["now", "zones"]),
            names_of(3, "b", &["now"]),
        ];
        let found = |exposed: &str, second, name| Collision {
            exposed: exposed.to_owned(),
            first: server(1),
            first_name: name,
            second: server(second),
            name,
            is_given: false,
        };
        for naming in [NamingPolicy::Always, NamingPolicy::OnCollision] {
            assert_eq!(collisions(naming, &all), [found("a__now", 2, "now")]);
        }
        assert_eq!(
            collisions(NamingPolicy::Never, &all),
            [found("now", 2, "now"), found("now", 3, "now")]
        );
        assert_eq!(collisions(NamingPolicy::Always, &all[1..]), []);
    }

    #[test]
    fn a_given_name_is_nobody_elses() {
        let mut both = [names_of(1, "a", &["now", "x"]), names_of(2, "b", &["now", "y"])];
        both[1].names[1].fixed = Some("a__now");
        both[1].names[0].fixed = Some("time.now");
        let exposed = |naming| exposed_names(naming, &both);
        for naming in NamingPolicy::ALL {
            assert_eq!(exposed(naming)[1], ["time.now", "a__now"], "{naming:?}");
        }
        assert!(exposed(NamingPolicy::Always)[0][0].starts_with("a__now_"));
        assert_eq!(exposed(NamingPolicy::OnCollision)[0], ["now", "x"]);
    }

    #[test]
    fn one_server_cannot_have_two_tools_of_one_name() {
        let mut names = names_of(1, "a", &["now", "x"]);
        names.names[1].fixed = Some("a__now");
        let both = [names];
        let found = collisions(NamingPolicy::Always, &both);
        assert_eq!(
            found,
            [Collision {
                exposed: "a__now".to_owned(),
                first: server(1),
                first_name: "now",
                second: server(1),
                name: "x",
                is_given: true,
            }]
        );
        let exposed = exposed_names(NamingPolicy::Always, &both).concat();
        assert_eq!(exposed[1], "a__now");
        assert_ne!(exposed[0], "a__now");
    }

    #[test]
    fn a_server_without_prefix_may_collide_with_the_prefix_of_another() {
        let both = [names_of(1, "", &["b__now"]), names_of(2, "b", &["now"])];
        assert_eq!(collisions(NamingPolicy::Always, &both).len(), 1);
        assert_eq!(collisions(NamingPolicy::Never, &both), []);
    }

    proptest! {
        #[test]
        fn names_are_accepted_by_clients_and_stable(server in "[a-zA-Z0-9-]{1,64}", tool in ".{0,200}") {
            let name = exposed_name(&server, &tool);
            prop_assert!((1..=MAX_TOOL_NAME).contains(&name.len()));
            prop_assert!(name.bytes().all(is_accepted), "{}", name);
            prop_assert_eq!(exposed_name(&server, &tool), name);
        }

        #[test]
        fn names_of_one_namespace_are_unique(
            tools in prop::collection::hash_set((0_u128..3, "[a-c/]{0,3}|[a-c]{60,70}"), 0..60),
            naming in prop::sample::select(NamingPolicy::ALL.to_vec()),
        ) {
            let of_server = |n: u128| {
                let names = tools.iter().filter(|(server, _)| *server == n).map(|(_, name)| name.as_str());
                names_of(n, "same", &names.collect::<Vec<_>>())
            };
            let exposed = exposed_names(naming, &[0, 1, 2].map(of_server)).concat();
            let given: HashSet<_> = exposed.iter().collect();
            prop_assert_eq!(given.len(), tools.len());
            prop_assert!(given.iter().all(|name| name.len() <= MAX_TOOL_NAME));
        }
    }
}

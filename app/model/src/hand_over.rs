//! Things get another owner.

use serde::{Deserialize, Serialize};

use crate::{
    EndpointId, FieldErrors, Heir, NamespaceId, OwnedThing, Problem, Recipient, ServerId, TeamName,
    ThingKind, Visibility,
};

/// A thing that can be handed over. Keys cannot: whoever had one may still know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Thing {
    /// An MCP server.
    Server(ServerId),
    /// A namespace.
    Namespace(NamespaceId),
    /// An endpoint.
    Endpoint(EndpointId),
}

impl Thing {
    /// What it is.
    pub const fn kind(self) -> ThingKind {
        match self {
            Self::Server(_) => ThingKind::Server,
            Self::Namespace(_) => ThingKind::Namespace,
            Self::Endpoint(_) => ThingKind::Endpoint,
        }
    }

    /// The words for it in a path: what it is, and its id.
    pub fn path(self) -> String {
        match self {
            Self::Server(id) => format!("servers/{id}"),
            Self::Namespace(id) => format!("namespaces/{id}"),
            Self::Endpoint(id) => format!("endpoints/{id}"),
        }
    }

    /// The thing that a path names.
    pub fn of_path(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "servers" => id.parse().ok().map(Self::Server),
            "namespaces" => id.parse().ok().map(Self::Namespace),
            "endpoints" => id.parse().ok().map(Self::Endpoint),
            _ => None,
        }
    }
}

/// Who is to get a thing, and what becomes of what hangs on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverInput {
    /// A [`Recipient`].
    #[serde(default)]
    pub to: String,
    /// What could not be used any more gets the same owner.
    #[serde(default)]
    pub along: bool,
}

impl HandOverInput {
    /// Who is to get it.
    pub fn recipient(&self) -> Result<Recipient, FieldErrors> {
        let recipient = match self.to.as_str() {
            "" => Err(Problem::Required),
            to => to.parse(),
        };
        recipient.map_err(|problem| FieldErrors::of("to", problem))
    }

    /// Somebody is named.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        self.recipient().map(drop)
    }
}

/// A thing, whose it is, and who can be given it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOverView {
    /// What it is, and its name.
    pub thing: OwnedThing,
    /// Who sees it now.
    pub visibility: Visibility,
    /// The team that owns it, or the person, when it is somebody else's.
    pub owner: Option<String>,
    /// The caller may give it to everybody.
    pub may_publish: bool,
    /// The caller may have it.
    pub may_keep: bool,
    /// The teams that can be given it.
    pub teams: Vec<TeamName>,
    /// The people who can be given it.
    pub people: Vec<Heir>,
}

/// What a change of owner would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequences {
    /// What could not be used any more, unless it gets the same owner.
    pub along: Vec<OwnedThing>,
    /// Things that hang on it and that the caller cannot change.
    pub in_the_way: Vec<OwnedThing>,
    /// How many more there are, of which the caller does not know.
    pub hidden: usize,
    /// What the recipient already has under the same names.
    pub taken: Vec<OwnedThing>,
    /// Keys that do not open it any more.
    pub locked_out: Vec<OwnedThing>,
}

impl Consequences {
    /// Nothing has to be taken along, and nothing is in the way.
    pub fn is_simple(&self) -> bool {
        self.along.is_empty() && self.is_possible()
    }

    /// It can be done, with what is taken along.
    pub fn is_possible(&self) -> bool {
        self.in_the_way.is_empty() && self.hidden == 0 && self.taken.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{HandOverInput, Thing};
    use crate::{Problem, Recipient};

    #[test]
    fn a_path_names_a_thing() {
        let id = Uuid::from_u128(5);
        for thing in [
            Thing::Server(id.into()),
            Thing::Namespace(id.into()),
            Thing::Endpoint(id.into()),
        ] {
            let path = thing.path();
            let (kind, id) = path.split_once('/').expect("both");
            assert_eq!(Thing::of_path(kind, id), Some(thing));
            assert_eq!(Thing::of_path(kind, "none"), None);
        }
        assert_eq!(Thing::of_path("api-keys", &id.to_string()), None);
    }

    #[test]
    fn somebody_gets_it() {
        let to = |to: &str| HandOverInput {
            to: to.to_owned(),
            along: false,
        };
        assert_eq!(to("public").recipient(), Ok(Recipient::Public));
        for (text, problem) in [("", Problem::Required), ("bob", Problem::UnknownChoice)] {
            let errors = to(text).recipient().expect_err("nobody");
            assert_eq!(errors.get("to"), [problem]);
        }
    }
}

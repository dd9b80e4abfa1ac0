//! Acts of people and programs that are written down.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CallRange, TimeSpan};
use crate::{AuditActId, Timestamp, UserId};

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// A person.
    Person,
    /// The command line, the file applied at start, or the process by itself.
    System,
    /// Somebody who is not signed in: by the name that they gave.
    Stranger,
}

words!(ActorKind: Person = "person", System = "system", Stranger = "stranger");

/// Who did something, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorView {
    /// As what.
    pub kind: ActorKind,
    /// The person's id.
    pub id: Option<UserId>,
    /// Their name.
    pub name: String,
}

/// What became of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActVerb {
    /// It is new.
    Created,
    /// It is another than before.
    Changed,
    /// It is gone.
    Deleted,
}

words!(ActVerb: Created = "created", Changed = "changed", Deleted = "deleted");

/// Something that was made, changed or deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActThing {
    /// What became of it.
    pub verb: ActVerb,
    /// Its noun, such as `server`.
    pub kind: String,
    /// Its id; nothing for what has none.
    pub id: Option<Uuid>,
    /// Its name then.
    pub name: String,
}

/// How an act ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActOutcome {
    /// It is done.
    Done,
    /// It was refused.
    Refused,
}

words!(ActOutcome: Done = "done", Refused = "refused");

/// One act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActView {
    /// Id.
    pub id: AuditActId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: ActorView,
    /// The use case, such as `servers.create`.
    pub act: String,
    /// What was made, changed or deleted.
    pub things: Vec<ActThing>,
    /// From where, where that is known.
    pub address: Option<String>,
    /// How it ended.
    pub outcome: ActOutcome,
    /// What else there is to say; often empty.
    pub detail: String,
    /// The number in the log.
    pub seq: i64,
    /// Its hash, over itself and the act before it, in hexadecimal digits.
    pub hash: String,
}

/// A page of acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActsView {
    /// The acts, the newest first.
    pub acts: Vec<ActView>,
    /// Where the next page begins, if there is one.
    pub next: Option<i64>,
    /// The nouns of use cases, to filter by.
    pub nouns: Vec<String>,
}

/// Which acts. All of it stands in the URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActFilter {
    /// Of when.
    pub range: CallRange,
    /// Of an own span: from then on, in UTC.
    pub from: String,
    /// Of an own span: before then.
    pub until: String,
    /// Of a person.
    pub person: Option<UserId>,
    /// The noun of the use case: `servers` for `servers.create`.
    pub noun: String,
    /// How they ended.
    pub outcome: Option<ActOutcome>,
}

impl ActFilter {
    /// Reads it out of a query, given as a function from names to values. What says nothing is left out.
    pub fn of(query: impl Fn(&str) -> Option<String>) -> Self {
        let word = |name: &str| query(name).map(|it| it.trim().to_owned()).unwrap_or_default();
        Self {
            // Acts are few: what somebody looks for is seldom of today.
            range: word("range").parse().unwrap_or(CallRange::Week),
            from: word("from"),
            until: word("until"),
            person: word("person").parse().ok(),
            noun: word("noun"),
            outcome: word("outcome").parse().ok(),
        }
    }

    /// Names and values of what it says, for a query; the inverse of [`ActFilter::of`].
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let range = if self.range == CallRange::Week {
            ""
        } else {
            self.range.as_str()
        };
        let pairs = [
            ("range", range.to_owned()),
            ("from", self.from.clone()),
            ("until", self.until.clone()),
            ("person", self.person.map(|it| it.to_string()).unwrap_or_default()),
            ("noun", self.noun.clone()),
            ("outcome", self.outcome.map_or("", ActOutcome::as_str).to_owned()),
        ];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// Of when, at a moment.
    pub fn span(&self, now: Timestamp) -> TimeSpan {
        self.range.span(now, &self.from, &self.until)
    }
}

#[cfg(test)]
mod tests {
    use super::ActFilter;

    #[test]
    fn its_pairs_mean_the_same() {
        let all = [
            ("range", "hour"),
            ("person", "0198c5a2-7b3e-7c41-9a54-0d6a1f2b3c4d"),
            ("noun", "servers"),
            ("outcome", "refused"),
        ];
        let value = |name: &str| {
            all.iter()
                .find(|pair| pair.0 == name)
                .map(|pair| pair.1.to_owned())
        };
        let pairs = ActFilter::of(value).pairs();
        let again: Vec<_> = pairs.iter().map(|(name, value)| (*name, &**value)).collect();
        assert_eq!(again, all);
    }
}

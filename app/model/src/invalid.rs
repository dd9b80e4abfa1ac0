//! What is wrong with an input, field by field, in a form that a page can translate.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{NamedThing, NamingPolicy, NeverPassed};

/// One thing wrong with one field. `Display` is the English sentence; pages translate by variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    /// The field is empty.
    #[error("this is required")]
    Required,
    /// The text has more characters than allowed.
    #[error("at most {max} characters")]
    TooLong {
        /// The bound.
        max: usize,
    },
    /// The text has fewer characters than allowed.
    #[error("at least {min} characters")]
    TooShort {
        /// The bound.
        min: usize,
    },
    /// A name has a character that clients or URLs cannot carry.
    #[error("use letters, digits, - and _ only")]
    BadName,
    /// A name of a tool has a character that some client does not take.
    #[error("use letters, digits, -, _ and . only")]
    BadToolName,
    /// Nobody could give an argument that clients do not see and its server wants.
    #[error("the server wants `{name}`: give it a value, or let clients see it")]
    HiddenWithoutValue {
        /// The argument.
        name: String,
    },
    /// A server's name holds the separator of server and tool.
    #[error("two underscores in a row separate server and tool in tool names; use one")]
    DoubleUnderscore,
    /// A line is no regular expression.
    #[error(
        "`{name}` is no regular expression that can be used here: look for brackets that do not close, and do not use look-around or back references"
    )]
    BadPattern {
        /// What the pattern is to find.
        name: String,
    },
    /// Not an absolute http or https URL.
    #[error("enter a full URL such as https://example.com/mcp")]
    BadUrl,
    /// The URL of somebody who is to be trusted has to be `https`.
    #[error("use https; plain http is for programs on this machine only")]
    NeedsHttps,
    /// The URL carries a user name or password.
    #[error("put credentials into a header or the bearer token, not into the URL")]
    UrlWithCredentials,
    /// Not an e-mail address.
    #[error("enter an e-mail address")]
    BadEmail,
    /// The two passwords differ.
    #[error("the passwords differ")]
    PasswordsDiffer,
    /// A line is not `KEY=value`.
    #[error("line {line} is not NAME=value")]
    BadPair {
        /// One-based line number.
        line: usize,
    },
    /// A name stands twice among the pairs.
    #[error("`{name}` stands twice")]
    DuplicatePair {
        /// The name in question.
        name: String,
    },
    /// Not a header name or value by RFC 9110.
    #[error("`{name}` is not a valid HTTP header")]
    BadHeader {
        /// The header's name.
        name: String,
    },
    /// A header of clients that must not reach a server.
    #[error("`{name}` never passes, since it {}", .why.as_str())]
    NeverPassed {
        /// The header's name.
        name: String,
        /// What it is.
        why: NeverPassed,
    },
    /// The masked value of a secret that does not exist.
    #[error("`{name}` has no stored value to keep; enter one")]
    NothingToKeep {
        /// The pair's name.
        name: String,
    },
    /// A text that has to be JSON is not.
    #[error("this is not JSON; look at line {line}, column {column}")]
    BadJson {
        /// One-based line.
        line: usize,
        /// Column, counted from one; zero when the line before ended too early.
        column: usize,
    },
    /// A document that says something else than it should.
    #[error("this does not fit: {reason}")]
    BadDocument {
        /// What the parser says, in English.
        reason: String,
    },
    /// A document with no namespace, or with several.
    #[error("there has to be one namespace in it; there are {count}")]
    NotOneNamespace {
        /// How many there are.
        count: usize,
    },
    /// JSON, but no object.
    #[error("write a JSON object, such as {{}}")]
    NotAnObject,
    /// A quote is opened and never closed.
    #[error("a quote is not closed")]
    UnbalancedQuote,
    /// Not a whole number, or one that is too small or too large.
    #[error("write a whole number from {min} to {max}")]
    NotInRange {
        /// The smallest that fits.
        min: u32,
        /// The largest that fits.
        max: u32,
    },
    /// A line is not a tool with its times.
    #[error("line {line} is not a tool and its times from 1s to 24h, such as `search: 30s, total 10m`")]
    BadToolTimes {
        /// One-based line number.
        line: usize,
    },
    /// Not the full path of a folder.
    #[error("`{folder}` is not the full path of a folder, such as `/srv/data` or `${{HOME}}/data`")]
    BadFolder {
        /// What was written.
        folder: String,
    },
    /// The value is not one of the possible ones.
    #[error("choose one of the offered values")]
    UnknownChoice,
    /// The thing chosen does not exist (any more), or is not visible to the caller.
    #[error("`{name}` does not exist (any more)")]
    Missing {
        /// What was chosen.
        name: String,
    },
    /// Another one has this value already.
    #[error("this is taken; choose another")]
    Taken,
    /// A public thing may not refer to a private one.
    #[error("a public {what} can only use public things; `{name}` is private")]
    PrivateInPublic {
        /// The public noun.
        what: String,
        /// The private thing.
        name: String,
    },
    /// A thing of a team may refer to public things and to the team's.
    #[error("a {what} of a team can only use public things and the team's own; `{name}` is neither")]
    NotOfTeam {
        /// The team's noun.
        what: String,
        /// What belongs to somebody else.
        name: String,
    },
    /// Two servers of a namespace offer something that clients should know by one name.
    #[error(
        "`{first}` and `{second}` both have the {} `{name}`, and clients could not tell them apart; {}, or switch one of them off",
        .what.as_str(), way_out(*.naming)
    )]
    SameName {
        /// What both offer.
        what: NamedThing,
        /// Its name at the second server.
        name: String,
        /// The server whose it would be.
        first: String,
        /// The other server.
        second: String,
        /// How the namespace names things.
        naming: NamingPolicy,
    },
    /// A name that a namespace gives to a tool is that of another one.
    #[error("`{name}` is the name of `{tool}` of `{server}` already; choose another")]
    NameOfTool {
        /// The name that both should have.
        name: String,
        /// The other tool, by its server's name for it.
        tool: String,
        /// Its server.
        server: String,
    },
    /// A namespace would be in itself, through servers that stand for namespaces.
    #[error(
        "this would put a namespace into itself (`{}`); choose another one, or take a server out of one of these first",
        .path.join(" → ")
    )]
    NamespaceCycle {
        /// The names of the namespaces, each in the one before; the last is the first again.
        path: Vec<String>,
    },
    /// A list has more entries than allowed.
    #[error("at most {max} of them")]
    TooMany {
        /// The bound.
        max: usize,
    },
    /// Not a pattern of names of tools.
    #[error("`{pattern}` is not the name of a tool, with `*` for any text; write one a line, without spaces")]
    BadToolPattern {
        /// What was written.
        pattern: String,
    },
    /// Not a day.
    #[error("write a day as year, month and day, such as 2026-12-31")]
    BadDay,
    /// A day that is over.
    #[error("this day is over; choose today or a later one")]
    DayIsOver,
    /// A secret that others may know cannot become one person's, or a team's.
    #[error("others may know this key, and would act in its new owner's name; make another key instead")]
    OthersMayKnow,
    /// Nobody else is administrator.
    #[error("this is the last administrator; make somebody else one first")]
    LastAdmin,
    /// Something that only counts for an endpoint of single sign-on.
    #[error("this counts with `auth: sso` only; choose that, or leave this out")]
    NeedsSso,
    /// The form or token is wrong.
    #[error("this is not right")]
    Wrong,
}

fn way_out(naming: NamingPolicy) -> &'static str {
    match naming {
        NamingPolicy::Never => "use another naming policy",
        NamingPolicy::Always | NamingPolicy::OnCollision => "give one of the servers an alias",
    }
}

/// Problems by field name. Empty means valid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(BTreeMap<String, Vec<Problem>>);

impl FieldErrors {
    /// No problem yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// One problem of one field.
    pub fn of(field: &str, problem: Problem) -> Self {
        let mut errors = Self::new();
        errors.add(field, problem);
        errors
    }

    /// Adds a problem to a field.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.entry(field.to_owned()).or_default().push(problem);
    }

    /// Adds the problem of a failed check; passes when the check passed.
    pub fn check(&mut self, field: &str, result: Result<(), Problem>) {
        if let Err(problem) = result {
            self.add(field, problem);
        }
    }

    /// Adds the problems of a failed check of several fields; passes when the check passed.
    pub fn check_all(&mut self, result: Result<(), Self>) {
        for (field, problems) in result.err().unwrap_or_default().0 {
            self.0.entry(field).or_default().extend(problems);
        }
    }

    /// As [`Self::check_all`], for what is inside of a field: each problem by its path.
    pub fn check_inside(&mut self, field: &str, result: Result<(), Self>) {
        for (inner, problems) in result.err().unwrap_or_default().0 {
            let path = format!("{field}.{inner}");
            self.0.entry(path).or_default().extend(problems);
        }
    }

    /// The problems of one field, none when it is fine.
    pub fn get(&self, field: &str) -> &[Problem] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Fields with their problems, by field name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[Problem])> {
        self.0
            .iter()
            .map(|(field, problems)| (field.as_str(), problems.as_slice()))
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` when nothing is wrong.
    pub fn into_result(self) -> Result<(), Self> {
        if self.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (field, problems) in &self.0 {
            for problem in problems {
                write!(f, "{separator}{field}: {problem}")?;
                separator = "; ";
            }
        }
        Ok(())
    }
}

impl std::error::Error for FieldErrors {}

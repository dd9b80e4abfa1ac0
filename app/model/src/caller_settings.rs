//! What a server is told of who calls it: headers of clients that pass on, and a signed statement.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Pair, Problem, length::at_most};

const MAX_TEXT: usize = 4096;
/// Headers of clients that a server can be passed.
const MAX_PASSED: usize = 32;
/// Longest name of a header.
const MAX_NAME: usize = 100;

/// What a server is told of who calls it. The default is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CallerSettings {
    /// Names of headers of clients that pass on with their calls, in lower case.
    #[serde(rename = "headers", skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
    /// Each request carries a signed statement of who makes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<IdentityClaims>,
}

/// What the statement says of a person beside their id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IdentityClaims {
    /// Their e-mail address.
    #[serde(skip_serializing_if = "is_false")]
    pub email: bool,
    /// Their name.
    #[serde(skip_serializing_if = "is_false")]
    pub name: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// Why a header of a client never passes to a server, whatever the settings say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NeverPassed {
    /// It carries what the client shows to us, and to nobody else.
    Credentials,
    /// It is about one connection or one message, and the next has its own.
    Framing,
    /// It says where a request came from, which servers believe of whoever is in front of them.
    Origin,
    /// The protocol, or MetaMCP itself, says something with it.
    Ours,
}

impl NeverPassed {
    /// The end of a sentence about the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Credentials => "can carry the client's own credentials",
            Self::Framing => "is about one connection or message alone",
            Self::Origin => "says where a request came from, which servers believe",
            Self::Ours => "is MetaMCP's or the protocol's own",
        }
    }
}

/// Names, and beginnings of names that end in a dash.
const NEVER: [(NeverPassed, &[&str]); 4] = [
    (
        NeverPassed::Credentials,
        &[
            "authorization",
            "cookie",
            "cookie2",
            "set-cookie",
            "x-api-key",
            "api-key",
            "dpop",
            "proxy-",
        ],
    ),
    (
        NeverPassed::Framing,
        &[
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "http2-settings",
            "expect",
            "host",
            "accept",
            "accept-",
            "content-",
            "if-",
            "range",
            "cache-control",
            "pragma",
            "alt-svc",
            "max-forwards",
            "date",
            "warning",
        ],
    ),
    (
        NeverPassed::Origin,
        &[
            "origin",
            "referer",
            "forwarded",
            "via",
            "x-forwarded-",
            "x-real-ip",
            "x-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "sec-",
            "access-control-",
        ],
    ),
    (
        NeverPassed::Ours,
        &[
            "mcp-",
            "last-event-id",
            "user-agent",
            "www-authenticate",
            "x-metamcp-",
        ],
    ),
];

/// Why a header never passes; nothing when it may. Names are in any case.
pub fn never_passed(name: &str) -> Option<NeverPassed> {
    let name = name.to_ascii_lowercase();
    let is_meant = |listed: &&str| match listed.strip_suffix('-') {
        Some(_) => name.starts_with(*listed),
        None => name == **listed,
    };
    let found = NEVER.iter().find(|(_, names)| names.iter().any(is_meant));
    found.map(|(why, _)| *why)
}

/// RFC 9110 §5.1.
fn is_header_name(name: &str) -> bool {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
    !name.is_empty() && name.len() <= MAX_NAME && name.chars().all(is_token)
}

/// Passes names of headers that may pass, each once, and none that the server gets a value of its own for.
fn check_passed(passed: &[String], own: &[Pair]) -> Result<(), Problem> {
    if passed.len() > MAX_PASSED {
        return Err(Problem::TooMany { max: MAX_PASSED });
    }
    for (at, name) in passed.iter().enumerate() {
        let name = || name.clone();
        let is_same = |other: &str| other.eq_ignore_ascii_case(&passed[at]);
        if !is_header_name(&passed[at]) {
            return Err(Problem::BadHeader { name: name() });
        }
        if let Some(why) = never_passed(&passed[at]) {
            return Err(Problem::NeverPassed { name: name(), why });
        }
        if passed[..at].iter().any(|other| is_same(other)) || own.iter().any(|pair| is_same(&pair.name)) {
            return Err(Problem::DuplicatePair { name: name() });
        }
    }
    Ok(())
}

impl CallerSettings {
    /// Checks what a file declares. `own` are the headers that the server gets anyway.
    pub fn validate(&self, own: &[Pair]) -> Result<(), Problem> {
        check_passed(&self.passed, own)
    }

    /// Names in lower case, in their order.
    #[must_use]
    pub fn normal(self) -> Self {
        Self {
            passed: self
                .passed
                .iter()
                .map(|name| name.trim().to_ascii_lowercase())
                .collect(),
            ..self
        }
    }
}

/// [`CallerSettings`] in a form.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CallerInput {
    /// Names of headers, one a line or with commas between them.
    pub passed: String,
    /// Requests carry a signed statement.
    pub identity: bool,
    /// As [`IdentityClaims::email`].
    pub email: bool,
    /// As [`IdentityClaims::name`].
    pub name: bool,
}

impl fmt::Debug for CallerInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallerInput")
            .field("passed", &self.passed)
            .field("identity", &self.identity)
            .finish_non_exhaustive()
    }
}

impl CallerInput {
    /// What it says, or what is wrong with it, by field. `own` are the headers that the server gets anyway.
    pub fn parsed(&self, own: &[Pair]) -> Result<CallerSettings, FieldErrors> {
        let wrong = |problem| FieldErrors::of("passed", problem);
        at_most(&self.passed, MAX_TEXT).map_err(wrong)?;
        let names = self.passed.split([',', '\n']).map(str::trim);
        let passed: Vec<_> = names
            .filter(|name| !name.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        check_passed(&passed, own).map_err(wrong)?;
        Ok(CallerSettings {
            passed,
            identity: self.identity.then_some(IdentityClaims {
                email: self.email,
                name: self.name,
            }),
        })
    }
}

impl From<&CallerSettings> for CallerInput {
    fn from(settings: &CallerSettings) -> Self {
        let claims = settings.identity.unwrap_or_default();
        Self {
            passed: settings.passed.join("\n"),
            identity: settings.identity.is_some(),
            email: claims.email,
            name: claims.name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CallerInput, CallerSettings, IdentityClaims, NeverPassed, never_passed};
    use crate::{Pair, Problem};

    fn passing(passed: &str) -> CallerInput {
        CallerInput {
            passed: passed.to_owned(),
            ..CallerInput::default()
        }
    }

    #[test]
    fn a_form_says_what_is_stored_and_the_other_way_round() {
        let input = CallerInput {
            passed: " X-Tenant ,traceparent\n\nX-Region".to_owned(),
            identity: true,
            email: true,
            name: false,
        };
        let settings = input.parsed(&[]).expect("fits");
        assert_eq!(settings.passed, ["x-tenant", "traceparent", "x-region"]);
        assert_eq!(
            settings.identity,
            Some(IdentityClaims {
                email: true,
                name: false
            })
        );
        assert_eq!(CallerInput::from(&settings).parsed(&[]), Ok(settings));
        assert_eq!(CallerInput::default().parsed(&[]), Ok(CallerSettings::default()));
        let off = CallerInput {
            identity: false,
            ..input
        };
        assert_eq!(
            off.parsed(&[]).expect("fits").identity,
            None,
            "nothing else counts"
        );
    }

    #[test]
    fn credentials_and_framing_never_pass() {
        for (name, why) in [
            ("Authorization", NeverPassed::Credentials),
            ("COOKIE", NeverPassed::Credentials),
            ("x-api-key", NeverPassed::Credentials),
            ("Proxy-Authorization", NeverPassed::Credentials),
            ("Transfer-Encoding", NeverPassed::Framing),
            ("content-length", NeverPassed::Framing),
            ("Host", NeverPassed::Framing),
            ("X-Forwarded-For", NeverPassed::Origin),
            ("Forwarded", NeverPassed::Origin),
            ("Origin", NeverPassed::Origin),
            ("Mcp-Session-Id", NeverPassed::Ours),
            ("X-MetaMCP-Identity", NeverPassed::Ours),
        ] {
            assert_eq!(never_passed(name), Some(why), "{name}");
            let name = name.to_ascii_lowercase();
            let errors = passing(&name).parsed(&[]).expect_err("refused");
            assert_eq!(errors.get("passed"), [Problem::NeverPassed { name, why }]);
        }
        for name in [
            "x-tenant",
            "traceparent",
            "contents",
            "hostname",
            "x-mcp-team",
            "tenant",
        ] {
            assert_eq!(never_passed(name), None, "{name}");
        }
    }

    #[test]
    fn names_are_names_and_each_stands_once() {
        let own = [Pair {
            name: "X-Region".to_owned(),
            value: "eu".to_owned(),
        }];
        let twice = |name: &str| Problem::DuplicatePair {
            name: name.to_owned(),
        };
        for (passed, problem) in [
            (
                "x tenant".to_owned(),
                Problem::BadHeader {
                    name: "x tenant".to_owned(),
                },
            ),
            ("X-Tenant, x-tenant".to_owned(), twice("x-tenant")),
            ("x-region".to_owned(), twice("x-region")),
            (
                (0..33).map(|at| format!("x-{at}")).collect::<Vec<_>>().join("\n"),
                Problem::TooMany { max: 32 },
            ),
        ] {
            let errors = passing(&passed).parsed(&own).expect_err("refused");
            assert_eq!(errors.get("passed"), [problem], "{passed}");
        }
    }
}

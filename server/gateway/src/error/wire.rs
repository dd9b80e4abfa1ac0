//! The shape of an error on the wire.

use std::{borrow::Cow, collections::BTreeMap, error::Error as StdError};

use http::StatusCode;
use model::FailureClass;
use serde::Serialize;
use serde_json::Value;

/// Whose mistake it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Source {
    /// The client asked for something it cannot have.
    Client,
    /// The gateway cannot serve it now.
    Gateway,
    /// The upstream failed.
    Upstream,
}

/// Everything that is said about an error.
#[derive(Debug)]
pub(crate) struct Meaning {
    /// HTTP status.
    pub(crate) status: StatusCode,
    /// JSON-RPC code.
    pub(crate) code: i32,
    /// Whose mistake it is.
    pub(crate) source: Source,
    /// A stable word for programs.
    pub(crate) class: &'static str,
    /// One sentence: what happened.
    pub(crate) message: String,
    /// One sentence: what to do.
    pub(crate) advice: Cow<'static, str>,
    /// Further members of `data`.
    pub(crate) facts: Vec<(&'static str, Value)>,
}

/// The `error` member of a JSON-RPC answer.
pub(crate) fn error_object(meaning: &Meaning) -> Vec<u8> {
    #[derive(Serialize)]
    struct Object<'a> {
        code: i32,
        message: &'a str,
        data: Data<'a>,
    }
    #[derive(Serialize)]
    struct Data<'a> {
        source: Source,
        class: &'a str,
        #[serde(flatten)]
        facts: BTreeMap<&'a str, &'a Value>,
    }

    let message = match &*meaning.advice {
        "" => Cow::Borrowed(&*meaning.message),
        advice => Cow::Owned(format!("{} {advice}", meaning.message)),
    };
    let data = Data {
        source: meaning.source,
        class: meaning.class,
        facts: meaning.facts.iter().map(|(name, value)| (*name, value)).collect(),
    };
    serde_json::to_vec(&Object {
        code: meaning.code,
        message: &message,
        data,
    })
    .expect("strings and numbers can always be written")
}

/// The word for a failure class, as in the dashboard's JSON.
pub(crate) const fn class_name(class: FailureClass) -> &'static str {
    match class {
        FailureClass::Spawn => "spawn",
        FailureClass::Exited => "exited",
        FailureClass::Handshake => "handshake",
        FailureClass::Garbage => "garbage",
        FailureClass::Dns => "dns",
        FailureClass::Connect => "connect",
        FailureClass::Tls => "tls",
        FailureClass::Unauthorized => "unauthorized",
        FailureClass::HttpStatus => "http_status",
        FailureClass::Timeout => "timeout",
        FailureClass::Version => "version",
        FailureClass::Limit => "limit",
        FailureClass::Refused => "refused",
        FailureClass::Variable => "variable",
        FailureClass::Secret => "secret",
    }
}

/// An error with all its causes in one line.
pub(crate) fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

/// The text with its first letter in upper case.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// What a client wrote, short enough to be repeated in a message.
pub(crate) fn quoted(text: &str) -> String {
    const MAX: usize = 100;
    let mut letters = text.chars();
    let mut short: String = letters.by_ref().take(MAX).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

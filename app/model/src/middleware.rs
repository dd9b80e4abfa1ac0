//! What a namespace does with every request on its way to a server, and with every answer on its way back.
//!
//! A [`Chain`] is a list: requests pass it from the first link to the last, answers from the last to the first. Each kind of
//! link is a file here, with what it can be set to, and a file of the gateway, with what it does.

mod approval;
mod audit_detail;
mod cache;
mod filter;
mod rate_limit;
mod redaction;
mod setting;
mod size_limit;
mod validation;
mod view;
mod webhook;

use serde::{Deserialize, Serialize};

use self::setting::Settings;
pub use self::{
    approval::Approval,
    audit_detail::{AuditDetail, Detail},
    cache::Cache,
    filter::Filter,
    rate_limit::{Per, RateLimit},
    redaction::{BuiltInPattern, NamedPattern, Redaction},
    setting::{Control, Setting, Values},
    size_limit::{Excess, SizeLimit},
    validation::Validation,
    view::{ChainView, LinkFiguresView, LinkView, StoppedView},
    webhook::Webhook,
};
use crate::{FieldErrors, Problem};

/// Links of one chain.
pub const MAX_LINKS: usize = 32;

/// Everything that a namespace does with requests and answers, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Chain(pub Vec<Link>);

/// One thing that a namespace does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Names it within its chain, whatever its place; not given again as long as the chain has it.
    pub id: u32,
    /// It does it.
    pub enabled: bool,
    /// What it does.
    #[serde(flatten)]
    pub middleware: Middleware,
}

macro_rules! kinds {
    ($($kind:ident = $word:literal),+ $(,)?) => {
        /// What a link does, with its settings.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Middleware {
            $(
                #[doc = concat!("See [`", stringify!($kind), "`].")]
                $kind($kind)
            ),+
        }

        /// What a link does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum MiddlewareKind {
            $(
                #[doc = concat!("See [`", stringify!($kind), "`].")]
                $kind
            ),+
        }

        words!(MiddlewareKind: $($kind = $word),+);

        impl Middleware {
            /// One of this kind, as it is when it is added.
            pub fn usual(kind: MiddlewareKind) -> Self {
                match kind {
                    $(MiddlewareKind::$kind => Self::$kind($kind::default())),+
                }
            }

            /// Which kind it is.
            pub const fn kind(&self) -> MiddlewareKind {
                match self {
                    $(Self::$kind(_) => MiddlewareKind::$kind),+
                }
            }

            /// What it can be set to, and is.
            pub fn settings(&self) -> Vec<Setting> {
                match self {
                    $(Self::$kind(settings) => settings.describe()),+
                }
            }

            /// One of this kind with what a form wrote.
            pub fn read(kind: MiddlewareKind, values: &Values) -> Result<Self, FieldErrors> {
                match kind {
                    $(MiddlewareKind::$kind => $kind::read(values).map(Self::$kind)),+
                }
            }
        }
    };
}

kinds! {
    Filter = "filter",
    RateLimit = "rate_limit",
    SizeLimit = "size_limit",
    Validation = "validation",
    Redaction = "redaction",
    Cache = "cache",
    Approval = "approval",
    Webhook = "webhook",
    AuditDetail = "audit_detail",
}

/// A link as a form writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkInput {
    /// What it does.
    pub kind: MiddlewareKind,
    /// Its settings, by the names of [`Middleware::settings`].
    #[serde(default)]
    pub settings: Values,
    /// The version of the chain that the caller has read.
    #[serde(default)]
    pub version: i64,
}

impl LinkInput {
    /// What it says, or what is wrong with it: fields are `settings.` and the name.
    pub fn parsed(&self) -> Result<Middleware, FieldErrors> {
        let read = Middleware::read(self.kind, &self.settings);
        read.map_err(|errors| {
            let mut named = FieldErrors::new();
            named.check_inside("settings", Err(errors));
            named
        })
    }
}

// === impl Middleware ===

impl Middleware {
    /// What is wrong with its settings, by their names. That an expression is one only the server can tell.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let settings = self.settings().into_iter();
        let values: Values = settings.map(|it| (it.name.to_owned(), it.value)).collect();
        Self::read(self.kind(), &values).map(drop)
    }
}

// === impl Chain ===

impl Chain {
    /// Nothing is done.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The links that do something, in order.
    pub fn enabled(&self) -> impl Iterator<Item = &Link> {
        self.0.iter().filter(|link| link.enabled)
    }

    /// Adds a link at the end and gives its id.
    pub fn add(&mut self, middleware: Middleware) -> Result<u32, Problem> {
        if self.0.len() >= MAX_LINKS {
            return Err(Problem::TooMany { max: MAX_LINKS });
        }
        let id = self.0.iter().map(|link| link.id).max().map_or(1, |id| id + 1);
        self.0.push(Link {
            id,
            enabled: true,
            middleware,
        });
        Ok(id)
    }

    /// The link with this id.
    pub fn link_mut(&mut self, id: u32) -> Option<&mut Link> {
        self.0.iter_mut().find(|link| link.id == id)
    }

    /// Takes a link out. False when there is none with this id.
    pub fn remove(&mut self, id: u32) -> bool {
        let before = self.0.len();
        self.0.retain(|link| link.id != id);
        self.0.len() < before
    }

    /// Moves a link one place towards the beginning, or towards the end; at the end of the list it stays. False when there
    /// is none with this id.
    pub fn move_by_one(&mut self, id: u32, up: bool) -> bool {
        let Some(at) = self.0.iter().position(|link| link.id == id) else {
            return false;
        };
        let other = if up { at.checked_sub(1) } else { Some(at + 1) };
        if let Some(other) = other.filter(|other| *other < self.0.len()) {
            self.0.swap(at, other);
        }
        true
    }

    /// What is wrong with it, for chains that no form made: fields are the positions of the links, from 0, and their settings.
    /// Links that are off need not be finished.
    pub fn validate(&self) -> Result<(), FieldErrors> {
        let mut errors = FieldErrors::new();
        if self.0.len() > MAX_LINKS {
            errors.add("", Problem::TooMany { max: MAX_LINKS });
        }
        for (at, link) in self.0.iter().enumerate() {
            if link.enabled {
                errors.check_inside(&at.to_string(), link.middleware.validate());
            }
            if self.0[..at].iter().any(|other| other.id == link.id) {
                errors.add(&format!("{at}.id"), Problem::Taken);
            }
        }
        errors.into_result()
    }
}

/// Some of the names that `*` and `?` leave open; none of them stands for all.
pub(crate) mod patterns {
    use super::setting::{Reader, Setting};
    use crate::Problem;

    /// Patterns of one setting.
    const MAX_PATTERNS: usize = 200;
    /// Characters of a pattern.
    const MAX_PATTERN: usize = 500;

    pub(super) fn read(reader: &mut Reader<'_>, name: &'static str) -> Vec<String> {
        let patterns = reader.lines(name);
        if patterns.len() > MAX_PATTERNS {
            reader.problem(name, Problem::TooMany { max: MAX_PATTERNS });
        }
        if patterns.iter().any(|it| it.chars().count() > MAX_PATTERN) {
            reader.problem(name, Problem::TooLong { max: MAX_PATTERN });
        }
        patterns
    }

    pub(super) fn setting(name: &'static str, patterns: &[String]) -> Setting {
        Setting::lines(name, patterns)
    }
}

#[cfg(test)]
mod tests;

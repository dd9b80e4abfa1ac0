//! Secrets in the texts of JSON. Keys stay, and so does every byte of JSON without secrets.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use model::middleware as settings;
use regex::{Captures, Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use super::shapes::{self, is_card};
use crate::raw::write_string;

/// Memory of one compiled expression, in bytes.
const MAX_REGEX: usize = 1 << 20;
/// Of all those of a link together.
const MAX_SET: usize = 8 << 20;
/// Shorter texts (`1`, `true`, `info`) are no secrets, and without them nothing could be read.
const SHORTEST_SECRET: usize = 8;
/// What stands in place of a secret that a server was given.
const KNOWN: &str = "secret";

pub(in crate::middleware) struct Texts {
    finders: Vec<Finder>,
    /// Which finders find something in a text.
    set: RegexSet,
    known: Option<AhoCorasick>,
    /// Only what stands in the raw text can be found, so that most texts need not be taken apart.
    is_found_raw: bool,
}

struct Finder {
    regex: Regex,
    /// What stands in place of what it finds.
    mark: String,
    is_of_cards: bool,
}

impl Texts {
    /// Expressions that cannot be used are left out; the service has refused them when they were saved.
    pub(in crate::middleware) fn new(settings: &settings::Redaction, secrets: &[String]) -> Self {
        let built_in = settings.built_in.iter().flat_map(|pattern| {
            let is_of_cards = *pattern == settings::BuiltInPattern::Cards;
            let shapes = shapes::of(*pattern).iter();
            shapes.map(move |(name, regex)| (*name, *regex, is_of_cards))
        });
        let own = settings
            .patterns
            .iter()
            .map(|own| (&*own.name, &*own.pattern, false));
        let finders: Vec<Finder> = built_in
            .chain(own)
            .filter_map(|(name, pattern, is_of_cards)| {
                let regex = RegexBuilder::new(pattern).size_limit(MAX_REGEX).build();
                Some(Finder {
                    regex: regex
                        .inspect_err(|error| tracing::warn!(name, %error, "a pattern cannot be used"))
                        .ok()?,
                    mark: format!("[redacted: {name}]"),
                    is_of_cards,
                })
            })
            .collect();
        let patterns = finders.iter().map(|finder| finder.regex.as_str());
        let set = RegexSetBuilder::new(patterns).size_limit(MAX_SET).build();
        Self {
            set: set.unwrap_or_else(|_| RegexSet::empty()),
            finders,
            known: known(secrets),
            is_found_raw: settings.patterns.is_empty(),
        }
    }

    /// JSON without the secrets in its texts; nothing where there are none.
    pub(super) fn redacted(&self, json: &str) -> Option<String> {
        if self.is_found_raw && !self.may_have(json) {
            return None;
        }
        let mut out = Vec::new();
        let mut copied = 0;
        for token in strings(json) {
            let Some(text) = decoded(&json[token.clone()]) else {
                continue;
            };
            if let Some(redacted) = self.without_secrets(&text) {
                out.extend_from_slice(&json.as_bytes()[copied..token.start]);
                write_string(&mut out, &redacted);
                copied = token.end;
            }
        }
        if copied == 0 {
            return None;
        }
        out.extend_from_slice(&json.as_bytes()[copied..]);
        String::from_utf8(out).ok()
    }

    /// The same as a text that is kept: known secrets are not in its keys and numbers either, so it may be JSON no more.
    pub(in crate::middleware) fn kept_out<'a>(&self, json: &'a str) -> Cow<'a, str> {
        let redacted = self.redacted(json).map_or(Cow::Borrowed(json), Cow::Owned);
        match self.known.as_ref().filter(|known| known.is_match(&*redacted)) {
            Some(known) => Cow::Owned(known.replace_all(&redacted, &marks(known))),
            None => redacted,
        }
    }

    /// What is written with escapes could be anything.
    fn may_have(&self, json: &str) -> bool {
        json.contains('\\')
            || self.set.is_match(json)
            || self.known.as_ref().is_some_and(|known| known.is_match(json))
    }

    fn without_secrets(&self, text: &str) -> Option<String> {
        let mut text = Cow::Borrowed(text);
        if let Some(known) = self.known.as_ref().filter(|known| known.is_match(&*text)) {
            text = Cow::Owned(known.replace_all(&text, &marks(known)));
        }
        // An expression may find something in what another one has left; each looks once.
        for at in &self.set.matches(&text) {
            let finder = &self.finders[at];
            let replaced = finder
                .regex
                .replace_all(&text, |found: &Captures<'_>| finder.replacement(found));
            if let Cow::Owned(replaced) = replaced
                && replaced != *text
            {
                text = Cow::Owned(replaced);
            }
        }
        match text {
            Cow::Owned(text) => Some(text),
            Cow::Borrowed(_) => None,
        }
    }
}

impl Finder {
    fn replacement(&self, found: &Captures<'_>) -> String {
        if self.is_of_cards && !is_card(&found[0]) {
            return found[0].to_owned();
        }
        match found.name("keep") {
            // The host behind the password is none of it.
            Some(keep) => format!("{}{}@", keep.as_str(), self.mark),
            None => self.mark.clone(),
        }
    }
}

/// What stands in place of each known secret.
fn marks(known: &AhoCorasick) -> Vec<String> {
    vec![format!("[redacted: {KNOWN}]"); known.patterns_len()]
}

fn known(secrets: &[String]) -> Option<AhoCorasick> {
    let secrets: Vec<&String> = secrets.iter().filter(|it| it.len() >= SHORTEST_SECRET).collect();
    if secrets.is_empty() {
        return None;
    }
    // The longest, so that a secret that is part of another one leaves nothing of it behind.
    let built = AhoCorasickBuilder::new()
        .match_kind(MatchKind::LeftmostLongest)
        .build(secrets);
    built
        .inspect_err(|error| tracing::warn!(%error, "known secrets cannot be looked for"))
        .ok()
}

/// The values of JSON that are strings, quotes included; not the keys.
fn strings(json: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = json.as_bytes();
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(start) = bytes[at..]
        .iter()
        .position(|byte| *byte == b'"')
        .map(|it| at + it)
    {
        let end = end_of_string(bytes, start);
        let is_key = bytes[end..].iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
        if !is_key {
            found.push(start..end);
        }
        at = end;
    }
    found
}

/// The place behind the closing quote.
fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn decoded(token: &str) -> Option<Cow<'_, str>> {
    let inner = token.strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        serde_json::from_str::<String>(token).ok().map(Cow::Owned)
    } else {
        Some(Cow::Borrowed(inner))
    }
}

#[cfg(test)]
mod tests;

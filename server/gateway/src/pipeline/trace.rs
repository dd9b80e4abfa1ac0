//! W3C trace context: what clients say of the trace that a call belongs to, and what its server is told of ours.
//!
//! In `_meta` (SEP-414), which every transport has, and in the headers of HTTP. Where calls are not traced, none of it is looked
//! at: what a client wrote passes as it is.

use std::{
    fmt::Write,
    sync::Arc,
    time::{Instant, SystemTime},
};

use http::{HeaderMap, HeaderValue};
use serde_json::value::RawValue;

use crate::raw::{RawObject, decode_string, write_string};

/// The name of the parent's identity, in `_meta` and as a header.
const TRACEPARENT: &str = "traceparent";
/// What tracing systems say to each other.
const TRACESTATE: &str = "tracestate";
/// What applications say to each other.
const BAGGAGE: &str = "baggage";

/// The most bytes of a `tracestate` that pass between `_meta` and headers (Trace Context §3.3.1.5 asks for as many at least).
const MAX_TRACESTATE: usize = 512;
/// The most bytes of a `baggage` that pass between `_meta` and headers (Baggage §3.3.2).
const MAX_BAGGAGE: usize = 8192;

/// The trace is written down by whoever came before.
const SAMPLED: u8 = 0b01;
/// The id of the trace is random, which others may rely on (Trace Context Level 2).
const RANDOM: u8 = 0b10;

/// Which calls are written down as traces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sampler {
    /// What the client has decided holds.
    pub follows_client: bool,
    /// The part of all other traces, from 0 to 1.
    pub ratio: f64,
}

/// The place of one call in its trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceContext {
    /// The trace.
    pub trace_id: u128,
    /// The client's span; nothing where the trace begins here.
    pub parent: Option<u64>,
    /// The span of the call.
    pub span: u64,
    /// The span of the part that its server has, which is the parent of what the server does.
    pub server_span: u64,
    /// It is to be written down.
    pub is_sampled: bool,
    /// When the call came, in nanoseconds since 1970.
    pub began: u64,
}

/// The trace that a client's request belongs to.
#[derive(Debug)]
pub(crate) struct Trace {
    id: u128,
    parent: Option<u64>,
    flags: u8,
    state: Said,
    baggage: Said,
}

/// What came with a `traceparent`.
#[derive(Debug, Default)]
struct Said {
    text: Option<Box<str>>,
    /// It stands in `_meta`, where it stays.
    is_in_meta: bool,
}

/// One call of a trace, on its way.
#[derive(Debug)]
pub(crate) struct Traced {
    trace: Arc<Trace>,
    /// What its record says.
    pub(crate) context: TraceContext,
}

/// A `traceparent` (Trace Context §3.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parent {
    trace_id: u128,
    span: u64,
    flags: u8,
}

// === impl Sampler ===

impl Sampler {
    /// By the end of the id, so that everybody with the same ratio decides alike.
    fn takes(self, trace_id: u128) -> bool {
        // As many bits as a float keeps exactly.
        let end = u32::try_from(trace_id & u128::from(u32::MAX)).unwrap_or_default();
        let part = f64::from(end) / f64::from(u32::MAX);
        self.ratio >= 1.0 || part < self.ratio
    }
}

// === impl Trace ===

impl Trace {
    /// Of a request with these headers and params; nothing where calls are not traced.
    pub(crate) fn of(
        sampler: Option<Sampler>,
        headers: &HeaderMap,
        params: Option<&RawValue>,
    ) -> Option<Arc<Self>> {
        let sampler = sampler?;
        let params = params.and_then(|params| RawObject::parse(params.get(), &[]).ok());
        let meta = params
            .as_ref()
            .and_then(|params| RawObject::parse(params.get("_meta")?.get(), &[]).ok())
            .unwrap_or_default();
        let in_meta = |name| {
            meta.get(name)
                .and_then(decode_string)
                .map(|text| Box::from(&*text))
        };
        let in_headers = |name: &str, max| bounded_header(headers, name, max);
        let said = |text: Option<Box<str>>, name, max| match text {
            Some(text) => Said {
                text: Some(text).filter(|text| text.len() <= max),
                is_in_meta: true,
            },
            None => Said {
                text: in_headers(name, max),
                is_in_meta: false,
            },
        };
        let baggage = said(in_meta(BAGGAGE), BAGGAGE, MAX_BAGGAGE);
        let by_meta = in_meta(TRACEPARENT).and_then(|text| Parent::parse(&text));
        let parent = by_meta.or_else(|| {
            let header = headers.get(TRACEPARENT)?;
            Parent::parse(header.to_str().ok()?)
        });
        let state = match (by_meta, parent) {
            (Some(_), _) => said(in_meta(TRACESTATE), TRACESTATE, MAX_TRACESTATE),
            (None, Some(_)) => Said {
                text: in_headers(TRACESTATE, MAX_TRACESTATE),
                is_in_meta: false,
            },
            // Whose parent cannot be read, of those the state says nothing (§3.3).
            (None, None) => Said::default(),
        };
        let id = parent.map_or_else(random_id, |parent| parent.trace_id);
        let decided = parent
            .filter(|_| sampler.follows_client)
            .map(|parent| parent.flags & SAMPLED != 0);
        let is_sampled = decided.unwrap_or_else(|| sampler.takes(id));
        let others = parent.map_or(RANDOM, |parent| parent.flags & RANDOM);
        Some(Arc::new(Self {
            id,
            parent: parent.map(|parent| parent.span),
            flags: others | u8::from(is_sampled),
            state,
            baggage,
        }))
    }

    /// A call of it, which came at `began`.
    pub(crate) fn call(self: &Arc<Self>, began: Instant) -> Traced {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let began = now.saturating_sub(began.elapsed()).as_nanos();
        Traced {
            trace: self.clone(),
            context: TraceContext {
                trace_id: self.id,
                parent: self.parent,
                span: random_span(),
                server_span: random_span(),
                is_sampled: self.flags & SAMPLED != 0,
                began: u64::try_from(began).unwrap_or(u64::MAX),
            },
        }
    }
}

// === impl Traced ===

impl Traced {
    /// The params of a request with our span as the parent of what the server does.
    pub(crate) fn with(&self, params: Vec<u8>) -> Vec<u8> {
        let Some(object) = std::str::from_utf8(&params)
            .ok()
            .and_then(|text| RawObject::parse(text, &[]).ok())
        else {
            return params;
        };
        let meta = object.get("_meta").filter(|meta| meta.get() != "null");
        let Ok(meta) = RawObject::parse(meta.map_or("{}", RawValue::get), &[]) else {
            // Not an object: the server may say what it thinks of it.
            return params;
        };
        let trace = &self.trace;
        let json = |text: &str| {
            let mut json = Vec::with_capacity(text.len() + 2);
            write_string(&mut json, text);
            json
        };
        let parent = json(&self.parent());
        let (state, baggage) = (
            trace.state.text.as_deref().map(json),
            trace.baggage.text.as_deref().map(json),
        );
        let mut said: Vec<(&str, &[u8])> = vec![(TRACEPARENT, &parent)];
        if let Some(state) = state.as_deref().filter(|_| !trace.state.is_in_meta) {
            said.push((TRACESTATE, state));
        }
        if let Some(baggage) = baggage.as_deref().filter(|_| !trace.baggage.is_in_meta) {
            said.push((BAGGAGE, baggage));
        }
        let meta = if trace.state.is_in_meta {
            meta
        } else {
            meta.without(TRACESTATE)
        };
        let mut complete = Vec::with_capacity(128);
        meta.write_with(&mut complete, &said);
        let mut out = Vec::with_capacity(params.len() + complete.len() + 16);
        object.write_with(&mut out, &[("_meta", &complete)]);
        out
    }

    /// Adds the same to the headers of a request.
    pub(crate) fn tell(&self, headers: &mut HeaderMap) {
        let parent = self.parent();
        let said = [
            (TRACEPARENT, Some(&*parent)),
            (TRACESTATE, self.trace.state.text.as_deref()),
            (BAGGAGE, self.trace.baggage.text.as_deref()),
        ];
        for (name, value) in said {
            // What a client's header says passes here or not at all: the parent is another now.
            headers.remove(name);
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name, value);
            }
        }
    }

    fn parent(&self) -> String {
        let mut text = String::with_capacity(55);
        let (id, span) = (self.context.trace_id, self.context.server_span);
        write!(text, "00-{id:032x}-{span:016x}-{:02x}", self.trace.flags).expect("memory takes any text");
        text
    }
}

// === impl Parent ===

impl Parent {
    /// A later version may say more behind what we know (§4.2).
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(5, '-');
        let version = hex_of(parts.next()?, 2)?;
        let trace_id = hex_of(parts.next()?, 32)?;
        let span = hex_of(parts.next()?, 16)?;
        let flags = hex_of(parts.next()?, 2)?;
        let has_more = parts.next().is_some();
        let is_valid = version != 0xff && trace_id != 0 && span != 0 && !(version == 0 && has_more);
        is_valid.then_some(Self {
            trace_id,
            span: u64::try_from(span).ok()?,
            flags: u8::try_from(flags).ok()?,
        })
    }
}

/// The number that so many small hexadecimal digits are.
fn hex_of(text: &str, digits: usize) -> Option<u128> {
    let is_hex = text.len() == digits && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
    is_hex.then(|| u128::from_str_radix(text, 16).ok())?
}

/// A header that may come in several parts (RFC 9110 §5.3), if it is not too long.
fn bounded_header(headers: &HeaderMap, name: &str, max: usize) -> Option<Box<str>> {
    let parts: Option<Vec<&str>> = headers
        .get_all(name)
        .iter()
        .map(|part| part.to_str().ok())
        .collect();
    let text = parts?.join(",");
    (!text.is_empty() && text.len() <= max).then(|| text.into())
}

fn random_id() -> u128 {
    rand::random::<u128>().max(1)
}

fn random_span() -> u64 {
    rand::random::<u64>().max(1)
}

#[cfg(test)]
mod tests;

//! What the modes do to single messages, over either transport.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde::Deserialize;
use serde_json::value::RawValue;

use super::{
    BadPeerOptions, Mode,
    crash::{Crash, Moment},
};
use crate::{
    demo::{self, Reply},
    frame::{self, INVALID_PARAMS, METHOD_NOT_FOUND, Message},
};

const PAGE: usize = 100;

/// As a program in Rust that panics.
const PANICKED: u8 = 101;

/// What happens instead of, or as, an answer.
pub(super) enum Action {
    /// These frames are written.
    Frames(Vec<Vec<u8>>),
    /// This frame is written after a while.
    Late(Duration, Vec<u8>),
    /// Nothing is ever written.
    Silence,
    /// The process ends with this code.
    Exit(u8),
    /// These bytes are written, with or without the end of their line, and the process ends with this code.
    Last(Vec<u8>, u8),
}

/// The spoiled demo server.
pub(super) struct Spoiler {
    mode: Mode,
    size: usize,
    delay: Duration,
    extra_tools: AtomicUsize,
    crash: Crash,
}

impl Spoiler {
    pub(super) fn new(options: &BadPeerOptions) -> Self {
        Self {
            mode: options.mode,
            size: options.size,
            delay: Duration::from_millis(options.delay_ms),
            extra_tools: AtomicUsize::new(0),
            crash: Crash::new(options),
        }
    }

    pub(super) fn answer(&self, bytes: &[u8]) -> Action {
        let Ok(message) = serde_json::from_slice::<Message<'_>>(bytes) else {
            return Action::Silence;
        };
        let (Some(id), Some(method)) = (message.id, message.method.as_deref()) else {
            return Action::Silence;
        };
        let honest = || match demo::reply(bytes) {
            Reply::Now(answer) => vec![answer],
            _ => Vec::new(),
        };
        match (self.mode, method) {
            (Mode::Hang, _) | (Mode::HangOnCall, "tools/call") => Action::Silence,
            (Mode::Garbage, _) => Action::Frames(vec![b"Listening on port 3000 ...".to_vec()]),
            (Mode::CrashOnCall, "tools/call") => Action::Exit(PANICKED),
            (Mode::Crash, "tools/call") => match self.crash.strikes() {
                Some(moment) => crashed(moment, honest().concat()),
                None => Action::Frames(honest()),
            },
            // It does not say that a call may be repeated.
            (Mode::Crash, "tools/list") => one(page(id, "echo", 0..1, None)),
            (Mode::Huge, "tools/call") => Action::Frames(vec![huge(id, self.size)]),
            (Mode::Twice, "tools/call") => Action::Frames([honest(), honest()].concat()),
            (Mode::Noise, _) => {
                let log = b"INFO handled a request".to_vec();
                Action::Frames([vec![log.clone()], honest(), vec![log]].concat())
            }
            (Mode::SlowStart, "initialize") => Action::Late(self.delay, honest().concat()),
            (Mode::Refuse, "initialize") => one(frame::error(
                Some(id),
                -32000,
                "the licence of this server has expired",
            )),
            (Mode::WrongVersion, "initialize") => one(initialize(id, "1999-01-01", r#"{"tools":{}}"#)),
            (Mode::NoTools, "initialize") => one(initialize(id, demo::VERSIONS[0], "{}")),
            (Mode::NoTools, "tools/list") => {
                one(frame::error(Some(id), METHOD_NOT_FOUND, "Method not found"))
            }
            (Mode::PageLoop, "tools/list") => one(page(id, "again", 0..1, Some("again"))),
            (Mode::ManyTools, "tools/list") => one(many_tools(id, message.params, self.size)),
            (Mode::ListChange, "initialize") => one(initialize(
                id,
                demo::VERSIONS[0],
                r#"{"tools":{"listChanged":true}}"#,
            )),
            (Mode::ListChange, "tools/list") => one(page(
                id,
                "more",
                0..=self.extra_tools.load(Ordering::Relaxed),
                None,
            )),
            (Mode::ListChange, "tools/call") => {
                self.extra_tools.fetch_add(1, Ordering::Relaxed);
                let result = frame::result(id, r#"{"content":[{"type":"text","text":"one more"}]}"#);
                Action::Frames(vec![
                    frame::notification("notifications/tools/list_changed", "{}"),
                    result,
                ])
            }
            _ => Action::Frames(honest()),
        }
    }
}

fn one(frame: Vec<u8>) -> Action {
    Action::Frames(vec![frame])
}

fn crashed(moment: Moment, mut frame: Vec<u8>) -> Action {
    match moment {
        Moment::Before => return Action::Exit(PANICKED),
        Moment::During => frame.truncate(frame.len() / 2),
        Moment::After => frame.push(b'\n'),
    }
    Action::Last(frame, PANICKED)
}

fn initialize(id: &RawValue, version: &str, capabilities: &str) -> Vec<u8> {
    let info = r#"{"name":"testkit-bad-peer","version":"1"}"#;
    let result =
        format!(r#"{{"protocolVersion":"{version}","capabilities":{capabilities},"serverInfo":{info}}}"#);
    frame::result(id, &result)
}

fn huge(id: &RawValue, size: usize) -> Vec<u8> {
    frame::result(
        id,
        &format!(
            r#"{{"content":[{{"type":"text","text":"{}"}}]}}"#,
            "x".repeat(size)
        ),
    )
}

/// Tools `prefix`, `prefix-1`, `prefix-2` …
fn page(
    id: &RawValue,
    prefix: &str,
    numbers: impl IntoIterator<Item = usize>,
    next: Option<&str>,
) -> Vec<u8> {
    let tool = |number: usize| {
        let name = if number == 0 {
            prefix.to_owned()
        } else {
            format!("{prefix}-{number}")
        };
        format!(r#"{{"name":"{name}","description":"Tool {number}","inputSchema":{{"type":"object"}}}}"#)
    };
    let tools: Vec<_> = numbers.into_iter().map(tool).collect();
    let next = next
        .map(|cursor| format!(r#","nextCursor":"{cursor}""#))
        .unwrap_or_default();
    frame::result(id, &format!(r#"{{"tools":[{}]{next}}}"#, tools.join(",")))
}

fn many_tools(id: &RawValue, params: Option<&RawValue>, size: usize) -> Vec<u8> {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Params {
        cursor: Option<String>,
    }
    let params: Params = params
        .and_then(|raw| serde_json::from_str(raw.get()).ok())
        .unwrap_or_default();
    let Ok(first) = params.cursor.map_or(Ok(0), |cursor| cursor.parse::<usize>()) else {
        return frame::error(Some(id), INVALID_PARAMS, "Invalid cursor");
    };
    let end = size.min(first.saturating_add(PAGE));
    let next = (end < size).then(|| end.to_string());
    page(id, "tool", first..end, next.as_deref())
}

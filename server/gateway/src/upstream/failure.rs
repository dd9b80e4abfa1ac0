//! Explains failures: what was tried, what came back, what to do.

mod http;
mod process;
mod protocol;
mod sse;

use std::time::Duration;

use model::{Failure, FailureClass};

pub(crate) use http::transport;
pub(super) use http::{
    bad_header, bad_url, cross_origin, no_token, not_mcp, redirect_loop, refused, status, stream_ended,
    wants_sign_in,
};
pub(super) use process::{Confines, exited, no_helper, no_temporary_folder, not_launched, spawn};
pub(super) use protocol::{
    call_timeout, call_unfinished, connect_timeout, endless_list, frame_too_large, garbage, in_process,
    initialize_refused, malformed_answer, no_list, output_closed, saturated, silent_ping, unset_variable,
    unsupported_version,
};

pub(super) use sse::{
    foreign_endpoint, no_endpoint_event, no_stream, not_a_stream, speaks_sse, sse_ended, stream_forgotten,
};

use super::masks::Masks;
use crate::{recorder::now, tokens::hide_tokens};

/// Longest text of [`Failure::output`] in bytes.
const MAX_OUTPUT: usize = 8 * 1024;

/// A failure in words, before it is known what may be shown of the surroundings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    /// Its kind.
    pub(crate) class: FailureClass,
    /// One sentence: what happened.
    pub(crate) message: String,
    /// One sentence: what to do about it.
    pub(crate) advice: String,
}

impl Explanation {
    /// These words.
    pub(super) fn new(class: FailureClass, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            class,
            message: message.into(),
            advice: advice.into(),
        }
    }
}

/// Whether the handshake was still going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// The server has not answered `initialize` yet.
    Starting,
    /// It had worked.
    Working,
}

/// What is tried, as people may see it.
pub(super) struct Target {
    tried: String,
    masks: Masks,
}

impl Target {
    /// `tried` is a command line or `POST https://…`; `masks` hides the server's secrets in all texts.
    pub(super) fn new(tried: String, masks: Masks) -> Self {
        Self { tried, masks }
    }

    /// The text without the server's secrets, and without what looks like a key or a token.
    pub(super) fn mask(&self, text: &str) -> String {
        self.masked(text.to_owned())
    }

    fn masked(&self, text: String) -> String {
        hide_tokens(&self.masks.apply(text)).into_owned()
    }

    /// The failure with everything that people may see of it. `output` is what the server wrote.
    pub(super) fn failure(&self, explanation: Explanation, output: &str) -> Failure {
        Failure {
            class: explanation.class,
            message: self.masked(explanation.message),
            advice: self.masked(explanation.advice),
            tried: self.mask(&self.tried),
            output: self.mask(last_part(output, MAX_OUTPUT).trim_end()),
            at: now(),
        }
    }
}

/// The end of a text, at most `max` bytes: the last words of a process explain its end.
fn last_part(text: &str, max: usize) -> &str {
    let start = text.ceil_char_boundary(text.len().saturating_sub(max));
    &text[start..]
}

/// `1 second`, `90 seconds`, `250 ms`.
fn in_words(duration: Duration) -> String {
    match (duration.as_secs(), duration.subsec_millis()) {
        (0, millis) => format!("{millis} ms"),
        (1, 0) => "1 second".to_owned(),
        (seconds, 0) => format!("{seconds} seconds"),
        _ => format!("{:.1} seconds", duration.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::{FailureClass, MASK};

    use super::{Explanation, Masks, Target, in_words, last_part};

    #[test]
    fn shows_no_secret_in_any_text() {
        let target = Target::new("run --x s3cret!".to_owned(), Masks::new(["s3cret!".to_owned()]));
        let explanation = Explanation::new(FailureClass::Exited, "It said s3cret!.", "Do not say s3cret!.");
        let failure = target.failure(explanation, "bad token s3cret!\n");
        assert!(!format!("{failure:?}").contains("s3cret!"));
        assert_eq!(failure.output, format!("bad token {MASK}"));
    }

    #[test]
    fn keeps_the_end_of_a_long_output() {
        assert_eq!(last_part("abcdef", 3), "def");
        assert_eq!(last_part("aé", 1), "");
        assert_eq!(last_part("é", 10), "é");
    }

    #[test]
    fn writes_durations_as_people_say_them() {
        let cases = [
            (250, "250 ms"),
            (1000, "1 second"),
            (1500, "1.5 seconds"),
            (60_000, "60 seconds"),
        ];
        for (millis, words) in cases {
            assert_eq!(in_words(Duration::from_millis(millis)), words);
        }
    }
}

//! What a client gets in place of an answer that a link does not let through.

use super::Kind;
use crate::{Error, envelope::Answer, raw::write_string};

/// For a tool a result that says why, since models read results and can do better then (2025-11-25, "Tools", "Error
/// Handling"); for everything else an error.
pub(super) fn refuse(kind: Kind, why: String) -> Result<Answer, Error> {
    match kind {
        Kind::Tool => Ok(tool_error(&why)),
        Kind::Prompt | Kind::Resource => Err(Error::Refused(why)),
    }
}

/// A tool's result that is an error.
fn tool_error(why: &str) -> Answer {
    let mut result = br#"{"content":[{"type":"text","text":"#.to_vec();
    write_string(&mut result, why);
    result.extend_from_slice(br#"}],"isError":true}"#);
    Answer::of_result(&result).expect("put together from valid JSON")
}

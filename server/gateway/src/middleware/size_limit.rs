//! How much may pass at once.

use model::middleware::{self as settings, Excess};
use serde_json::value::RawValue;

use super::{Kind, Middleware, Passing, Step, Verdict, refusal::refuse};
use crate::{
    envelope::Answer,
    raw::{RawObject, decode_string, write_string},
};

pub(super) struct SizeLimit {
    arguments: Option<usize>,
    result: Option<usize>,
    excess: Excess,
}

impl SizeLimit {
    pub(super) fn new(settings: &settings::SizeLimit) -> Self {
        let bytes = |kib: Option<u32>| kib.and_then(|kib| usize::try_from(kib).ok()?.checked_mul(1024));
        Self {
            arguments: bytes(settings.arguments),
            result: bytes(settings.result),
            excess: settings.excess,
        }
    }
}

impl Middleware for SizeLimit {
    fn before<'a>(&'a self, passing: &'a mut Passing<'_>) -> Step<'a, Verdict> {
        let size = passing.arguments().get().len();
        match self.arguments {
            Some(limit) if size > limit => {
                let why = format!(
                    "The arguments have {size} bytes, and {limit} are allowed. Send less at once. The call was not made."
                );
                Step::Now(refuse(passing.kind, why).map(Verdict::Answer))
            }
            _ => Step::done(Verdict::GoOn),
        }
    }

    fn after<'a>(&'a self, passing: &'a Passing<'_>, answer: &'a Answer) -> Step<'a, Option<Answer>> {
        let (Some(limit), Some(result)) = (self.result, answer.result()) else {
            return Step::done(None);
        };
        if result.len() <= limit {
            return Step::done(None);
        }
        let shorter = std::str::from_utf8(result)
            .ok()
            .filter(|_| self.excess == Excess::Cut);
        if let Some(cut) = shorter.and_then(|result| cut(passing.kind, result, limit)) {
            return Step::done(Answer::of_result(&cut));
        }
        let size = result.len();
        let why = format!(
            "The result has {size} bytes, and {limit} are allowed. The call was made. Ask for less at once."
        );
        Step::Now(refuse(passing.kind, why).map(Some))
    }
}

/// A result with the texts cut that do not fit, and what is no text left out. Nothing for one with structured content, half
/// of which would not be as its schema says, and for what is no list of texts.
fn cut(kind: Kind, result: &str, limit: usize) -> Option<Vec<u8>> {
    let key = match kind {
        Kind::Tool => "content",
        Kind::Resource => "contents",
        Kind::Prompt => return None,
    };
    let result = RawObject::parse(result, &[]).ok()?;
    if result.get("structuredContent").is_some() {
        return None;
    }
    let items: Vec<&RawValue> = serde_json::from_str(result.get(key)?.get()).ok()?;
    let mut out = vec![b'['];
    let mut left = limit;
    for item in items {
        if out.len() > 1 {
            out.push(b',');
        }
        if item.get().len() <= left {
            left -= item.get().len();
            out.extend_from_slice(item.get().as_bytes());
        } else {
            cut_item(&mut out, item, left)?;
            left = 0;
        }
    }
    out.push(b']');
    let mut shorter = Vec::with_capacity(out.len() + 64);
    result.write_with(&mut shorter, &[(key, &out)]);
    Some(shorter)
}

fn cut_item(out: &mut Vec<u8>, item: &RawValue, left: usize) -> Option<()> {
    let fields = RawObject::parse(item.get(), &[]).ok()?;
    let mut text = Vec::new();
    match fields.get("text").and_then(decode_string) {
        Some(whole) => {
            let shown = &whole[..whole.floor_char_boundary(left)];
            let note = format!(
                "{shown}\n[cut by MetaMCP: {} of {} bytes]",
                shown.len(),
                whole.len()
            );
            write_string(&mut text, &note);
            fields.write_with(out, &[("text", &text)]);
        }
        // What is left out of a resource leaves nothing that could stand there.
        None if fields.get("type").is_none() => return None,
        None => {
            let kind = fields.get("type").and_then(decode_string).unwrap_or_default();
            let note = format!("[left out by MetaMCP: {kind}, {} bytes]", item.get().len());
            write_string(&mut text, &note);
            out.extend_from_slice(br#"{"type":"text","text":"#);
            out.extend_from_slice(&text);
            out.push(b'}');
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::{Kind, cut};

    fn shorter(kind: Kind, result: &str, limit: usize) -> Option<String> {
        cut(kind, result, limit).map(|it| String::from_utf8(it).expect("text"))
    }

    #[test]
    fn texts_are_cut_at_letters_and_say_so() {
        let result = r#"{"x":1.0,"content":[{"type":"text","text":"ab"},{"type":"text","text":"äöü","a":[]},{"type":"image","data":"AAAA"}]}"#;
        assert_eq!(
            shorter(Kind::Tool, result, 27 + 3).as_deref(),
            Some(
                r#"{"x":1.0,"content":[{"type":"text","text":"ab"},{"type":"text","text":"ä\n[cut by MetaMCP: 2 of 6 bytes]","a":[]},{"type":"text","text":"[left out by MetaMCP: image, 30 bytes]"}]}"#
            )
        );
    }

    #[test]
    fn what_would_be_wrong_in_half_is_not_cut() {
        for (kind, result) in [
            (
                Kind::Tool,
                r#"{"content":[{"type":"text","text":"abc"}],"structuredContent":{}}"#,
            ),
            (Kind::Tool, r#"{"structuredContent":{}}"#),
            (Kind::Tool, r#"{"content":"text"}"#),
            (Kind::Prompt, r#"{"messages":[]}"#),
            (
                Kind::Resource,
                r#"{"contents":[{"uri":"a:b","blob":"AAAAAAAAAAAAAAA"}]}"#,
            ),
        ] {
            assert_eq!(shorter(kind, result, 4), None, "{result}");
        }
    }
}

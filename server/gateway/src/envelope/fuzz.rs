//! What holds for the body of a POST and for the frames in it, whatever bytes it is made of.

use bytes::Bytes;
use serde_json::{Value, value::RawValue};

use super::{Answer, Envelope, FrameError, KEYS, Kind, Posted, request_frame};
use crate::{
    fuzz::{Target, run},
    raw::{Malformed, RawObject, make_single_line},
};

mod reference;

use self::reference::{is_json, is_message, members, replaced};

const TOKENS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "\\",
    " ",
    "\r\n",
    "null",
    "true",
    "{}",
    "[]",
    "\"a\"",
    "1",
    "1.0",
    "-1e5",
    "\"jsonrpc\"",
    "\"2.0\"",
    "\"jsonrpc\":\"2.0\"",
    "\"JSONRPC\"",
    "\"json\\u0072pc\"",
    "\"id\"",
    "\"Id\"",
    "\"id\":1,",
    "\"id\":null,",
    "\"method\"",
    "\"method\":\"ping\"",
    "\"params\"",
    "\"params\":{},",
    "\"result\"",
    "\"result\":{},",
    "\"resultType\":\"x\",",
    "\"error\"",
    "\"error\":{},",
    "{\"a\":",
    "[[",
];

/// Ids that an answer gets in place of its own.
const OTHER_IDS: [&str; 2] = ["7", r#""a\u0062""#];

#[test]
fn envelope() {
    run(&Target {
        name: "envelope",
        tokens: TOKENS,
        check,
    });
}

fn check(bytes: &[u8]) -> String {
    match Posted::parse(bytes) {
        Ok(Posted::Single(_)) => single(&Bytes::copy_from_slice(bytes)),
        Ok(Posted::Batch(parts)) => {
            let texts: Vec<&str> = parts.iter().map(|part| part.get()).collect();
            let again = format!("[{}]", texts.join(","));
            assert_eq!(value(again.as_bytes()), value(bytes), "the parts are the batch");
            let first = single(&Bytes::copy_from_slice(texts[0].as_bytes()));
            format!("a batch of {} with {first}", parts.len().min(3))
        }
        Err(error) => refused(bytes, &error),
    }
}

/// What can be read as a value by a parser with narrower bounds.
fn value(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok()
}

fn refused(bytes: &[u8], error: &FrameError) -> String {
    let text = std::str::from_utf8(bytes);
    let is_json = text.is_ok_and(is_json);
    let why = match error {
        FrameError::Malformed(malformed) => {
            // A lone number may be refused as either.
            let is_object = is_json && bytes.trim_ascii_start().starts_with(b"{");
            assert!(!(malformed.is_syntax() && is_object), "it is JSON: {malformed}");
            match malformed {
                Malformed::NotUtf8(_) => {
                    assert!(text.is_err(), "it is UTF-8");
                    "not UTF-8".to_owned()
                }
                Malformed::Syntax(error) if error.is_data() => "not an object with names for keys".to_owned(),
                Malformed::Syntax(error) => {
                    let words = error.to_string();
                    words.split(" at line").next().unwrap_or_default().to_owned()
                }
                Malformed::TooDeep => {
                    assert_eq!(value(bytes), None, "another parser can read it");
                    "too deep".to_owned()
                }
                Malformed::DuplicateKey(_) => "a key twice".to_owned(),
                Malformed::KeyCase { expected, .. } => format!("{expected} in other letters"),
            }
        }
        FrameError::Invalid(why) => {
            assert!(is_json, "it is no JSON at all: {why}");
            (*why).to_owned()
        }
    };
    let is_bounded = matches!(error, FrameError::Malformed(Malformed::TooDeep));
    assert!(
        is_bounded || !text.is_ok_and(is_message),
        "it is a message: {why}"
    );
    format!("refused: {why}")
}

fn single(frame: &Bytes) -> String {
    let envelope = match Envelope::parse(frame) {
        Ok(envelope) => envelope,
        Err(error) => return refused(frame, &error),
    };
    let text = std::str::from_utf8(frame).expect("read as text");
    assert!(is_message(text), "it is no message");
    says_what_the_text_says(text, &envelope);
    can_be_one_line(frame);
    can_be_rewritten(text);
    if let Some(method) = &envelope.method {
        can_be_sent_on(method, &envelope);
    }
    let answer = Answer::new(frame, &envelope);
    let is_answer = envelope.kind() == Kind::Response && envelope.id.is_some();
    assert_eq!(
        answer.is_some(),
        is_answer,
        "an answer with an id, and nothing else"
    );
    if let Some(answer) = answer {
        can_be_answered(frame, &envelope, &answer);
    }
    let first = |value: Option<&RawValue>| value.map(|value| value.get().as_bytes()[0]);
    let class = |byte: u8| {
        if byte.is_ascii_digit() {
            '0'
        } else {
            char::from(byte)
        }
    };
    let shape = [envelope.id, envelope.params, envelope.result, envelope.error]
        .map(|value| first(value).map_or('.', class));
    format!(
        "{:?} {}, {}",
        envelope.kind(),
        shape.iter().collect::<String>(),
        if value(frame).is_some() {
            "a value"
        } else {
            "beyond a value"
        }
    )
}

fn says_what_the_text_says(text: &str, envelope: &Envelope<'_>) {
    let members = members(text).expect("an object");
    let said = |key: &str| {
        members
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    };
    let raw = |value: Option<&RawValue>| value.map(|value| value.get().to_owned());
    assert_eq!(raw(envelope.id).as_deref(), said("id"));
    assert_eq!(
        raw(envelope.params).as_deref(),
        said("params").filter(|params| *params != "null")
    );
    assert_eq!(raw(envelope.result).as_deref(), said("result"));
    assert_eq!(raw(envelope.error).as_deref(), said("error"));
    match serde_json::from_str::<Value>(text) {
        Ok(value) => {
            assert_eq!(envelope.method.as_deref(), value["method"].as_str());
            assert_eq!(envelope.own_id(), value["id"].as_u64());
        }
        // What other parsers may not be able to hold passes as it is.
        Err(error) => assert!(
            [
                "number out of range",
                "hex escape",
                "unicode code point",
                "recursion limit"
            ]
            .iter()
            .any(|bound| error.to_string().contains(bound)),
            "{error}"
        ),
    }
}

fn can_be_one_line(frame: &Bytes) {
    let mut line = frame.to_vec();
    make_single_line(&mut line);
    assert!(
        !line.iter().any(|byte| matches!(byte, b'\n' | b'\r')),
        "a line has ended"
    );
    assert_eq!(line.len(), frame.len());
    assert!(Envelope::parse(&line).is_ok(), "one line of it is no message");
    assert_eq!(value(&line), value(frame));
}

fn can_be_rewritten(text: &str) {
    let object = RawObject::parse(text, &KEYS).expect("the envelope was read from it");
    let before = members(text).expect("an object");
    let changes: [(&str, &[u8]); 2] = [("id", b"7"), ("added", b"[1.0]")];
    let mut written = Vec::new();
    object.write_with(&mut written, &changes);
    let after = members(std::str::from_utf8(&written).expect("written as text"));
    assert_eq!(after, Some(replaced(&before, &[("id", "7"), ("added", "[1.0]")])));
    for hole in ["id", "params", "result", "nowhere"] {
        let (mut around, tail) = object.write_around(hole, &changes);
        let filling = before.iter().find(|(key, _)| key == hole);
        match filling {
            Some((_, value)) => around.extend_from_slice(value.as_bytes()),
            None => assert!(tail.is_empty(), "the second half of a whole"),
        }
        around.extend_from_slice(&tail);
        // What is filled in later is not replaced.
        let others: Vec<_> = changes
            .into_iter()
            .filter(|(key, _)| filling.is_none() || *key != hole)
            .collect();
        let mut whole = Vec::new();
        object.write_with(&mut whole, &others);
        assert_eq!(around, whole, "around {hole}");
    }
}

fn can_be_sent_on(method: &str, envelope: &Envelope<'_>) {
    let params = envelope.params.map(RawValue::get);
    let frame = request_frame(7, method, params.map(str::as_bytes));
    let sent = Envelope::parse(&frame).expect("we write what we read");
    assert_eq!((sent.own_id(), sent.method.as_deref()), (Some(7), Some(method)));
    assert_eq!(sent.params.map(RawValue::get), params);
}

fn can_be_answered(frame: &Bytes, envelope: &Envelope<'_>, answer: &Answer) {
    let result = envelope.result.map(RawValue::get);
    let error = envelope.error.map(RawValue::get);
    assert_eq!(answer.result(), result.map(str::as_bytes));
    assert_eq!(answer.error(), error.map(str::as_bytes));
    let id = envelope.id.expect("an answer has one").get();
    let body = result.or(error).expect("an answer has one");
    let before = members_of(frame);
    for other in OTHER_IDS {
        let swapped = Bytes::from(answer.with_id(other).into_vec());
        assert_eq!(members_of(&swapped), replaced(&before, &[("id", other)]));
        assert_eq!(
            reread(&swapped).with_id(id).into_vec(),
            frame.to_vec(),
            "the id alone was swapped"
        );

        let (kind, filled) = match result {
            Some(_) => ("result", r#"{"x":1.0}"#),
            None => ("error", r#"{"code":-1}"#),
        };
        let filled_in = Bytes::from(answer.with_id_and_body(other, filled.as_bytes()));
        assert_eq!(
            members_of(&filled_in),
            replaced(&before, &[("id", other), (kind, filled)])
        );
        let back = reread(&filled_in).with_id_and_body(id, body.as_bytes());
        assert_eq!(back, frame.to_vec(), "nothing but id and body were swapped");

        if let Some(result) = result {
            is_completed(&before, result, answer, other);
        }
    }
}

/// A result that is an object gets the members that it does not have in front, any other stays what it is.
fn is_completed(before: &[(String, String)], result: &str, answer: &Answer, id: &str) {
    let completed = answer.with_id_and(id, r#""resultType":"complete","ttlMs":0,"#);
    let after = members_of(&completed);
    let Some(inside) = result.strip_prefix('{') else {
        assert_eq!(after, replaced(before, &[("id", id)]));
        return;
    };
    let own = members(result).unwrap_or_default();
    let is_clear = (1..own.len()).all(|at| own[..at].iter().all(|(name, _)| *name != own[at].0));
    let added = [("resultType", "\"complete\""), ("ttlMs", "0")]
        .iter()
        .filter(|(name, _)| !(is_clear && own.iter().any(|(own, _)| own == name)))
        .map(|(name, value)| format!("\"{name}\":{value}"));
    let mut added = added.collect::<Vec<_>>().join(",");
    if !added.is_empty() && inside.trim_ascii_start() != "}" {
        added.push(',');
    }
    let expected = format!("{{{added}{inside}");
    assert_eq!(after, replaced(before, &[("id", id), ("result", &expected)]));
}

fn reread(frame: &Bytes) -> Answer {
    let envelope = Envelope::parse(frame).expect("what we wrote can be read");
    Answer::new(frame, &envelope).expect("it is still an answer")
}

fn members_of(frame: &[u8]) -> Vec<(String, String)> {
    let text = std::str::from_utf8(frame).expect("written as text");
    members(text).expect("still an object")
}

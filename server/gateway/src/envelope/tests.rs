use bytes::Bytes;
use proptest::prelude::*;

use super::{
    Answer, COPY_LIMIT, Envelope, FrameError, Kind, Pieces, Posted, error_frame, notification_frame,
    request_frame, result_frame, wrapped_result,
};
use crate::raw::arbitrary;

#[test]
fn tells_requests_notifications_and_answers_apart() {
    let cases = [
        (r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, Kind::Request),
        (
            r#"{"method":"ping","params":null,"id":"a","jsonrpc":"2.0","extra":1}"#,
            Kind::Request,
        ),
        (
            r#"{"jsonrpc":"2.0","id":1.0,"method":"ping","params":{}}"#,
            Kind::Request,
        ),
        (
            r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
            Kind::Notification,
        ),
        (r#"{"jsonrpc":"2.0","id":-5,"result":null}"#, Kind::Response),
        (r#"{"jsonrpc":"2.0","id":null,"error":{}}"#, Kind::Response),
    ];
    for (text, kind) in cases {
        let envelope = Envelope::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(envelope.kind(), kind, "{text}");
    }
}

#[test]
fn refuses_what_is_not_json_rpc() {
    let cases = [
        r#"{"id":1,"method":"ping"}"#,
        r#"{"jsonrpc":"1.0","id":1,"method":"ping"}"#,
        r#"{"jsonrpc":2.0,"id":1,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1}"#,
        r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":true,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":5}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","params":"x"}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{},"error":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}"#,
        r#"{"jsonrpc":"2.0","result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":"no"}"#,
        r#"{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1,"Method":"ping","method":"ping"}"#,
        r#"{"jsonrpc":"2.0","id":1,"method":"ping","PARAMS":{}}"#,
        "[]",
        "7",
    ];
    for text in cases {
        assert!(Envelope::parse(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn reads_batches_in_parts_and_refuses_empty_ones() {
    let Ok(Posted::Batch(parts)) = Posted::parse(b" [{\"jsonrpc\":\"2.0\",\"method\":\"a\"}, 5]") else {
        panic!()
    };
    assert_eq!(parts.len(), 2);
    assert!(Envelope::from_text(parts[0].get()).is_ok());
    assert!(Envelope::from_text(parts[1].get()).is_err());
    assert!(matches!(Posted::parse(b"[]"), Err(FrameError::Invalid(_))));
    assert!(matches!(Posted::parse(b"[1,"), Err(FrameError::Malformed(_))));
}

#[test]
fn knows_its_own_ids_only() {
    let own_id = |id: &str| {
        let text = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{}}}}"#);
        Envelope::parse(text.as_bytes()).unwrap().own_id()
    };
    assert_eq!(own_id("18446744073709551615"), Some(u64::MAX));
    for foreign in ["\"5\"", "-5", "5.0", "5e0", "18446744073709551616"] {
        assert_eq!(own_id(foreign), None, "{foreign}");
    }
}

#[test]
fn what_is_written_can_be_read() {
    let frame = request_frame(7, "tools/\"call\"", Some(b"{\"a\":1}"));
    let read = Envelope::parse(&frame).unwrap();
    assert_eq!(
        (read.own_id(), read.method.as_deref()),
        (Some(7), Some("tools/\"call\""))
    );
    assert_eq!(read.params.unwrap().get(), "{\"a\":1}");
    let frame = notification_frame("notifications/x", None);
    assert_eq!(Envelope::parse(&frame).unwrap().kind(), Kind::Notification);
    assert!(
        Envelope::parse(&result_frame("\"x\"", b"{}"))
            .unwrap()
            .result
            .is_some()
    );
    assert!(
        Envelope::parse(&error_frame("null", b"{\"code\":1}"))
            .unwrap()
            .error
            .is_some()
    );
}

#[test]
fn large_results_are_shared_instead_of_copied() {
    let result = Bytes::from(format!("{{\"text\":\"{}\"}}", "x".repeat(COPY_LIMIT)));
    let Pieces::Three(pieces) = wrapped_result("1", &result) else {
        panic!("one piece")
    };
    assert_eq!(pieces[1].as_ptr(), result.as_ptr());
    let frame = Bytes::from(pieces.concat());
    let answer = Answer::new(&frame, &Envelope::parse(&frame).unwrap()).unwrap();
    assert_eq!(answer.result().unwrap(), &result);
    let Pieces::Three(pieces) = answer.with_id("\"other\"") else {
        panic!("one piece")
    };
    assert_eq!(pieces[0], "{\"jsonrpc\":\"2.0\",\"id\":");
    assert_eq!(pieces[2].as_ptr(), frame[pieces[0].len() + 1..].as_ptr());
}

#[test]
fn an_error_answer_is_told_from_a_result() {
    let frame =
        Bytes::from_static(b"{\"jsonrpc\":\"2.0\",\"id\":3,\"error\":{\"code\":-1,\"message\":\"no\"}}");
    let answer = Answer::new(&frame, &Envelope::parse(&frame).unwrap()).unwrap();
    assert_eq!(answer.result(), None);
    assert_eq!(answer.error().unwrap(), b"{\"code\":-1,\"message\":\"no\"}");
    let request = Bytes::from_static(b"{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"m\"}");
    assert!(Answer::new(&request, &Envelope::parse(&request).unwrap()).is_none());
}

#[test]
fn a_result_gets_members_in_front_if_it_is_an_object() {
    let completed = |result: &str| {
        let frame = Bytes::from(result_frame("1", result.as_bytes()));
        let answer = Answer::new(&frame, &Envelope::parse(&frame).unwrap()).unwrap();
        String::from_utf8(answer.with_id_and("2", r#""a":1,"#)).unwrap()
    };
    let frame = |result: &str| String::from_utf8(result_frame("2", result.as_bytes())).unwrap();
    assert_eq!(completed(r#"{"b":2}"#), frame(r#"{"a":1,"b":2}"#));
    assert_eq!(completed("{ }"), frame(r#"{"a":1 }"#));
    assert_eq!(completed(r#"{"b":2,"a":3}"#), frame(r#"{"b":2,"a":3}"#));
    assert_eq!(completed(r#"{"b":"a"}"#), frame(r#"{"a":1,"b":"a"}"#));
    for other in ["5", "\"ok\"", "null", "[]"] {
        assert_eq!(completed(other), frame(other));
    }
}

proptest! {
    #[test]
    fn swapping_the_id_of_an_answer_changes_nothing_else(
        result in arbitrary::value(),
        extra in arbitrary::fields(&["jsonrpc", "id", "method", "params", "result", "error"]),
        at in any::<prop::sample::Index>(),
    ) {
        let with = |id: &str| {
            let mut fields = extra.clone();
            fields.insert(at.index(extra.len() + 1), ("\"result\"".to_owned(), result.clone()));
            fields.insert(at.index(extra.len() + 2), ("\"id\"".to_owned(), id.to_owned()));
            fields.push(("\"jsonrpc\"".to_owned(), "\"2.0\"".to_owned()));
            arbitrary::object(&fields)
        };
        let frame = Bytes::from(with("4711"));
        let answer = Answer::new(&frame, &Envelope::parse(&frame).unwrap()).unwrap();
        prop_assert_eq!(answer.result().unwrap(), result.as_bytes());
        prop_assert_eq!(answer.with_id("\"a\\u0062\"").into_vec(), with("\"a\\u0062\"").into_bytes());
    }

    #[test]
    fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Posted::parse(&bytes).is_ok();
    }

    #[test]
    fn no_text_of_json_tokens_makes_the_parser_panic(text in "[\\[\\]{}\",:0-9a-z\\\\ ]{0,60}") {
        let _ = Posted::parse(text.as_bytes()).is_ok();
    }
}

use bytes::Bytes;
use gateway::{Towards, Wire, WireContent, WireEvent};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use model::{ServerId, WireEntry, WireKind, WireSide};
use uuid::Uuid;

use super::{Assembly, Directory};

struct One;

impl Directory for One {
    fn name(&self, _: ServerId) -> Option<String> {
        Some("files".to_owned())
    }

    fn secrets(&self) -> Vec<String> {
        vec!["of-the-server".to_owned()]
    }
}

const CLIENT: Wire = Wire::Client { session: Some(7) };

fn server() -> Wire {
    Wire::Server {
        server_id: ServerId::from_uuid(Uuid::from_u128(1)),
        connection: 3,
    }
}

/// Events of one exchange, a microsecond apart.
struct Story {
    assembly: Assembly<One>,
    at: i64,
    entries: Vec<WireEntry>,
}

impl Story {
    fn new() -> Self {
        Self {
            assembly: Assembly::new(One),
            at: 0,
            entries: Vec::new(),
        }
    }

    fn tell(&mut self, wire: Wire, flow: u64, content: WireContent) -> &mut Self {
        self.at += 1;
        let event = WireEvent {
            at: self.at,
            exchange: Some(1),
            flow,
            wire,
            content,
        };
        self.entries.extend(self.assembly.take(&event));
        self
    }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect()
}

fn request(pairs: &[(&'static str, &'static str)]) -> WireContent {
    WireContent::Request {
        method: Method::POST,
        target: "/metamcp/dev/mcp?api_key=hidden1".to_owned(),
        headers: headers(pairs),
    }
}

fn answer(kind: &'static str) -> WireContent {
    WireContent::Response {
        status: StatusCode::OK,
        headers: headers(&[("content-type", kind)]),
    }
}

fn data(towards: Towards, text: &'static str) -> WireContent {
    WireContent::Data(towards, Bytes::from_static(text.as_bytes()))
}

fn text(entry: &WireEntry) -> &str {
    &entry.body.as_ref().expect("a body").text
}

#[test]
fn pieces_become_a_request_and_an_answer_with_every_byte() {
    let mut story = Story::new();
    story
        .tell(
            CLIENT,
            1,
            request(&[("content-length", "50"), ("authorization", "Bearer abcdefgh")]),
        )
        .tell(CLIENT, 1, data(Towards::Server, r#"{"jsonrpc":"2.0","id":"ä","#));
    assert!(story.entries.is_empty(), "more comes");
    story.tell(CLIENT, 1, data(Towards::Server, r#""method": "tools/list"}"#));
    let [entry] = &*story.entries else {
        panic!("{:?}", story.entries)
    };
    assert_eq!(
        text(entry),
        r#"{"jsonrpc":"2.0","id":"ä","method": "tools/list"}"#
    );
    assert_eq!(
        (entry.at_us, entry.side, entry.is_forth),
        (1, WireSide::Client, true)
    );
    assert_eq!(entry.session.as_deref(), Some("0000000000000007"));
    let WireKind::Request { target, .. } = &entry.kind else {
        panic!("{entry:?}")
    };
    assert!(!target.contains("hidden1"), "{target}");
    assert!(entry.headers.iter().all(|(_, value)| !value.contains("abcdefgh")));
    story
        .tell(CLIENT, 1, answer("application/json"))
        .tell(CLIENT, 1, data(Towards::Client, r#"{"jsonrpc":"2.0","#))
        .tell(
            CLIENT,
            1,
            data(
                Towards::Client,
                r#""id":"ä","result":{"t":"abcdefgh of-the-server"}}"#,
            ),
        )
        .tell(CLIENT, 1, WireContent::End);
    let entry = &story.entries[1];
    assert_eq!(entry.kind, WireKind::Answer { status: 200 });
    let masked = entry.body.as_ref().expect("a body");
    assert!(masked.is_masked && !masked.text.contains("abcdefgh") && !masked.text.contains("of-the"));
    assert_eq!(story.entries.len(), 2);
}

#[test]
fn events_stand_alone_and_comments_are_left_out() {
    let mut story = Story::new();
    story
        .tell(CLIENT, 1, request(&[]))
        .tell(CLIENT, 1, answer("text/event-stream"))
        .tell(
            CLIENT,
            1,
            data(
                Towards::Client,
                "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}\n",
            ),
        )
        .tell(
            CLIENT,
            1,
            data(Towards::Client, "\n: keep-alive\n\nid: 1\ndata: {\"jsonrpc\""),
        )
        .tell(
            CLIENT,
            1,
            data(Towards::Client, ":\"2.0\",\"id\":1,\"error\":{}}\n\n"),
        )
        .tell(CLIENT, 1, WireContent::End);
    let kinds: Vec<_> = story.entries.iter().map(|it| it.kind.clone()).collect();
    assert_eq!(
        kinds[1..],
        [WireKind::Answer { status: 200 }, WireKind::Event, WireKind::Event]
    );
    assert_eq!(
        text(&story.entries[3]),
        "id: 1\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}\n\n"
    );
    assert!(story.entries[3].message.as_ref().expect("a message").is_error);
}

#[test]
fn what_a_server_gets_otherwise_than_its_client_wrote_it_is_marked() {
    let mut story = Story::new();
    let written =
        r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"f__read","arguments":{"a":1}}}"#;
    let sent = "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/call\",\"params\":{\"name\":\"read\",\"arguments\":{\"a\":1}}}\n";
    let other = "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"initialize\",\"params\":{}}\n";
    story
        .tell(CLIENT, 1, request(&[]))
        .tell(CLIENT, 1, data(Towards::Server, written))
        .tell(
            server(),
            3,
            WireContent::Line(Towards::Server, Bytes::from_static(other.as_bytes())),
        )
        .tell(
            server(),
            3,
            WireContent::Line(Towards::Server, Bytes::from_static(sent.as_bytes())),
        );
    assert_eq!(story.entries[1].rewritten, Vec::<String>::new());
    let entry = &story.entries[2];
    assert_eq!((entry.side, text(entry)), (WireSide::Server, sent));
    let mut places = entry.rewritten.clone();
    places.sort();
    assert_eq!(places, ["/id", "/params/name"]);
    assert_eq!(entry.server.as_ref().expect("a server").name, "files");
}

#[test]
fn what_never_ends_is_cut_and_says_so() {
    let mut story = Story::new();
    let long: &'static str = Box::leak("x".repeat(super::MAX_TEXT).into_boxed_str());
    story
        .tell(CLIENT, 1, request(&[]))
        .tell(CLIENT, 1, answer("application/json"))
        .tell(CLIENT, 1, data(Towards::Client, long))
        .tell(CLIENT, 1, data(Towards::Client, "rest"))
        .tell(CLIENT, 1, WireContent::End);
    let body = story.entries[1].body.as_ref().expect("a body");
    assert_eq!(
        (body.text.len(), body.bytes),
        (super::MAX_TEXT, super::MAX_TEXT as u64 + 4)
    );
    assert!(body.is_cut);
}

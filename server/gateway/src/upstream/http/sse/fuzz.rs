//! What holds for a stream of events, whatever bytes it is made of and however they are cut.

use bytes::Bytes;

use super::{FIELD_ROOM, Parser, TooLarge};
use crate::fuzz::{Target, run};

mod reference;

use self::reference::{Event, Stream};

const TOKENS: &[&str] = &[
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\r\r",
    "\r\n\r\n",
    "\n\r",
    ":",
    ": ",
    "data",
    "data:",
    "data: ",
    "data:  ",
    "data: {}\n\n",
    "event: endpoint\n",
    "event",
    "event:",
    "id",
    "id: 1\n",
    "id:\n",
    "id: a\0b\n",
    "id: \u{e9}\n",
    "retry: 250\n",
    "retry: +5\n",
    "retry:99999999999999999999\n",
    "retry: 007\n",
    ": ping\n\n",
    "\u{feff}",
    "Data: x\n",
    " data: x\n",
    "data : x\n",
];

/// A bound that no input reaches, and one that many do.
const BOUNDS: [usize; 2] = [1 << 20, 24];

#[test]
fn sse() {
    run(&Target {
        name: "sse",
        tokens: TOKENS,
        check,
    });
}

fn check(bytes: &[u8]) -> String {
    let mut shapes = Vec::new();
    for max in BOUNDS {
        let expected = Stream::of(bytes, max);
        for chunks in cuts(bytes) {
            assert_eq!(
                read(&mut Parser::new(max), &chunks),
                expected,
                "cut into {} pieces",
                chunks.len()
            );
        }
        shapes.push(expected.shape());
    }
    continues(bytes);
    shapes.join("; with little room ")
}

/// A stream that is lost in the middle of anything goes on as another one.
fn continues(bytes: &[u8]) {
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut parser = Parser::new(BOUNDS[0]);
    let lost = read(&mut parser, &[Bytes::copy_from_slice(first)]);
    assert_eq!(
        parser.restart().unwrap_or_default(),
        lost.last_id,
        "the last event that was complete"
    );
    let further = read(&mut parser, &[Bytes::copy_from_slice(second)]);
    let expected = Stream::of(second, BOUNDS[0]);
    assert_eq!(further.events, expected.events);
    assert_eq!(further.retry, expected.retry.or(lost.retry));
}

/// The same bytes whole, one by one, and in pieces of many lengths, some of them empty.
fn cuts(bytes: &[u8]) -> [Vec<Bytes>; 3] {
    let whole = Bytes::copy_from_slice(bytes);
    let single = bytes.iter().map(|byte| Bytes::copy_from_slice(&[*byte]));
    let mut rest = whole.clone();
    let mut pieces = Vec::new();
    let mut state = bytes.len();
    while !rest.is_empty() {
        // Any lengths will do, as long as they are the same tomorrow.
        state = (state * 75 + 74) % 65537;
        pieces.push(rest.split_to((state % 19).min(rest.len())));
    }
    [vec![whole.clone()], single.collect(), pieces]
}

fn read(parser: &mut Parser, chunks: &[Bytes]) -> Stream {
    let mut stream = Stream::default();
    'chunks: for chunk in chunks {
        parser.push(chunk.clone());
        loop {
            match parser.next() {
                Ok(Some(data)) => stream.events.push(Event {
                    name: parser.name().to_vec(),
                    data: data.to_vec(),
                }),
                Ok(None) => break,
                Err(TooLarge) => {
                    stream.is_too_large = true;
                    break 'chunks;
                }
            }
        }
        let held = [
            parser.buffer.len(),
            parser.data.len(),
            parser.next_name.len(),
            parser.name.len(),
        ];
        let max = parser.max + FIELD_ROOM;
        assert!(
            held.iter().all(|held| *held <= max),
            "holds {held:?} with a bound of {max}"
        );
    }
    stream.last_id = parser.last_id.clone().unwrap_or_default();
    stream.retry = parser.retry().map(|retry| retry.as_millis());
    stream
}

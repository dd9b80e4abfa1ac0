//! Events of a stream as they stand on the wire (WHATWG HTML, 9.2).

use bytes::Bytes;

use crate::raw::make_single_line;

/// One event with a frame, in pieces, as its only line of data.
pub(crate) fn event(id: Option<&str>, frame: &[&[u8]]) -> Bytes {
    let length = frame.iter().map(|piece| piece.len()).sum::<usize>();
    let mut event = Vec::with_capacity(64 + length);
    if let Some(id) = id {
        event.extend_from_slice(b"id: ");
        event.extend_from_slice(id.as_bytes());
        event.push(b'\n');
    }
    event.extend_from_slice(b"data: ");
    let data = event.len();
    for piece in frame {
        event.extend_from_slice(piece);
    }
    make_single_line(&mut event[data..]);
    event.extend_from_slice(b"\n\n");
    event.into()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::event;
    use crate::upstream::http::sse::Parser;

    proptest! {
        #[test]
        fn what_is_written_is_read_back_as_one_line(
            frame in "[ -~\r\n\u{e9}]{1,60}",
            cut in any::<prop::sample::Index>(),
            has_id in any::<bool>(),
        ) {
            let pieces = frame.as_bytes().split_at(cut.index(frame.len()));
            let mut parser = Parser::new(1000);
            parser.push(event(has_id.then_some("3-14"), &[pieces.0, pieces.1]));
            let expected = Bytes::from(frame.replace(['\r', '\n'], " "));
            prop_assert_eq!(parser.next(), Ok(Some(expected)));
            prop_assert_eq!(parser.next(), Ok(None));
            let id = parser.restart();
            prop_assert_eq!(id.as_deref(), has_id.then_some("3-14"));
        }
    }
}

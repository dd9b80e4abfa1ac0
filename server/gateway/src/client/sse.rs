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

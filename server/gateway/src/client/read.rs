//! Reading a bounded body, without copying it when it came in one piece.

use std::{
    pin::{Pin, pin},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, header::EXPECT};
use http_body::Body;
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::Error;

/// More than that is not read for nothing.
const MAX_DISCARDED: usize = 256 * 1024;

/// A client sends its body right behind the head.
const DISCARDING: Duration = Duration::from_secs(1);

/// The whole body.
pub(crate) async fn body<B>(body: B, limit: usize) -> Result<Bytes, Error>
where
    B: Body<Data = Bytes>,
{
    // A body that announces too much is refused before a byte of it is read.
    if usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX) > limit {
        return Err(Error::BodyTooLarge { limit });
    }
    let mut body = pin!(body);
    let (mut first, mut all) = (Bytes::new(), BytesMut::new());
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Error::BodyUnreadable)?.into_data() else {
            continue;
        };
        if first.len() + all.len() + data.len() > limit {
            return Err(Error::BodyTooLarge { limit });
        }
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            all.extend_from_slice(&std::mem::take(&mut first));
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// Reads the rest of a body that nobody wants, within bounds; true when that was all of it. A connection on which
/// something is left unread is cut off, and many clients send their next request on it.
pub(crate) async fn discard<B>(mut body: Pin<&mut B>, headers: &HeaderMap) -> bool
where
    B: Body<Data = Bytes>,
{
    // Reading would ask the client to send it.
    if headers.contains_key(EXPECT) {
        return false;
    }
    let mut room = MAX_DISCARDED;
    let reading = async {
        while let Some(frame) = body.frame().await {
            let size = frame.ok()?.data_ref().map_or(0, Bytes::len);
            room = room.checked_sub(size)?;
        }
        Some(())
    };
    timeout(DISCARDING, reading)
        .await
        .is_ok_and(|read| read.is_some())
}

#[cfg(test)]
mod tests {
    use std::{convert::Infallible, pin::pin};

    use bytes::Bytes;
    use futures::stream;
    use http::{HeaderMap, HeaderValue, header::EXPECT};
    use http_body::Frame;
    use http_body_util::{Full, StreamBody};

    use super::{MAX_DISCARDED, body, discard};
    use crate::Error;

    fn pieces(texts: &[&'static str]) -> impl http_body::Body<Data = Bytes, Error = Infallible> + use<> {
        let frames: Vec<_> = texts
            .iter()
            .map(|text| Ok(Frame::data(Bytes::from_static(text.as_bytes()))))
            .collect();
        StreamBody::new(stream::iter(frames))
    }

    #[tokio::test]
    async fn joins_pieces_up_to_the_limit() {
        assert_eq!(body(pieces(&["ab", "", "cd", "e"]), 5).await.unwrap(), "abcde");
        assert_eq!(body(pieces(&[]), 5).await.unwrap(), "");
        assert!(matches!(
            body(pieces(&["abc", "def"]), 5).await,
            Err(Error::BodyTooLarge { limit: 5 })
        ));
    }

    #[tokio::test]
    async fn what_nobody_wants_is_read_within_bounds() {
        let none = HeaderMap::new();
        assert!(discard(pin!(pieces(&[])), &none).await);
        assert!(discard(pin!(pieces(&["ab", "c"])), &none).await);
        let large = Full::new(Bytes::from(vec![0; MAX_DISCARDED + 1]));
        assert!(!discard(pin!(large), &none).await);
        let waits = HeaderMap::from_iter([(EXPECT, HeaderValue::from_static("100-continue"))]);
        assert!(!discard(pin!(pieces(&["ab"])), &waits).await);
    }

    #[tokio::test]
    async fn keeps_a_single_piece_where_it_is() {
        let piece = Bytes::from_static(b"whole");
        assert_eq!(
            body(Full::new(piece.clone()), 5).await.unwrap().as_ptr(),
            piece.as_ptr()
        );
        assert!(matches!(
            body(Full::new(piece), 4).await,
            Err(Error::BodyTooLarge { limit: 4 })
        ));
    }
}

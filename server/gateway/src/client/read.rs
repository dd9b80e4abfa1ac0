//! Reading a bounded body, without copying it when it came in one piece.

use std::pin::pin;

use bytes::{Bytes, BytesMut};
use http_body::Body;
use http_body_util::BodyExt;

use crate::Error;

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

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use bytes::Bytes;
    use futures::stream;
    use http_body::Frame;
    use http_body_util::{Full, StreamBody};

    use super::body;
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

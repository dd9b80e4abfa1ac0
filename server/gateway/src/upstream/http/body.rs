//! Reads bodies up to a bound.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;

use super::client::{Fault, Payload};

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// It is larger than the bound.
    TooLarge,
    /// The connection was lost.
    Cut(Fault),
}

/// The whole body. One that comes in one piece, as most do, is not copied.
pub(crate) async fn read_all(mut body: Payload, max: usize) -> Result<Bytes, BodyError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > max {
        return Err(BodyError::TooLarge);
    }
    let Some(first) = next_data(&mut body).await? else {
        return Ok(Bytes::new());
    };
    if first.len() > max {
        return Err(BodyError::TooLarge);
    }
    if body.is_end_stream() {
        return Ok(first);
    }
    let Some(second) = next_data(&mut body).await? else {
        return Ok(first);
    };
    let mut whole = BytesMut::with_capacity(announced.max(first.len() + second.len()));
    whole.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(data) = next {
        if whole.len() + data.len() > max {
            return Err(BodyError::TooLarge);
        }
        whole.extend_from_slice(&data);
        next = next_data(&mut body).await?;
    }
    Ok(whole.freeze())
}

/// The start of a body that nobody needs as a whole.
pub(super) async fn read_start(mut body: Payload, max: usize) -> Bytes {
    let mut start = BytesMut::new();
    while start.len() < max {
        let Ok(Some(data)) = next_data(&mut body).await else {
            break;
        };
        start.extend_from_slice(&data[..data.len().min(max - start.len())]);
    }
    start.freeze()
}

/// The next bytes; `None` at the end.
pub(crate) async fn next_data(body: &mut Payload) -> Result<Option<Bytes>, BodyError> {
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| BodyError::Cut(Fault::of_body(&error)))?;
        // Trailers say nothing to us.
        if let Ok(data) = frame.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

//! A response's body: one buffer, or events as they come.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::{sync::mpsc, task::JoinSet};

/// A body. Dropping it ends what fills it.
#[derive(Debug)]
pub struct Body(Source);

#[derive(Debug)]
enum Source {
    Full(Option<Bytes>),
    Events {
        frames: mpsc::Receiver<Vec<u8>>,
        _task: JoinSet<()>,
    },
}

impl Body {
    /// No bytes at all.
    pub fn empty() -> Self {
        Self(Source::Full(None))
    }

    /// These bytes.
    pub fn full(bytes: Bytes) -> Self {
        Self(Source::Full(Some(bytes)))
    }

    /// One event, then the end.
    pub fn event(frame: &[u8]) -> Self {
        Self::full(event(frame))
    }

    /// The frames that `task` sends, each as an event, until it ends.
    pub(super) fn events(frames: mpsc::Receiver<Vec<u8>>, task: JoinSet<()>) -> Self {
        Self(Source::Events { frames, _task: task })
    }
}

fn event(frame: &[u8]) -> Bytes {
    Bytes::from([b"event: message\ndata: ", frame, b"\n\n"].concat())
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match &mut self.0 {
            Source::Full(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Source::Events { frames, .. } => frames
                .poll_recv(context)
                .map(|frame| frame.map(|frame| Ok(Frame::data(event(&frame))))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Source::Full(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Source::Full(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Source::Events { .. } => SizeHint::default(),
        }
    }
}

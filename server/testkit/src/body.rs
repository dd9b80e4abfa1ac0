//! A response's body: one buffer, or a stream of events as they come.

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
pub(crate) struct Body(Source);

#[derive(Debug)]
enum Source {
    Full(Option<Bytes>),
    Events {
        frames: mpsc::Receiver<Vec<u8>>,
        _task: JoinSet<()>,
    },
    Chunks {
        chunks: mpsc::Receiver<Bytes>,
        _tasks: JoinSet<()>,
    },
}

impl Body {
    /// No bytes at all.
    pub(crate) fn empty() -> Self {
        Self(Source::Full(None))
    }

    /// These bytes.
    pub(crate) fn full(bytes: Bytes) -> Self {
        Self(Source::Full(Some(bytes)))
    }

    /// One event, then the end.
    pub(crate) fn event(frame: &[u8]) -> Self {
        Self::full(event(frame))
    }

    /// The frames that `task` sends, each as an event, until it ends.
    pub(crate) fn events(frames: mpsc::Receiver<Vec<u8>>, task: JoinSet<()>) -> Self {
        Self(Source::Events { frames, _task: task })
    }

    /// The bytes that `tasks` send, as they are, until all senders are gone.
    pub(crate) fn chunks(chunks: mpsc::Receiver<Bytes>, tasks: JoinSet<()>) -> Self {
        Self(Source::Chunks {
            chunks,
            _tasks: tasks,
        })
    }
}

/// A frame as an event without an id.
pub(crate) fn event(frame: &[u8]) -> Bytes {
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
            Source::Chunks { chunks, .. } => chunks
                .poll_recv(context)
                .map(|chunk| chunk.map(|chunk| Ok(Frame::data(chunk)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self.0, Source::Full(None))
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Source::Full(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Source::Events { .. } | Source::Chunks { .. } => SizeHint::default(),
        }
    }
}

//! Response bodies: nothing, bytes that are there, or an event stream.

use std::{
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

use crate::{envelope::Pieces, wires::body::Told};

/// The body of every response of the gateway.
pub struct Body {
    content: Content,
    told: Told,
}

enum Content {
    /// Pieces still to be sent, in order; sent ones are empty.
    Bytes([Bytes; 3]),
    Events(Box<Stream>),
}

/// Where the events of a stream come from. Dropping it tells the source that the client is gone.
pub(crate) trait EventSource: Send {
    /// The next event as it stands on the wire, blank line included; `None` ends the stream.
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>>;
}

struct Stream {
    source: Box<dyn EventSource>,
    keep_alive: Duration,
    silence: Pin<Box<Sleep>>,
    is_over: bool,
}

// === impl Body ===

impl Body {
    /// No bytes.
    pub(crate) const fn empty() -> Self {
        Self::of(Content::Bytes([Bytes::new(), Bytes::new(), Bytes::new()]))
    }

    /// Bytes in at most three pieces.
    pub(crate) fn pieces(pieces: Pieces) -> Self {
        match pieces {
            Pieces::One(whole) => Self::of(Content::Bytes([whole, Bytes::new(), Bytes::new()])),
            Pieces::Three(pieces) => Self::of(Content::Bytes(pieces)),
        }
    }

    /// Events, with a comment line after each `keep_alive` of silence so that nothing on the way cuts the line.
    pub(crate) fn events(source: impl EventSource + 'static, keep_alive: Duration) -> Self {
        let silence = Box::pin(tokio::time::sleep(keep_alive));
        Self::of(Content::Events(Box::new(Stream {
            source: Box::new(source),
            keep_alive,
            silence,
            is_over: false,
        })))
    }
}

impl Body {
    /// The same, telling those who watch of what is sent.
    pub(crate) fn told(self, told: Told) -> Self {
        Self { told, ..self }
    }

    const fn of(content: Content) -> Self {
        Self {
            content,
            told: Told::nobody(),
        }
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::pieces(Pieces::One(bytes.into()))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        let data = match &mut this.content {
            Content::Bytes(pieces) => {
                let next = pieces.iter_mut().find(|piece| !piece.is_empty());
                next.map(std::mem::take)
            }
            Content::Events(stream) => std::task::ready!(stream.poll_next(context)),
        };
        if let Some(data) = &data {
            this.told.data(data);
        }
        Poll::Ready(data.map(|data| Ok(Frame::data(data))))
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Bytes(pieces) => pieces.iter().all(Bytes::is_empty),
            Content::Events(stream) => stream.is_over,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Bytes(pieces) => {
                SizeHint::with_exact(pieces.iter().map(|piece| piece.len() as u64).sum())
            }
            Content::Events(_) => SizeHint::default(),
        }
    }
}

// === impl Stream ===

impl Stream {
    fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let event = match self.source.poll_event(context) {
            Poll::Ready(None) => {
                self.is_over = true;
                return Poll::Ready(None);
            }
            Poll::Ready(Some(event)) => event,
            Poll::Pending => {
                std::task::ready!(self.silence.as_mut().poll(context));
                Bytes::from_static(b": keep-alive\n\n")
            }
        };
        self.silence.as_mut().reset(Instant::now() + self.keep_alive);
        Poll::Ready(Some(event))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        task::{Context, Poll},
        time::Duration,
    };

    use bytes::Bytes;
    use http_body::Body as _;
    use http_body_util::BodyExt;
    use tokio::{sync::mpsc, time::Instant};

    use super::{Body, EventSource};
    use crate::envelope::Pieces;

    struct Channel(mpsc::Receiver<Bytes>);

    impl EventSource for Channel {
        fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
            self.0.poll_recv(context)
        }
    }

    #[tokio::test]
    async fn sends_pieces_in_order_and_knows_their_length() {
        let pieces = ["{\"id\":", "\"seven\"", "}"].map(|piece| Bytes::from_static(piece.as_bytes()));
        let body = Body::pieces(Pieces::Three(pieces));
        assert_eq!(body.size_hint().exact(), Some(14));
        assert_eq!(body.collect().await.unwrap().to_bytes(), "{\"id\":\"seven\"}");
        assert!(Body::empty().is_end_stream());
    }

    #[tokio::test(start_paused = true)]
    async fn breaks_the_silence_of_a_stream() {
        let (sender, receiver) = mpsc::channel(1);
        let mut body = Body::events(Channel(receiver), Duration::from_secs(15));
        let began = Instant::now();
        let comment = body.frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(comment, ": keep-alive\n\n");
        assert_eq!(began.elapsed(), Duration::from_secs(15));
        sender.send(Bytes::from_static(b"data: 1\n\n")).await.unwrap();
        drop(sender);
        assert_eq!(body.collect().await.unwrap().to_bytes(), "data: 1\n\n");
    }
}

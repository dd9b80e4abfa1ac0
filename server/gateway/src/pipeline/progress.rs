//! A call that reports progress: notifications as they come, then the answer, on one event stream.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use tokio::sync::mpsc;

use crate::{
    body::EventSource,
    envelope::{Envelope, Pieces},
    raw::{RawObject, is_string_or_number, make_single_line, range_of},
};

/// Notifications of one call that may wait for the client. One that reads slower misses some: a progress value
/// makes the ones before it worthless, and nobody may be held up by a slow reader.
pub(crate) const BACKLOG: usize = 256;

/// A call on its way: resolves to the frame for the client.
pub(crate) type Running = Pin<Box<dyn Future<Output = Pieces> + Send>>;

/// How a call with a progress token began to answer.
pub(crate) enum Beginning {
    /// The answer came first.
    Answer(Pieces),
    /// A notification came first: a stream it is.
    Stream(CallStream),
}

/// The rest of a call, as events.
pub(crate) struct CallStream {
    /// The client's own token, raw.
    token: Box<str>,
    notifications: mpsc::Receiver<Bytes>,
    /// A notification that was taken out already.
    first: Option<Bytes>,
    state: State,
}

enum State {
    Running(Running),
    Answered(Pieces),
    Over,
}

/// Waits for the first sign of life of a call.
pub(crate) async fn begin(
    mut running: Running,
    mut notifications: mpsc::Receiver<Bytes>,
    token: Box<str>,
) -> Beginning {
    let (first, state) = tokio::select! {
        biased;
        Some(first) = notifications.recv() => (first, State::Running(running)),
        answer = &mut running => match notifications.try_recv() {
            // Both arrived at once; the answer was the later one.
            Ok(first) => (first, State::Answered(answer)),
            Err(_) => return Beginning::Answer(answer),
        },
    };
    Beginning::Stream(CallStream {
        token,
        notifications,
        first: Some(first),
        state,
    })
}

impl CallStream {
    fn poll_notification(&mut self, context: &mut Context<'_>) -> Option<Bytes> {
        loop {
            let frame = match self.first.take() {
                Some(frame) => frame,
                None => match self.notifications.poll_recv(context) {
                    Poll::Ready(Some(frame)) => frame,
                    Poll::Ready(None) | Poll::Pending => return None,
                },
            };
            if let Some(event) = with_token(&frame, &self.token) {
                return Some(event);
            }
        }
    }
}

impl EventSource for CallStream {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Some(event) = self.poll_notification(context) {
            return Poll::Ready(Some(event));
        }
        if let State::Running(running) = &mut self.state {
            let answer = std::task::ready!(running.as_mut().poll(context));
            self.state = State::Answered(answer);
            // What was sent between the two polls comes before the answer.
            if let Some(event) = self.poll_notification(context) {
                return Poll::Ready(Some(event));
            }
        }
        Poll::Ready(match std::mem::replace(&mut self.state, State::Over) {
            State::Answered(answer) => Some(event(&[&answer.into_vec()])),
            State::Running(_) | State::Over => None,
        })
    }
}

/// A progress notification of the upstream as an event for the client, with the client's own token and no other byte
/// changed; `None` for anything that carries no token.
fn with_token(frame: &Bytes, token: &str) -> Option<Bytes> {
    let params = Envelope::parse(frame).ok()?.params?;
    let ours = RawObject::parse(params.get(), &["progressToken"])
        .ok()?
        .get("progressToken")?;
    let place = is_string_or_number(ours).then(|| range_of(frame, ours.get()))?;
    Some(event(&[
        &frame[..place.start],
        token.as_bytes(),
        &frame[place.end..],
    ]))
}

/// One event of a stream. A frame is one line of it.
fn event(pieces: &[&[u8]]) -> Bytes {
    const PREFIX: &[u8] = b"data: ";
    let mut event =
        Vec::with_capacity(PREFIX.len() + 2 + pieces.iter().map(|piece| piece.len()).sum::<usize>());
    event.extend_from_slice(PREFIX);
    for piece in pieces {
        event.extend_from_slice(piece);
    }
    make_single_line(&mut event[PREFIX.len()..]);
    event.extend_from_slice(b"\n\n");
    event.into()
}

#[cfg(test)]
mod tests {
    use std::{future, time::Duration};

    use bytes::Bytes;
    use http_body_util::BodyExt;
    use tokio::sync::{mpsc, oneshot};

    use super::{Beginning, begin, with_token};
    use crate::{body::Body, envelope::Pieces};

    fn notification(progress: u32) -> Bytes {
        format!(
            r#"{{"jsonrpc":"2.0","method":"notifications/progress","params":{{"progressToken":17,"progress":{progress}.0}}}}"#
        )
        .into()
    }

    #[test]
    fn gives_the_client_its_own_token_back() {
        let frame = Bytes::from_static(b"{\"jsonrpc\":\"2.0\",\n \"method\":\"notifications/progress\",\"params\":{\"progress\":1e0,\"progressToken\":17,\"x\":17}}");
        assert_eq!(
            with_token(&frame, "\"mine\"").unwrap(),
            "data: {\"jsonrpc\":\"2.0\",  \"method\":\"notifications/progress\",\"params\":{\"progress\":1e0,\"progressToken\":\"mine\",\"x\":17}}\n\n"
        );
        assert!(with_token(&Bytes::from_static(br#"{"jsonrpc":"2.0","method":"m"}"#), "1").is_none());
    }

    #[tokio::test]
    async fn an_answer_without_progress_is_no_stream() {
        let (_sender, receiver) = mpsc::channel(1);
        let running = Box::pin(future::ready(Pieces::One(Bytes::from_static(b"{}"))));
        assert!(matches!(
            begin(running, receiver, "1".into()).await,
            Beginning::Answer(_)
        ));
    }

    #[tokio::test]
    async fn keeps_the_order_when_everything_is_there_at_once() {
        let (sender, receiver) = mpsc::channel(8);
        for progress in 1..=3 {
            sender.send(notification(progress)).await.unwrap();
        }
        let running = Box::pin(future::ready(Pieces::One(Bytes::from_static(b"{\"done\":1}"))));
        let Beginning::Stream(stream) = begin(running, receiver, "\"t\"".into()).await else {
            panic!("no stream")
        };
        let text = Body::events(stream, Duration::from_mins(1))
            .collect()
            .await
            .unwrap()
            .to_bytes();
        let text = String::from_utf8(text.to_vec()).unwrap();
        let order: Vec<_> = ["s\":1.0", "s\":2.0", "s\":3.0", "done"]
            .iter()
            .map(|part| text.find(part).unwrap())
            .collect();
        assert!(order.is_sorted(), "{text}");
    }

    #[tokio::test]
    async fn notifications_that_race_the_answer_still_come_first() {
        let (sender, receiver) = mpsc::channel(8);
        let (finish, finished) = oneshot::channel::<()>();
        sender.send(notification(1)).await.unwrap();
        let running = Box::pin(async move {
            finished.await.unwrap();
            sender.send(notification(2)).await.unwrap();
            Pieces::One(Bytes::from_static(b"{\"done\":1}"))
        });
        let Beginning::Stream(stream) = begin(running, receiver, "5".into()).await else {
            panic!("no stream")
        };
        let mut body = Body::events(stream, Duration::from_mins(1));
        assert!(
            body.frame()
                .await
                .unwrap()
                .unwrap()
                .into_data()
                .unwrap()
                .ends_with(b"1.0}}\n\n")
        );
        finish.send(()).unwrap();
        let rest = body.collect().await.unwrap().to_bytes();
        let (two, done) = (find(&rest, b"s\":2.0"), find(&rest, b"done"));
        assert!(two.is_some() && two < done);
    }

    fn find(text: &[u8], part: &[u8]) -> Option<usize> {
        text.windows(part.len()).position(|window| window == part)
    }
}

//! A request whose server speaks before it answers: what it says as it comes, then the answer, on one event stream.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::StatusCode;
use tokio_util::task::TaskTracker;

use crate::{
    Error,
    body::EventSource,
    client::session::{Session, outbox::Outbox},
    envelope::Pieces,
};

/// The end of a request.
pub(crate) struct Final {
    /// The frame for the client.
    pub(crate) frame: Pieces,
    /// The HTTP status, unless something was said before.
    pub(crate) status: StatusCode,
    /// When it may be tried again, where that is known.
    pub(crate) retry_after: Option<Duration>,
}

impl Final {
    /// As it is in sessions, whatever it says.
    pub(crate) fn ok(frame: Pieces) -> Self {
        Self {
            frame,
            status: StatusCode::OK,
            retry_after: None,
        }
    }

    /// The error of a request, in an answer with this status.
    pub(crate) fn refusal(frame: Pieces, status: StatusCode, error: &Error) -> Self {
        let retry_after = match error {
            Error::RateLimited { retry_after, .. } => Some(*retry_after),
            _ => None,
        };
        Self {
            frame,
            status,
            retry_after,
        }
    }
}

/// A request on its way: resolves to its end.
pub(crate) type Running = Pin<Box<dyn Future<Output = Final> + Send>>;

/// How a request began to be answered.
pub(crate) enum Beginning {
    /// The answer came first.
    Answer(Final),
    /// Something else came first: a stream it is.
    Stream(AnswerStream),
}

/// The rest of a request, as events.
pub(crate) struct AnswerStream {
    outbox: Arc<Outbox>,
    position: u64,
    running: Option<Running>,
    /// Where a request goes on whose client will come back.
    tasks: TaskTracker,
}

/// Waits for the first sign of life.
pub(crate) async fn begin(
    mut running: Running,
    outbox: Arc<Outbox>,
    session: Option<&Session>,
    tasks: &TaskTracker,
) -> Beginning {
    let answer = tokio::select! {
        biased;
        () = poll_fn(|context| outbox.poll_spoken(context)) => None,
        answer = &mut running => Some(answer),
    };
    let running = match answer {
        Some(answer) if outbox.is_empty() => return Beginning::Answer(answer),
        // Both arrived at once; the answer was the later one.
        Some(answer) => {
            outbox.complete(&[&answer.frame.into_vec()]);
            None
        }
        None => Some(running),
    };
    if let Some(session) = session.filter(|_| outbox.number().is_some()) {
        session.keep(&outbox);
    }
    Beginning::Stream(AnswerStream {
        outbox,
        position: 0,
        running,
        tasks: tasks.clone(),
    })
}

impl EventSource for AnswerStream {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        if let Poll::Ready(event) = self.outbox.poll_next(&mut self.position, context) {
            return Poll::Ready(event);
        }
        let Some(running) = &mut self.running else {
            return Poll::Pending;
        };
        // Whatever is said while it is polled stands before the answer.
        let answer = std::task::ready!(running.as_mut().poll(context));
        self.running = None;
        self.outbox.complete(&[&answer.frame.into_vec()]);
        self.outbox.poll_next(&mut self.position, context)
    }
}

impl Drop for AnswerStream {
    /// A lost line is no cancellation (2025-11-25, "Streamable HTTP"): where the client can come back, the request goes
    /// on without it. Elsewhere nobody could ever read the answer, and the request is cancelled.
    fn drop(&mut self) {
        if let Some(running) = self.running.take().filter(|_| self.outbox.number().is_some()) {
            let outbox = self.outbox.clone();
            self.tasks
                .spawn(async move { outbox.complete(&[&running.await.frame.into_vec()]) });
        }
    }
}

/// A stream that a client has come back to.
pub(crate) struct ResumedStream {
    outbox: Arc<Outbox>,
    position: u64,
}

impl ResumedStream {
    /// From the event with the number `position` on.
    pub(crate) fn new(outbox: Arc<Outbox>, position: u64) -> Self {
        Self { outbox, position }
    }
}

impl EventSource for ResumedStream {
    fn poll_event(&mut self, context: &mut Context<'_>) -> Poll<Option<Bytes>> {
        self.outbox.poll_next(&mut self.position, context)
    }
}

#[cfg(test)]
mod tests {
    use std::{future, sync::Arc, time::Duration};

    use bytes::Bytes;
    use http_body_util::BodyExt;
    use model::EndpointId;
    use proptest::{collection::vec, prelude::*};
    use tokio::sync::oneshot;
    use tokio_util::task::TaskTracker;
    use uuid::Uuid;

    use super::{Beginning, Final, ResumedStream, begin};
    use crate::{
        PrincipalId,
        body::Body,
        client::session::{self, Session, outbox::Outbox},
        envelope::Pieces,
        era::Version,
    };

    fn session() -> Session {
        let endpoint_id = EndpointId::from_uuid(Uuid::from_u128(1));
        Session::new(session::Beginning {
            endpoint_id,
            is_inside: false,
            principal: PrincipalId::Anonymous(endpoint_id),
            version: Version::LATEST,
            client: Arc::default(),
            client_info: None,
            capabilities: None,
        })
    }

    fn answer() -> Final {
        Final::ok(Pieces::One(Bytes::from_static(b"{\"done\":1}")))
    }

    async fn text(body: Body) -> String {
        let bytes = body.collect().await.unwrap().to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_alone_is_no_stream() {
        let (session, tasks) = (session(), TaskTracker::new());
        let running = Box::pin(future::ready(answer()));
        let beginning = begin(running, Arc::new(Outbox::new(None)), Some(&session), &tasks).await;
        assert!(matches!(beginning, Beginning::Answer(_)));
    }

    #[tokio::test]
    async fn keeps_the_order_when_everything_is_there_at_once() {
        let (session, tasks) = (session(), TaskTracker::new());
        let outbox = Arc::new(Outbox::new(None));
        for number in 1..=3 {
            outbox.notify(&[format!("n{number}").as_bytes()]);
        }
        let running = Box::pin(future::ready(answer()));
        let Beginning::Stream(stream) = begin(running, outbox, Some(&session), &tasks).await else {
            panic!("no stream")
        };
        assert_eq!(
            text(Body::events(stream, Duration::from_mins(1))).await,
            "data: n1\n\ndata: n2\n\ndata: n3\n\ndata: {\"done\":1}\n\n"
        );
    }

    proptest! {
        #[test]
        fn whatever_is_said_arrives_in_its_order(turns in vec((vec("[a-z]{0,8}", 0..6), any::<bool>()), 0..12)) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let said: Vec<_> = turns.iter().flat_map(|(words, _)| words.clone()).collect();
            let heard = runtime.block_on(async {
                let (session, tasks) = (session(), TaskTracker::new());
                let outbox = Arc::new(Outbox::new(None));
                let speaker = outbox.clone();
                let running = Box::pin(async move {
                    for (words, pauses) in turns {
                        for word in words {
                            assert!(speaker.notify(&[word.as_bytes()]));
                        }
                        if pauses {
                            tokio::task::yield_now().await;
                        }
                    }
                    answer()
                });
                match begin(running, outbox, Some(&session), &tasks).await {
                    Beginning::Answer(_) => String::new(),
                    Beginning::Stream(stream) => text(Body::events(stream, Duration::from_mins(1))).await,
                }
            });
            let mut expected: String = said.iter().flat_map(|word| ["data: ", word, "\n\n"]).collect();
            if !said.is_empty() {
                expected.push_str("data: {\"done\":1}\n\n");
            }
            prop_assert_eq!(heard, expected);
        }
    }

    #[tokio::test]
    async fn what_races_the_answer_still_comes_first() {
        let (session, tasks) = (session(), TaskTracker::new());
        let outbox = Arc::new(Outbox::new(None));
        outbox.notify(&[b"n1"]);
        let (finish, finished) = oneshot::channel::<()>();
        let late = outbox.clone();
        let running = Box::pin(async move {
            finished.await.unwrap();
            late.notify(&[b"n2"]);
            answer()
        });
        let Beginning::Stream(stream) = begin(running, outbox, Some(&session), &tasks).await else {
            panic!("no stream")
        };
        finish.send(()).unwrap();
        assert_eq!(
            text(Body::events(stream, Duration::from_mins(1))).await,
            "data: n1\n\ndata: n2\n\ndata: {\"done\":1}\n\n"
        );
    }

    #[tokio::test]
    async fn a_request_goes_on_while_its_client_is_away() {
        let (session, tasks) = (session(), TaskTracker::new());
        let outbox = Arc::new(session.new_outbox("1"));
        outbox.notify(&[b"n1"]);
        let (finish, finished) = oneshot::channel::<()>();
        let running = Box::pin(async move {
            finished.await.unwrap();
            answer()
        });
        let Beginning::Stream(stream) = begin(running, outbox.clone(), Some(&session), &tasks).await else {
            panic!("no stream")
        };
        drop(stream);
        finish.send(()).unwrap();
        let resumed = ResumedStream::new(outbox, 1);
        assert!(
            text(Body::events(resumed, Duration::from_mins(1)))
                .await
                .ends_with("-2-MQ\ndata: {\"done\":1}\n\n")
        );
    }
}

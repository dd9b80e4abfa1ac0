//! Sessions over HTTP+SSE, the transport of 2024-11-05: one stream for all that the server says, opened with GET, and
//! POSTs beside it that are only taken.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use ::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use rand::Rng;
use tokio::{
    sync::mpsc::{self, error::SendError},
    task::JoinSet,
    time::timeout,
};

use super::{
    super::{
        http::{self, COMMENT, KEEP_ALIVE},
        outlet::{Out, Outlet},
        rpc::Incoming,
        server::{Server, locked},
    },
    Session,
};
use crate::{
    body::{Body, event},
    frame::result,
};

const UNREAD_CHUNKS: usize = 16;

/// All streams of a server, by the id in the URL of their POSTs.
#[derive(Debug)]
pub(in crate::everything) struct Streams {
    // Another process shall not know this one's streams.
    prefix: u64,
    next: AtomicU64,
    open: Mutex<HashMap<String, Arc<Stream>>>,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            prefix: rand::rng().random(),
            next: AtomicU64::new(1),
            open: Mutex::default(),
        }
    }
}

impl Streams {
    pub(in crate::everything) fn count(&self) -> usize {
        locked(&self.open).len()
    }

    pub(in crate::everything) fn clear(&self) {
        for (_, stream) in locked(&self.open).drain() {
            stream.close();
        }
    }
}

/// One client.
#[derive(Debug)]
struct Stream {
    /// Gone once the stream is to end.
    outlet: Mutex<Option<Outlet>>,
    session: Mutex<Option<Arc<Session>>>,
}

impl Stream {
    fn close(&self) {
        if let Some(session) = locked(&self.session).take() {
            session.close();
        }
        locked(&self.outlet).take();
    }
}

/// Forgets a stream whose client has left.
struct Leaving {
    server: Arc<Server>,
    id: String,
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let left = locked(&self.server.streams.open).remove(&self.id);
        if let Some(stream) = left {
            stream.close();
        }
    }
}

/// Opens a stream.
pub(in crate::everything) fn open(server: &Arc<Server>) -> Response<Body> {
    let number = server.streams.next.fetch_add(1, Ordering::Relaxed);
    let id = format!("stream-{:016x}-{number}", server.streams.prefix);
    let (outlet, sent) = Outlet::new();
    let stream = Arc::new(Stream {
        outlet: Mutex::new(Some(outlet)),
        session: Mutex::default(),
    });
    let leaving = Leaving {
        server: Arc::clone(server),
        id: id.clone(),
    };
    let first = format!("event: endpoint\ndata: /message?sessionId={id}\n\n");
    locked(&server.streams.open).insert(id, stream);
    let (chunks, body) = mpsc::channel(UNREAD_CHUNKS);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let _leaving = leaving;
        // The client has left when this fails.
        let _ = write(first.into(), sent, chunks).await;
    });
    http::events(Body::chunks(body, tasks))
}

async fn write(
    first: Bytes,
    mut sent: mpsc::UnboundedReceiver<Out>,
    chunks: mpsc::Sender<Bytes>,
) -> Result<(), SendError<Bytes>> {
    chunks.send(first).await?;
    loop {
        let chunk = match timeout(KEEP_ALIVE, sent.recv()).await {
            Ok(Some(Out::Frame(frame) | Out::Answer { frame, .. })) => event(&frame),
            // Nobody could come back to this stream.
            Ok(Some(Out::HangUp)) => continue,
            Ok(None) => return Ok(()),
            Err(_) => Bytes::from_static(COMMENT),
        };
        chunks.send(chunk).await?;
    }
}

/// Takes one message for the stream that the query names.
pub(in crate::everything) fn take(
    server: &Arc<Server>,
    query: Option<&str>,
    headers: &HeaderMap,
    body: &[u8],
) -> Response<Body> {
    let id = query.and_then(|query| query.strip_prefix("sessionId="));
    let stream = id.and_then(|id| locked(&server.streams.open).get(id).cloned());
    let Some(stream) = stream else {
        return http::status(StatusCode::NOT_FOUND);
    };
    let Some(outlet) = locked(&stream.outlet).clone() else {
        return http::status(StatusCode::NOT_FOUND);
    };
    let message = match Incoming::read(body) {
        Ok(message) => message,
        Err(fault) => return http::fault(StatusCode::BAD_REQUEST, &fault, None),
    };
    let mut session = locked(&stream.session);
    match (&*session, message) {
        (None, Incoming::Request(request)) if request.method == "initialize" => {
            let (opened, introduction) = Session::open(server, &request.params, outlet.clone());
            outlet.answer(StatusCode::OK, result(&request.id, &introduction));
            *session = Some(opened);
        }
        (None, _) => return http::status(StatusCode::BAD_REQUEST),
        (Some(session), message) => session.receive(message, &outlet, headers),
    }
    http::status(StatusCode::ACCEPTED)
}

//! Modern requests over Streamable HTTP.

use std::sync::Arc;

use ::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use tokio::{sync::mpsc, task::JoinSet, time::timeout};

use super::{
    super::{
        Answers,
        http::{self, COMMENT, KEEP_ALIVE, PATIENCE},
        outlet::{Out, Outlet},
        rpc::{Fault, Incoming, Request},
        server::Server,
    },
    call, check_version, client, headers, run, status,
};
use crate::{
    body::{self, Body},
    frame::INVALID_REQUEST,
};

const UNREAD_CHUNKS: usize = 16;

/// Takes one message.
pub(in crate::everything) async fn post(
    server: &Arc<Server>,
    headers: &HeaderMap,
    body: &[u8],
) -> Response<Body> {
    match Incoming::read(body) {
        Ok(Incoming::Request(request)) => self::request(server, headers, request).await,
        // There is none that would mean something here.
        Ok(Incoming::Notification { .. }) => http::status(StatusCode::ACCEPTED),
        Ok(Incoming::Answer { .. }) => {
            let fault = Fault::new(INVALID_REQUEST, "Answers are given in a new request");
            http::fault(StatusCode::BAD_REQUEST, &fault, None)
        }
        Err(fault) => http::fault(StatusCode::BAD_REQUEST, &fault, None),
    }
}

async fn request(server: &Arc<Server>, headers: &HeaderMap, request: Request) -> Response<Body> {
    let checked = client(server, &request.params).and_then(|client| {
        headers::check_version(headers, &client.version)?;
        check_version(server, &client)?;
        headers::check_names(headers, &request)?;
        headers::check_arguments(headers, &request)?;
        Ok(client)
    });
    let client = match checked {
        Ok(client) => client,
        Err(fault) => return http::fault(StatusCode::BAD_REQUEST, &fault, Some(&request.id)),
    };
    let (id, (outlet, sent)) = (request.id.clone(), Outlet::new());
    match call(server, request, client, outlet, headers.clone()) {
        Ok(call) => {
            // Whoever drops the answer cancels the call.
            let mut tasks = JoinSet::new();
            tasks.spawn(run(call));
            answer(server.options.answers, sent, tasks).await
        }
        Err(fault) => http::fault(status(&fault), &fault, Some(&id)),
    }
}

/// The status of an answer is known only when nothing comes before it and it comes soon.
async fn answer(
    answers: Answers,
    mut sent: mpsc::UnboundedReceiver<Out>,
    mut tasks: JoinSet<()>,
) -> Response<Body> {
    let first = match timeout(PATIENCE, sent.recv()).await {
        Ok(Some(Out::Answer { status, frame })) if status != StatusCode::OK || answers == Answers::Auto => {
            return http::json(status, frame.into());
        }
        Ok(first) => first,
        Err(_) => None,
    };
    let (sender, chunks) = mpsc::channel(UNREAD_CHUNKS);
    tasks.spawn(forward(first, sent, sender));
    http::events(Body::chunks(chunks, tasks))
}

async fn forward(first: Option<Out>, mut sent: mpsc::UnboundedReceiver<Out>, chunks: mpsc::Sender<Bytes>) {
    if let Some(first) = first
        && !send(&chunks, first).await
    {
        return;
    }
    loop {
        let sent = match timeout(KEEP_ALIVE, sent.recv()).await {
            Ok(Some(out)) => send(&chunks, out).await,
            Ok(None) => return,
            Err(_) => chunks.send(Bytes::from_static(COMMENT)).await.is_ok(),
        };
        if !sent {
            return;
        }
    }
}

/// False when nobody listens any more.
async fn send(chunks: &mpsc::Sender<Bytes>, out: Out) -> bool {
    match out {
        Out::Frame(frame) | Out::Answer { frame, .. } => chunks.send(body::event(&frame)).await.is_ok(),
        // Nothing can be fetched later in this era.
        Out::HangUp => true,
    }
}

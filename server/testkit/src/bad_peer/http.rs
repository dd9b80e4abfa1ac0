//! The modes over HTTP.

use std::{convert::Infallible, io, net::SocketAddr, process::ExitCode, sync::Arc};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    task::JoinSet,
};

use super::{
    BadPeerOptions, Mode, note_pids,
    spoil::{Action, Spoiler},
};

const PAGE: &str =
    "<!doctype html><html><head><title>Welcome</title></head><body><h1>It works</h1></body></html>";

/// Serves until a mode ends the process. Prints the URL first, since the port may be chosen by the system.
pub(super) async fn serve(address: SocketAddr, options: &BadPeerOptions) -> io::Result<ExitCode> {
    let listener = TcpListener::bind(address).await?;
    note_pids(options, None)?;
    io::Write::write_fmt(
        &mut io::stdout(),
        format_args!("http://{}/mcp\n", listener.local_addr()?),
    )?;
    let (exit, mut exited) = mpsc::channel(1);
    let peer = Arc::new(Peer {
        mode: options.mode,
        status: StatusCode::from_u16(options.status).map_err(io::Error::other)?,
        spoiler: Spoiler::new(options),
        exit,
    });
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                let (stream, _) = accepted?;
                connections.spawn(Arc::clone(&peer).connection(stream));
            }
            Some(code) = exited.recv() => return Ok(ExitCode::from(code)),
            Some(_) = connections.join_next() => {}
        }
    }
}

struct Peer {
    mode: Mode,
    status: StatusCode,
    spoiler: Spoiler,
    exit: mpsc::Sender<u8>,
}

impl Peer {
    // How a connection ends is of no interest: the point is to end it badly.
    async fn connection(self: Arc<Self>, stream: TcpStream) {
        if self.mode == Mode::Truncated {
            let _ = truncated(stream).await;
            return;
        }
        let service = service_fn(move |request| {
            let peer = Arc::clone(&self);
            async move { Ok::<_, Infallible>(peer.answer(request).await) }
        });
        let _ = http1::Builder::new()
            .serve_connection(TokioIo::new(stream), service)
            .await;
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        match self.mode {
            Mode::Html => return response(StatusCode::OK, "text/html", PAGE.into()),
            Mode::Status => return response(self.status, "text/plain", "this server is not well".into()),
            Mode::Redirect => {
                let mut redirect = response(StatusCode::TEMPORARY_REDIRECT, "text/plain", Bytes::new());
                redirect
                    .headers_mut()
                    .insert(header::LOCATION, header::HeaderValue::from_static("/mcp"));
                return redirect;
            }
            _ => {}
        }
        let Ok(body) = request.into_body().collect().await else {
            return response(StatusCode::BAD_REQUEST, "text/plain", Bytes::new());
        };
        match self.spoiler.answer(&body.to_bytes()) {
            Action::Frames(frames) if frames.is_empty() => accepted(),
            Action::Frames(mut frames) => response(
                StatusCode::OK,
                "application/json",
                frames.swap_remove(frames.len() / 2).into(),
            ),
            Action::Late(delay, frame) => {
                tokio::time::sleep(delay).await;
                response(StatusCode::OK, "application/json", frame.into())
            }
            Action::Silence if matches!(self.mode, Mode::Hang | Mode::HangOnCall) => {
                std::future::pending().await
            }
            Action::Silence => accepted(),
            // An answer that is cut off is --mode truncated.
            Action::Exit(code) | Action::Last(_, code) => {
                // The receiver is gone when the process already ends.
                let _ = self.exit.send(code).await;
                std::future::pending().await
            }
        }
    }
}

fn accepted() -> Response<Full<Bytes>> {
    response(StatusCode::ACCEPTED, "text/plain", Bytes::new())
}

fn response(status: StatusCode, content_type: &'static str, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        header::HeaderValue::from_static(content_type),
    );
    response
}

/// Promises a hundred bytes and sends nine of them.
async fn truncated(mut stream: TcpStream) -> io::Result<()> {
    let mut request = [0; 4096];
    if stream.read(&mut request).await? > 0 {
        let answer =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"jsonrpc";
        stream.write_all(answer.as_bytes()).await?;
    }
    stream.shutdown().await
}

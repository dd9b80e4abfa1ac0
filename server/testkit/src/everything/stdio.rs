//! The server on a pair of streams, one message a line.

use std::{
    collections::HashMap,
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use ::http::HeaderMap;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    sync::mpsc,
    task::{AbortHandle, JoinSet},
    time::timeout,
};

use super::{
    EverythingOptions,
    legacy::Session,
    modern,
    outlet::{Out, Outlet},
    rpc::{Fault, Incoming, Params, Request},
    server::Server,
};
use crate::{
    demo::process_pipes,
    frame::{self, INVALID_REQUEST},
};

/// How long calls may go on when the client has nothing more to say.
const LAST_ANSWERS: Duration = Duration::from_millis(500);

/// Serves the process's own stdin and stdout until stdin ends.
pub async fn serve_process(options: EverythingOptions) -> io::Result<()> {
    let (reader, writer) = process_pipes()?;
    serve_stdio(reader, writer, options).await
}

/// Serves a client until `reader` ends; calls that still run then have half a second left.
pub async fn serve_stdio<R, W>(reader: R, mut writer: W, options: EverythingOptions) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut lines = BufReader::new(reader);
    let mut line = Vec::new();
    let (outlet, mut sent) = Outlet::new();
    let mut pipe = Pipe::new(options, outlet);
    loop {
        tokio::select! {
            read = lines.read_until(b'\n', &mut line) => {
                if read? == 0 {
                    break;
                }
                pipe.receive(line.trim_ascii());
                line.clear();
            }
            Some(out) = sent.recv() => write(&mut writer, out).await?,
        }
    }
    // Their time is over, or all is said.
    let _ = timeout(LAST_ANSWERS, pipe.ended(&mut sent, &mut writer)).await;
    Ok(())
}

async fn write<W: AsyncWrite + Unpin>(writer: &mut W, out: Out) -> io::Result<()> {
    if let Out::Frame(mut frame) | Out::Answer { mut frame, .. } = out {
        frame.push(b'\n');
        writer.write_all(&frame).await?;
        writer.flush().await?;
    }
    Ok(())
}

/// One client.
struct Pipe {
    server: Arc<Server>,
    outlet: Outlet,
    /// Since the client has sent `initialize`.
    session: Option<Arc<Session>>,
    /// Modern calls, by id.
    running: HashMap<String, AbortHandle>,
    calls: JoinSet<()>,
}

impl Pipe {
    fn new(options: EverythingOptions, outlet: Outlet) -> Self {
        Self {
            server: Server::new(options),
            outlet,
            session: None,
            running: HashMap::new(),
            calls: JoinSet::new(),
        }
    }

    fn receive(&mut self, line: &[u8]) {
        if line.is_empty() {
            return;
        }
        match Incoming::read(line) {
            Ok(Incoming::Request(request)) => self.request(request),
            Ok(message) => {
                if let Incoming::Notification { method, params } = &message
                    && method == "notifications/cancelled"
                {
                    self.cancel(params);
                }
                if let Some(session) = &self.session {
                    session.receive(message, &self.outlet, &HeaderMap::new());
                }
            }
            // stdout carries messages only, and an error without an id would help nobody there.
            Err(_) => {
                let _ = writeln!(io::stderr(), "ignored a line that is not a JSON-RPC message");
            }
        }
    }

    fn request(&mut self, request: Request) {
        let era = self.server.options.era;
        let is_modern = !request
            .params
            .meta("io.modelcontextprotocol/protocolVersion")
            .is_null();
        if era.has_modern() && (is_modern || !era.has_legacy()) {
            self.start(request);
        } else if let Some(session) = &self.session {
            session.receive(Incoming::Request(request), &self.outlet, &HeaderMap::new());
        } else if request.method == "initialize" {
            let (session, result) = Session::open(&self.server, &request.params, self.outlet.clone());
            self.session = Some(session);
            self.outlet.send(frame::result(&request.id, &result));
        } else if request.method == "ping" {
            self.outlet.send(frame::result(&request.id, "{}"));
        } else {
            let fault = match request.method.as_str() {
                "server/discover" => Fault::unknown_method(&request.method),
                _ => Fault::new(INVALID_REQUEST, "The session is not initialized"),
            };
            self.outlet.send(fault.frame(Some(&request.id)));
        }
    }

    fn start(&mut self, request: Request) {
        let (id, key) = (request.id.clone(), request.key());
        match modern::admit(&self.server, request, self.outlet.clone()) {
            Ok(call) => {
                let handle = self.calls.spawn(modern::run(call));
                self.running.retain(|_, call| !call.is_finished());
                self.running.insert(key, handle);
            }
            Err(fault) => self.outlet.send(fault.frame(Some(&id))),
        }
    }

    fn cancel(&mut self, params: &Params) {
        if let Some(call) = self.running.remove(&params.cancelled_key()) {
            call.abort();
        }
    }

    /// Writes what is still sent, until no call runs any more.
    async fn ended<W>(&mut self, sent: &mut mpsc::UnboundedReceiver<Out>, writer: &mut W) -> io::Result<()>
    where
        W: AsyncWrite + Unpin,
    {
        loop {
            while let Ok(out) = sent.try_recv() {
                write(writer, out).await?;
            }
            let idle = self.session.as_ref().is_none_or(|session| session.is_idle());
            if idle && self.calls.is_empty() && sent.is_empty() {
                return Ok(());
            }
            tokio::select! {
                Some(_) = self.calls.join_next() => {}
                Some(out) = sent.recv() => write(writer, out).await?,
            }
        }
    }
}

impl Drop for Pipe {
    // The session and its jobs hold each other.
    fn drop(&mut self) {
        if let Some(session) = &self.session {
            session.close();
        }
        self.server.close();
    }
}

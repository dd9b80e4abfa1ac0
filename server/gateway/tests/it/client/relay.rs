//! An independent recorder: a relay between two programs that speak HTTP/1.1, which keeps every byte of both ways as it was on the
//! socket. It knows nothing of the gateway.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// The relay, ended when dropped.
pub(crate) struct Relay {
    address: String,
    taken: Arc<Mutex<Vec<Arc<Conversation>>>>,
    _server: JoinSet<()>,
}

/// What passed over one socket.
#[derive(Default)]
struct Conversation {
    forth: Mutex<Vec<u8>>,
    back: Mutex<Vec<u8>>,
}

/// One message of HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// The first line.
    pub(crate) start: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Relay {
    /// Passes on to the host and port of a URL.
    pub(crate) async fn before(url: &str) -> Self {
        let to = url
            .strip_prefix("http://")
            .and_then(|rest| rest.split('/').next())
            .expect("a URL")
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let taken = Arc::new(Mutex::new(Vec::new()));
        let mut server = JoinSet::new();
        server.spawn(accept(listener, to, taken.clone()));
        Self {
            address,
            taken,
            _server: server,
        }
    }

    /// The same URL through the relay.
    pub(crate) fn through(&self, url: &str) -> String {
        let path = url.splitn(4, '/').nth(3).unwrap_or_default();
        format!("http://{}/{path}", self.address)
    }

    /// All requests and all answers so far that are complete, by sockets.
    pub(crate) fn messages(&self) -> (Vec<Message>, Vec<Message>) {
        let (mut requests, mut answers) = (Vec::new(), Vec::new());
        for conversation in &*self.taken.lock().unwrap() {
            requests.extend(messages(&conversation.forth.lock().unwrap()));
            answers.extend(messages(&conversation.back.lock().unwrap()));
        }
        (requests, answers)
    }
}

async fn accept(listener: TcpListener, to: String, taken: Arc<Mutex<Vec<Arc<Conversation>>>>) {
    let mut passing = JoinSet::new();
    loop {
        let (client, _) = listener.accept().await.unwrap();
        let server = TcpStream::connect(&to).await.unwrap();
        let conversation = Arc::new(Conversation::default());
        taken.lock().unwrap().push(conversation.clone());
        let (client_in, client_out) = client.into_split();
        let (server_in, server_out) = server.into_split();
        let other = conversation.clone();
        passing.spawn(async move { pass(client_in, server_out, &conversation.forth).await });
        passing.spawn(async move { pass(server_in, client_out, &other.back).await });
    }
}

async fn pass(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, kept: &Mutex<Vec<u8>>) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let Ok(read @ 1..) = from.read(&mut buffer).await else {
            let _ = to.shutdown().await;
            return;
        };
        // Before it is passed on, so that nobody has what is not kept.
        kept.lock().unwrap().extend_from_slice(&buffer[..read]);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}

/// The complete messages at the beginning (RFC 9112).
fn messages(mut bytes: &[u8]) -> Vec<Message> {
    let mut found = Vec::new();
    while let Some((message, rest)) = message(bytes) {
        found.push(message);
        bytes = rest;
    }
    found
}

fn message(bytes: &[u8]) -> Option<(Message, &[u8])> {
    let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).expect("a head");
    let mut lines = head.split("\r\n");
    let start = lines.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .map(|line| line.split_once(':').expect("a header"))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let header = |name: &str| {
        headers
            .iter()
            .find(|(it, _)| it == name)
            .map(|(_, value)| &**value)
    };
    let rest = &bytes[end + 4..];
    let (body, rest) = if header("transfer-encoding") == Some("chunked") {
        chunks(rest)?
    } else {
        let length: usize = header("content-length").map_or(0, |it| it.parse().expect("a number"));
        (rest.get(..length)?.to_vec(), &rest[length..])
    };
    Some((Message { start, headers, body }, rest))
}

fn chunks(mut bytes: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|it| it == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[..end]).expect("a size");
        let size = usize::from_str_radix(size, 16).expect("a size");
        let chunk = bytes.get(end + 2..end + 2 + size + 2)?;
        body.extend_from_slice(&chunk[..size]);
        bytes = &bytes[end + 2 + size + 2..];
        if size == 0 {
            return Some((body, bytes));
        }
    }
}

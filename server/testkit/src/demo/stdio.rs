//! The demo server on a pair of streams, one message a line.

use std::{
    collections::HashMap,
    io::{self, Write},
    os::fd::AsFd,
    pin::Pin,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::unix::pipe,
    sync::mpsc,
    task::{AbortHandle, JoinSet},
};

use super::{Reply, SlowCount, reply};

const READ_BUFFER: usize = 64 * 1024;
const LATE_FRAMES: usize = 64;

type Reader = Pin<Box<dyn AsyncRead + Send>>;
type Writer = Pin<Box<dyn AsyncWrite + Send>>;

/// Serves the process's own stdin and stdout until stdin ends.
pub async fn serve_process() -> io::Result<()> {
    let (reader, writer) = process_pipes()?;
    serve_stdio(reader, writer).await
}

/// The process's own stdin and stdout.
pub(crate) fn process_pipes() -> io::Result<(Reader, Writer)> {
    // The runtime is told when a pipe has bytes; anything else (a terminal, a file) is read on a thread aside.
    let stdin = io::stdin().as_fd().try_clone_to_owned()?;
    let reader: Reader = match pipe::Receiver::from_owned_fd(stdin.try_clone()?) {
        Ok(pipe) => Box::pin(pipe),
        Err(_) => Box::pin(tokio::fs::File::from_std(stdin.into())),
    };
    let stdout = io::stdout().as_fd().try_clone_to_owned()?;
    let writer: Writer = match pipe::Sender::from_owned_fd(stdout.try_clone()?) {
        Ok(pipe) => Box::pin(pipe),
        Err(_) => Box::pin(tokio::fs::File::from_std(stdout.into())),
    };
    Ok((reader, writer))
}

/// Serves a client until `reader` ends. Counts that still run then are given up.
pub async fn serve_stdio<R, W>(reader: R, mut writer: W) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let mut input = BufReader::with_capacity(READ_BUFFER, reader);
    let mut line = Vec::new();
    let mut output = Vec::new();
    let mut counts = Counts::new();
    loop {
        // Written only when no whole message waits: many answers, one write.
        if !output.is_empty() && !input.buffer().contains(&b'\n') {
            writer.write_all(&output).await?;
            writer.flush().await?;
            output.clear();
        }
        tokio::select! {
            read = input.read_until(b'\n', &mut line) => {
                let ended = read? == 0;
                counts.receive(&line, &mut output);
                line.clear();
                if ended {
                    break;
                }
            }
            Some(frame) = counts.frames.recv() => push(&mut output, &frame),
            Some(done) = counts.tasks.join_next() => {
                if let Ok(id) = done {
                    counts.running.remove(&id);
                }
            }
        }
    }
    writer.write_all(&output).await?;
    writer.flush().await
}

fn push(output: &mut Vec<u8>, frame: &[u8]) {
    output.extend_from_slice(frame);
    output.push(b'\n');
}

/// The calls that are answered later.
struct Counts {
    tasks: JoinSet<String>,
    running: HashMap<String, AbortHandle>,
    sender: mpsc::Sender<Vec<u8>>,
    frames: mpsc::Receiver<Vec<u8>>,
}

impl Counts {
    fn new() -> Self {
        let (sender, frames) = mpsc::channel(LATE_FRAMES);
        Self {
            tasks: JoinSet::new(),
            running: HashMap::new(),
            sender,
            frames,
        }
    }

    fn receive(&mut self, line: &[u8], output: &mut Vec<u8>) {
        let frame = line.trim_ascii();
        if frame.is_empty() {
            return;
        }
        match reply(frame) {
            Reply::Nothing => {}
            Reply::Now(answer) => push(output, &answer),
            Reply::Later(count) => self.start(count),
            Reply::Cancel(id) => {
                if let Some(task) = self.running.remove(&id) {
                    task.abort();
                }
            }
            // stdout carries messages only, and an error without an id would help nobody there.
            Reply::Malformed(_) => {
                let _ = writeln!(io::stderr(), "ignored a line that is not a JSON-RPC message");
            }
        }
    }

    fn start(&mut self, count: SlowCount) {
        let id = count.id().to_owned();
        let (frames, key) = (self.sender.clone(), id.clone());
        let task = self.tasks.spawn(async move {
            count.run(frames).await;
            key
        });
        self.running.insert(id, task);
    }
}

//! Lines to the client, in the order in which they were said.

use bytes::Bytes;
use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    sync::mpsc,
};
use tokio_util::task::TaskTracker;

use crate::raw::make_single_line;

/// Lines that wait to be written. A client that does not read makes everybody wait.
const BACKLOG: usize = 64;

/// Where lines go. Cloning gives another handle.
#[derive(Clone)]
pub(super) struct Output(mpsc::Sender<Bytes>);

impl Output {
    /// Writes to `stream` until all handles are gone or it is closed. The future resolves then.
    pub(super) fn start(
        stream: impl AsyncWrite + Unpin + Send + 'static,
        tasks: &TaskTracker,
    ) -> (Self, impl Future<Output = ()>) {
        let (sender, lines) = mpsc::channel(BACKLOG);
        let writing = tasks.spawn(write(stream, lines));
        (Self(sender), async {
            let _ = writing.await;
        })
    }

    /// Says something.
    pub(super) async fn line(&self, frame: Bytes) {
        // Nobody reads any more: the bridge is about to end.
        let _ = self.0.send(frame).await;
    }

    /// Returns once nobody reads any more.
    pub(super) async fn closed(&self) {
        self.0.closed().await;
    }
}

async fn write(mut stream: impl AsyncWrite + Unpin, mut lines: mpsc::Receiver<Bytes>) {
    while let Some(frame) = lines.recv().await {
        let mut line = Vec::with_capacity(frame.len() + 1);
        line.extend_from_slice(frame.trim_ascii());
        make_single_line(&mut line);
        line.push(b'\n');
        let written = async {
            stream.write_all(&line).await?;
            stream.flush().await
        };
        if written.await.is_err() {
            return;
        }
    }
}

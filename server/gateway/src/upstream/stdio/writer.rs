//! Writes frames to a process, many at once when many wait.

use tokio::{
    io::{AsyncWrite, AsyncWriteExt},
    sync::mpsc,
};

use super::pipe::{Pipe, Written};
use crate::upstream::life::Life;

/// Frames that wait to be written. A process that does not read makes callers wait here, up to their timeout.
pub(super) const QUEUE: usize = 128;

/// Frames are joined into one write up to this size.
const BATCH_BYTES: usize = 64 * 1024;

/// A frame on its way out.
pub(super) struct Outgoing {
    /// The request that it is; `None` for anything else.
    pub(super) request: Option<u64>,
    /// With its end of line.
    pub(super) frame: Vec<u8>,
}

/// Writes until the connection ends or the process closes its stdin. Returns the requests of which certainly
/// not all bytes were read, so that they may be sent again elsewhere: without its end, a frame is no frame.
pub(super) async fn write_frames(
    mut stdin: impl Pipe,
    mut queue: mpsc::Receiver<Outgoing>,
    life: &Life,
) -> Vec<u64> {
    let mut batch = Vec::with_capacity(QUEUE);
    let (mut joined, mut written) = (Vec::new(), Written::default());
    let unwritten = loop {
        let received = tokio::select! {
            biased;
            () = life.stopping() => break Vec::new(),
            received = queue.recv_many(&mut batch, QUEUE) => received,
        };
        if received == 0 {
            return Vec::new();
        }
        if let Err(unwritten) = write_batch(&mut stdin, &batch, &mut joined, &mut written, life).await {
            break unwritten;
        }
        batch.clear();
    };
    // Nobody may queue behind our back from here on.
    queue.close();
    let mut unsent: Vec<_> = written.among_last(stdin.lost()).collect();
    unsent.extend(unwritten);
    while let Some(outgoing) = queue.recv().await {
        unsent.extend(outgoing.request);
    }
    unsent
}

/// Writes a batch; otherwise the requests in it that are still incomplete.
async fn write_batch(
    stdin: &mut (impl AsyncWrite + Unpin),
    batch: &[Outgoing],
    joined: &mut Vec<u8>,
    written: &mut Written,
    life: &Life,
) -> Result<(), Vec<u64>> {
    let mut rest = batch;
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |outgoing: &&Outgoing| {
            size += outgoing.frame.len();
            size <= BATCH_BYTES
        };
        // A frame that is too large to be joined goes alone, uncopied.
        let count = rest.iter().take_while(fits).count().max(1);
        let (now, later) = rest.split_at(count);
        let bytes = if let [single] = now {
            &single.frame
        } else {
            joined.clear();
            for outgoing in now {
                joined.extend_from_slice(&outgoing.frame);
            }
            &*joined
        };
        let count = write_counting(stdin, bytes, life).await;
        let is_all = count == bytes.len();
        for outgoing in &now[..complete(now, count)] {
            written.note(outgoing.request, outgoing.frame.len());
        }
        if !is_all {
            return Err(requests(&rest[complete(now, count)..]));
        }
        rest = later;
    }
    Ok(())
}

/// Writes all bytes, or as many as can be written before the connection ends.
async fn write_counting(stdin: &mut (impl AsyncWrite + Unpin), bytes: &[u8], life: &Life) -> usize {
    let mut written = 0;
    while written < bytes.len() {
        let result = tokio::select! {
            biased;
            result = stdin.write(&bytes[written..]) => result,
            () = life.stopping() => return written,
        };
        match result {
            Ok(0) | Err(_) => return written,
            Ok(count) => written += count,
        }
    }
    written
}

/// How many of the first frames are whole within so many bytes.
fn complete(frames: &[Outgoing], bytes: usize) -> usize {
    let ends = frames.iter().scan(0, |end, outgoing| {
        *end += outgoing.frame.len();
        Some(*end)
    });
    ends.take_while(|end| *end <= bytes).count()
}

fn requests(frames: &[Outgoing]) -> Vec<u64> {
    frames.iter().filter_map(|outgoing| outgoing.request).collect()
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncReadExt, sync::mpsc};

    use super::{BATCH_BYTES, Outgoing, Pipe, QUEUE, complete, requests, write_frames};
    use crate::upstream::life::Life;

    impl Pipe for tokio::io::DuplexStream {
        fn lost(&self) -> u64 {
            0
        }
    }

    fn outgoing(request: u64, frame: &[u8]) -> Outgoing {
        Outgoing {
            request: Some(request),
            frame: frame.to_vec(),
        }
    }

    #[tokio::test]
    async fn writes_small_and_large_frames_in_their_order() {
        let (queue, receiver) = mpsc::channel(QUEUE);
        let large = vec![b'x'; BATCH_BYTES + 1];
        let frames: [&[u8]; 5] = [b"a\n", b"b\n", &large, b"c\n", b"d\n"];
        for frame in frames {
            queue.send(outgoing(1, frame)).await.expect("the queue is open");
        }
        drop(queue);
        let (stdin, mut other) = tokio::io::duplex(1 << 20);
        assert!(write_frames(stdin, receiver, &Life::default()).await.is_empty());
        let mut written = Vec::new();
        other.read_to_end(&mut written).await.expect("readable");
        assert_eq!(written, frames.concat());
    }

    #[tokio::test]
    async fn reports_what_a_process_that_went_away_never_got() {
        let (queue, receiver) = mpsc::channel(QUEUE);
        for request in 1..=3 {
            queue
                .send(outgoing(request, b"frame\n"))
                .await
                .expect("the queue is open");
        }
        let (stdin, other) = tokio::io::duplex(1 << 20);
        drop(other);
        assert_eq!(write_frames(stdin, receiver, &Life::default()).await, [1, 2, 3]);
        assert!(queue.send(outgoing(4, b"late\n")).await.is_err());
    }

    #[tokio::test]
    async fn stops_writing_to_a_process_that_does_not_read() {
        let (queue, receiver) = mpsc::channel(QUEUE);
        queue
            .send(outgoing(1, b"first frame\n"))
            .await
            .expect("the queue is open");
        queue
            .send(outgoing(2, b"second frame\n"))
            .await
            .expect("the queue is open");
        // Takes the first frame and a part of the second.
        let (stdin, _other) = tokio::io::duplex(16);
        let life = Life::default();
        let (unsent, ()) = tokio::join!(write_frames(stdin, receiver, &life), async {
            tokio::task::yield_now().await;
            life.stop();
        });
        assert_eq!(unsent, [2]);
    }

    #[test]
    fn a_frame_without_its_end_is_not_sent() {
        let batch = [outgoing(1, b"ab\n"), outgoing(2, b"cd\n")];
        for (written, expected) in [
            (0, vec![1, 2]),
            (2, vec![1, 2]),
            (3, vec![2]),
            (5, vec![2]),
            (6, vec![]),
        ] {
            let unsent = requests(&batch[complete(&batch, written)..]);
            assert_eq!(unsent, expected, "{written} bytes");
        }
    }
}

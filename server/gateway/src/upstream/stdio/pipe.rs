//! What a process that has ended never read.
//!
//! Bytes in a pipe that has no reader any more reach nobody: a request among them may be sent again elsewhere, as one that
//! was not written at all.

use std::{collections::VecDeque, time::Duration};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::ioctl_fionread,
};
use tokio::{io::AsyncWrite, process::ChildStdin};

/// No pipe holds more (pipe(7), with the default size).
const CAPACITY: u64 = 64 * 1024;

/// The writing end of a pipe.
pub(super) trait Pipe: AsyncWrite + Unpin {
    /// Bytes in it that nobody will ever read.
    fn lost(&self) -> u64;
}

impl Pipe for ChildStdin {
    fn lost(&self) -> u64 {
        // Others may have inherited the reading end and go on reading: only without any of them the pipe is in error.
        let mut fds = [PollFd::new(self, PollFlags::OUT)];
        let at_once = Timespec::try_from(Duration::ZERO).ok();
        let has_readers =
            poll(&mut fds, at_once.as_ref()).is_err() || !fds[0].revents().contains(PollFlags::ERR);
        if has_readers {
            return 0;
        }
        ioctl_fionread(self).unwrap_or(0)
    }
}

/// The requests that may still be in the pipe.
#[derive(Default)]
pub(super) struct Written {
    total: u64,
    /// Where the frame of each ends, oldest first.
    ends: VecDeque<(u64, u64)>,
}

impl Written {
    /// A whole frame was written.
    pub(super) fn note(&mut self, request: Option<u64>, size: usize) {
        self.total += size as u64;
        if let Some(request) = request {
            self.ends.push_back((self.total, request));
        }
        while self
            .ends
            .front()
            .is_some_and(|(end, _)| end + CAPACITY < self.total)
        {
            self.ends.pop_front();
        }
    }

    /// Those whose frames end in the last bytes.
    pub(super) fn among_last(&self, bytes: u64) -> impl Iterator<Item = u64> {
        let read = self.total.saturating_sub(bytes);
        let unread = self.ends.iter().filter(move |(end, _)| *end > read);
        unread.map(|(_, request)| *request)
    }
}

#[cfg(test)]
mod tests {
    use std::{process::Stdio, time::Duration};

    use tokio::{io::AsyncWriteExt, process::Command, time::timeout};

    use super::{CAPACITY, Pipe, Written};

    #[test]
    fn a_frame_whose_end_was_not_read_is_no_frame() {
        let mut written = Written::default();
        for (request, size) in [(Some(1), 10), (None, 10), (Some(2), 10), (Some(3), 10)] {
            written.note(request, size);
        }
        for (unread, expected) in [
            (0, vec![]),
            (1, vec![3]),
            (10, vec![3]),
            (11, vec![2, 3]),
            (39, vec![1, 2, 3]),
            (40, vec![1, 2, 3]),
        ] {
            assert_eq!(
                written.among_last(unread).collect::<Vec<_>>(),
                expected,
                "{unread} bytes"
            );
        }
        written.note(None, 64 * 1024);
        assert_eq!(
            written.among_last(CAPACITY).count(),
            0,
            "they must have been read"
        );
    }

    #[tokio::test]
    async fn knows_what_a_dead_process_did_not_read() {
        let mut child = Command::new("sleep")
            .arg("60")
            .stdin(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("starts");
        let mut stdin = child.stdin.take().expect("piped");
        stdin.write_all(b"never read").await.expect("room");
        assert_eq!(stdin.lost(), 0, "it could still read that");
        child.start_kill().expect("it runs");
        timeout(Duration::from_secs(20), child.wait())
            .await
            .expect("ends")
            .expect("is waited for");
        assert_eq!(stdin.lost(), 10);
    }
}

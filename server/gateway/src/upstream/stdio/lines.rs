//! Reads bounded lines without copying them.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt};

const CHUNK: usize = 16 * 1024;

/// What comes next in a stream.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// A line without its end.
    Line(Bytes),
    /// As much of a line as the bound allows, and the line goes on.
    TooLong(Bytes),
    /// The stream ended, after these bytes without an end of line.
    End(Bytes),
}

/// A stream as lines of at most `max` bytes.
pub(crate) struct Lines<R> {
    stream: R,
    buffer: BytesMut,
    /// So many bytes of the buffer hold no end of line.
    searched: usize,
    max: usize,
    /// What was returned last is not the end of its line.
    is_cut: bool,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// Reads `stream`.
    pub(crate) fn new(stream: R, max: usize) -> Self {
        Self {
            stream,
            buffer: BytesMut::new(),
            searched: 0,
            max,
            is_cut: false,
        }
    }

    /// What was returned last is not the end of its line.
    pub(crate) fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The next line. May be dropped and called again: nothing that was read is lost.
    pub(crate) async fn next(&mut self) -> io::Result<Next> {
        loop {
            if let Some(at) = self.buffer[self.searched..]
                .iter()
                .position(|&byte| byte == b'\n')
            {
                let mut line = self.buffer.split_to(self.searched + at + 1);
                self.searched = 0;
                self.is_cut = false;
                line.truncate(line.len() - 1);
                if line.last() == Some(&b'\r') {
                    line.truncate(line.len() - 1);
                }
                return Ok(if line.len() > self.max {
                    Next::TooLong(line.freeze())
                } else {
                    Next::Line(line.freeze())
                });
            }
            self.searched = self.buffer.len();
            if self.searched > self.max {
                self.searched = 0;
                self.is_cut = true;
                return Ok(Next::TooLong(self.buffer.split().freeze()));
            }
            // Doubling keeps the cost of a large frame linear.
            self.buffer.reserve(CHUNK.max(self.buffer.len()));
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                self.searched = 0;
                self.is_cut = false;
                return Ok(Next::End(self.buffer.split().freeze()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::{Lines, Next};

    async fn all(stream: &[u8], max: usize) -> Vec<Next> {
        let mut lines = Lines::new(stream, max);
        let mut seen = Vec::new();
        loop {
            let next = lines.next().await.expect("reading from memory cannot fail");
            let is_end = matches!(next, Next::End(_));
            seen.push(next);
            if is_end {
                return seen;
            }
        }
    }

    fn line(text: &'static str) -> Next {
        Next::Line(text.into())
    }

    #[tokio::test]
    async fn splits_at_both_kinds_of_line_ends() {
        assert_eq!(
            all(b"a\nb\r\n\nc", 10).await,
            [line("a"), line("b"), line(""), Next::End("c".into())]
        );
    }

    #[tokio::test]
    async fn reads_lines_that_come_in_pieces() {
        let pieces = AsyncReadExt::chain(AsyncReadExt::chain(&b"ab"[..], &b"c\nd"[..]), &b"e\n"[..]);
        let mut lines = Lines::new(pieces, 10);
        assert_eq!(lines.next().await.expect("readable"), line("abc"));
        assert_eq!(lines.next().await.expect("readable"), line("de"));
        assert_eq!(lines.next().await.expect("readable"), Next::End("".into()));
    }

    #[tokio::test]
    async fn stops_at_the_bound() {
        assert_eq!(all(b"abcd\n", 4).await, [line("abcd"), Next::End("".into())]);
        assert_eq!(
            all(b"abcde\n", 4).await,
            [Next::TooLong("abcde".into()), Next::End("".into())]
        );
        let endless = vec![b'x'; 100_000];
        assert!(matches!(all(&endless, 1000).await[0], Next::TooLong(_)));
    }
}

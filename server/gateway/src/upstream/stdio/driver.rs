//! Serves one process: reads its frames and its stderr, notices its end, and sees to it that nothing is left.

use std::{process::ExitStatus, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{
    process::{ChildStderr, ChildStdout},
    sync::mpsc,
    task::JoinHandle,
    time::timeout,
};
use tracing::{debug, warn};

use super::{
    Backward, ProcessSpec,
    lines::{Lines, Next},
    teller::Teller,
    writer::{Outgoing, write_frames},
};
use crate::{
    helper::launch::Refusal,
    upstream::{
        ask::WayBack,
        core::Core,
        error::UpstreamErrorKind,
        failure::{self, Phase},
        process_tree::{Pipes, ProcessTree},
    },
};

/// What a process that has ended still has in its pipes is there at once, unless others hold them open.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// A process that closed its output ends soon.
const EXIT_FOLLOWS: Duration = Duration::from_millis(500);

/// Lines that are not frames, before the first frame. A program that writes more is no MCP server.
const MAX_GREETING: usize = 200;

/// Of events with what a process writes on stderr, for whoever has those lines already.
const STDERR: &str = "gateway::upstream::stdio::driver::stderr";

/// Longest line of stderr that is looked at as one.
const MAX_STDERR_LINE: usize = 8 * 1024;

/// Owns a process and everything that serves it.
pub(super) struct Driver {
    core: Arc<Core>,
    process: ProcessSpec,
    tree: ProcessTree,
    stdout: Lines<ChildStdout>,
    /// For replies to requests of the process.
    queue: mpsc::Sender<Outgoing>,
    writer: JoinHandle<Vec<u64>>,
    stderr: JoinHandle<()>,
}

/// Why the reading ended.
enum OutputEnd {
    /// The process closed its output, in the middle of a line or not.
    Closed,
    /// A line is larger than the bound.
    TooLong,
    /// Nothing but text that is no frame.
    Garbage,
}

/// What ended the connection.
enum End {
    Asked,
    Exited(Option<ExitStatus>),
    Output(OutputEnd),
    Input(Vec<u64>),
}

impl Driver {
    /// Starts the tasks.
    pub(super) fn start(
        core: Arc<Core>,
        process: ProcessSpec,
        tree: ProcessTree,
        pipes: Pipes,
        queue: mpsc::Sender<Outgoing>,
        receiver: mpsc::Receiver<Outgoing>,
        teller: Teller,
    ) {
        let writer = core.tasks.spawn({
            let core = core.clone();
            async move { write_frames(pipes.stdin, receiver, &core.life).await }
        });
        let stderr = core.tasks.spawn(read_stderr(core.clone(), pipes.stderr, teller));
        let stdout = Lines::new(pipes.stdout, core.bounds.max_frame);
        let tasks = core.tasks.clone();
        tasks.spawn(
            Self {
                core,
                process,
                tree,
                stdout,
                queue,
                writer,
                stderr,
            }
            .run(),
        );
    }

    async fn run(mut self) {
        let end = tokio::select! {
            biased;
            () = self.core.life.stopping() => End::Asked,
            end = read_frames(&self.core, &mut self.stdout, &self.queue) => End::Output(end),
            status = self.tree.wait() => End::Exited(status),
            unsent = &mut self.writer => End::Input(unsent.unwrap_or_default()),
        };
        let unsent = self.explain(end).await;
        self.settle(unsent).await;
        self.tree.stop(self.core.bounds.stop_grace).await;
        // Whatever still holds stderr open does not hold us up.
        self.read_last_words().await;
        self.stderr.abort();
        debug!(server.name = %self.core.server, process.id = self.tree.id(), "the process of a server has ended");
        self.core.finish();
    }

    /// Makes the reason known, and returns what the writer left, if it has ended already.
    async fn explain(&mut self, end: End) -> Option<Vec<u64>> {
        let unsent = match end {
            End::Asked => return None,
            End::Exited(status) => {
                // Answers may have been written just before the end.
                let rest = read_frames(&self.core, &mut self.stdout, &self.queue);
                let _ = timeout(LAST_WORDS, rest).await;
                self.exited(status).await;
                None
            }
            End::Output(OutputEnd::Closed) => {
                self.exit_should_follow().await;
                None
            }
            End::Input(unsent) => {
                self.exit_should_follow().await;
                Some(unsent)
            }
            End::Output(OutputEnd::TooLong) => {
                let max = self.core.bounds.max_frame;
                self.core
                    .fail(failure::frame_too_large(max), &self.core.evidence.stderr());
                None
            }
            End::Output(OutputEnd::Garbage) => {
                self.core.fail(failure::garbage(), &self.core.evidence.output());
                None
            }
        };
        if let Some(failure) = self.core.life.failure() {
            warn!(server.name = %self.core.server, reason = failure.message, "lost the process of a server");
        }
        unsent
    }

    async fn exit_should_follow(&mut self) {
        if let Ok(status) = timeout(EXIT_FOLLOWS, self.tree.wait()).await {
            self.exited(status).await;
        } else {
            self.core
                .fail(failure::output_closed(), &self.core.evidence.output());
        }
    }

    async fn exited(&mut self, status: Option<ExitStatus>) {
        // The last lines of stderr are the reason more often than not.
        self.read_last_words().await;
        let (phase, evidence) = (self.core.phase(), &self.core.evidence);
        if let Some(refusal) = Refusal::read(&evidence.stderr()) {
            // What was started was never the server.
            self.core.fail(failure::not_launched(&refusal, &self.process), "");
            return;
        }
        let output = if phase == Phase::Starting {
            evidence.output()
        } else {
            evidence.stderr()
        };
        self.core.fail(
            failure::exited(status, phase, &output, self.process.confines()),
            &output,
        );
    }

    async fn read_last_words(&mut self) {
        // A task that was awaited to its end must not be awaited again.
        if !self.stderr.is_finished() {
            let _ = timeout(LAST_WORDS, &mut self.stderr).await;
        }
    }

    /// Ends the waiting of all callers: those whose request was not written may try again elsewhere.
    async fn settle(&mut self, unsent: Option<Vec<u64>>) {
        let unsent = match unsent {
            Some(unsent) => unsent,
            None => (&mut self.writer).await.unwrap_or_default(),
        };
        for id in unsent {
            self.core
                .inbox
                .pending
                .complete(id, Err(self.core.lost(UpstreamErrorKind::NotSent)));
        }
        self.core.release_callers();
    }
}

async fn read_frames(
    core: &Arc<Core>,
    stdout: &mut Lines<ChildStdout>,
    queue: &mpsc::Sender<Outgoing>,
) -> OutputEnd {
    loop {
        match stdout.next().await {
            Ok(Next::Line(line)) => {
                let is_frame = receive(core, &line, queue);
                if !is_frame
                    && core.evidence.add_garbage(&line) >= MAX_GREETING
                    && core.phase() == Phase::Starting
                {
                    return OutputEnd::Garbage;
                }
            }
            Ok(Next::TooLong(_)) => return OutputEnd::TooLong,
            Ok(Next::End(rest)) => {
                // Some servers leave out the last end of line.
                if !receive(core, &rest, queue) {
                    core.evidence.add_garbage(&rest);
                }
                return OutputEnd::Closed;
            }
            Err(_) => return OutputEnd::Closed,
        }
    }
}

/// Serves one line. `false` when it is not a frame. Servers that log to stdout are common, so such lines do no
/// harm to a connection that works.
fn receive(core: &Arc<Core>, line: &Bytes, queue: &mpsc::Sender<Outgoing>) -> bool {
    if line.trim_ascii().is_empty() {
        return true;
    }
    core.tap.line_in(line, || core.session());
    let back = || -> Arc<dyn WayBack> {
        Arc::new(Backward {
            core: core.clone(),
            queue: queue.clone(),
        })
    };
    let read = core
        .inbox
        .receive(line, None, &back, |incoming| core.inbox.complete(incoming));
    if let Err(error) = &read {
        debug!(server.name = %core.server, %error, "a server wrote a line that is not a message");
    }
    read.is_ok()
}

async fn read_stderr(core: Arc<Core>, stderr: ChildStderr, mut teller: Teller) {
    let mut lines = Lines::new(stderr, MAX_STDERR_LINE);
    loop {
        let next = lines.next().await;
        if let Ok(next) = &next {
            teller.tell(&core.target, next, lines.is_cut());
        }
        let (line, is_end) = match next {
            Ok(Next::Line(line) | Next::TooLong(line)) => (line, false),
            Ok(Next::End(line)) => (line, true),
            Err(_) => return,
        };
        let text = String::from_utf8_lossy(line.trim_ascii_end());
        if !text.is_empty() {
            core.evidence.add_stderr(&text);
            let line = core.target.mask(&text);
            debug!(target: STDERR, { server.name = %core.server, %line }, "stderr of a server");
        }
        if is_end {
            return;
        }
    }
}

//! Servers that are child processes and speak in lines on stdin and stdout.

mod command;
mod driver;
pub(crate) mod lines;
mod pipe;
mod teller;
mod writer;

use std::{sync::Arc, time::Duration};

use model::ServerId;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tracing::debug;

pub(super) use command::{Configured, ProcessSpec};

use super::{
    ask::WayBack,
    connection::Request,
    core::Core,
    error::{UpstreamError, UpstreamErrorKind},
    failure::{self, Explanation},
    handshake::{Agreed, INITIALIZE, INITIALIZED},
    modern::{self, DISCOVER},
    nursery::Nursery,
    pending::Outcome,
};
use crate::{
    envelope::{notification_frame, request_frame},
    raw::make_single_line,
    spec::GatewayOptions,
};
use driver::Driver;
use teller::Teller;
use writer::Outgoing;

/// After a process closed its stdin, the reason usually follows at once.
const REASON_FOLLOWS: Duration = Duration::from_millis(500);

/// The way to a process.
pub(super) struct StdioLink {
    core: Arc<Core>,
    queue: mpsc::Sender<Outgoing>,
}

impl StdioLink {
    /// Starts the process and the tasks that serve it.
    pub(super) fn start(
        core: &Arc<Core>,
        process: ProcessSpec,
        server_id: ServerId,
        options: &GatewayOptions,
        nursery: &Nursery,
    ) -> Result<Self, UpstreamError> {
        let unreachable = |why| core.error(UpstreamErrorKind::Unreachable, why, "");
        let birth = process.birth(server_id, options, nursery).map_err(unreachable)?;
        let (tree, pipes) = nursery
            .start(birth, core)
            .map_err(|error| unreachable(failure::spawn(&error, process.program(), process.cwd())))?;
        debug!(server.name = %core.server, process.id = tree.id(), "started the process of a server");
        let (queue, receiver) = mpsc::channel(writer::QUEUE);
        let teller = Teller::of(core, server_id, u32::try_from(tree.id()).ok(), options);
        Driver::start(
            core.clone(),
            process,
            tree,
            pipes,
            queue.clone(),
            receiver,
            teller,
        );
        Ok(Self {
            core: core.clone(),
            queue,
        })
    }

    /// The handshake of the legacy era. The caller bounds its time.
    pub(super) async fn initialize(&self) -> Result<(), UpstreamError> {
        let introduction = self.core.introduction.params();
        let answer = self.ask(INITIALIZE, &introduction).await?;
        let agreed = Agreed::read(&answer).map_err(|why| self.unready(why))?;
        self.core.agreed.store(Some(Arc::new(agreed)));
        self.send(None, notification_frame(INITIALIZED, None)).await
    }

    /// The first request of the modern era. The caller bounds its time.
    pub(super) async fn discover(&self) -> Result<(), UpstreamError> {
        let params = modern::outfitted(None, &self.core);
        let answer = self.ask(DISCOVER, &params).await?;
        let agreed = modern::agreed(&answer).map_err(|why| self.unready(why))?;
        self.core.agreed.store(Some(Arc::new(agreed)));
        Ok(())
    }

    /// Sends a request and waits for its answer.
    pub(super) async fn exchange(
        &self,
        request: &Request<'_>,
        answer: oneshot::Receiver<Outcome>,
    ) -> Outcome {
        self.send(Some(request.id), request.frame(&self.core)).await?;
        self.answer(answer).await
    }

    async fn ask(&self, method: &str, params: &[u8]) -> Outcome {
        let id = self.core.next_id();
        let answer = self.core.inbox.pending.register(id, None)?;
        self.send(Some(id), request_frame(id, method, Some(params)))
            .await?;
        self.answer(answer).await
    }

    fn unready(&self, why: Explanation) -> UpstreamError {
        self.core
            .error(UpstreamErrorKind::Unreachable, why, &self.core.evidence.output())
    }

    /// Sends a notification if there is room for it.
    pub(super) fn try_notify(&self, mut frame: Vec<u8>) {
        finish_line(&mut frame);
        self.core.tap.line_out(None, &frame, || self.core.session());
        // A process that does not read will not mind.
        let _ = self.queue.try_send(Outgoing { request: None, frame });
    }

    async fn send(&self, request: Option<u64>, mut frame: Vec<u8>) -> Result<(), UpstreamError> {
        finish_line(&mut frame);
        self.core.tap.line_out(request, &frame, || self.core.session());
        if self.queue.send(Outgoing { request, frame }).await.is_ok() {
            return Ok(());
        }
        // The process is going away; give the reason a moment to become known.
        let _ = timeout(REASON_FOLLOWS, self.core.life.stopping()).await;
        Err(self.core.lost(UpstreamErrorKind::NotSent))
    }

    async fn answer(&self, answer: oneshot::Receiver<Outcome>) -> Outcome {
        // The sender is dropped without a word only when the request was forgotten.
        answer
            .await
            .unwrap_or_else(|_| Err(self.core.lost(UpstreamErrorKind::Interrupted)))
    }
}

/// Takes answers to requests of the process.
struct Backward {
    core: Arc<Core>,
    queue: mpsc::Sender<Outgoing>,
}

impl WayBack for Backward {
    fn send(&self, mut frame: Vec<u8>) {
        finish_line(&mut frame);
        self.core.tap.line_out(None, &frame, || self.core.session());
        // Never waits: the process may not read until we have read.
        let _ = self.queue.try_send(Outgoing { request: None, frame });
    }
}

/// Frames are lines: a break inside one would cut it.
fn finish_line(frame: &mut Vec<u8>) {
    make_single_line(frame);
    frame.push(b'\n');
}

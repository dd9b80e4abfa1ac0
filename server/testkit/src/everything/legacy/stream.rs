//! A stream of events that can be read again: what one connection did not bring, the next one does.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, watch},
    task::{AbortHandle, JoinSet},
    time::timeout,
};

use crate::{
    body::Body,
    everything::{
        http::{COMMENT, KEEP_ALIVE},
        outlet::Out,
        server::locked,
    },
};

/// How long a client shall wait before it comes back.
const RETRY_MS: u32 = 500;
const UNREAD_CHUNKS: usize = 16;

#[derive(Debug)]
pub(super) struct EventStream {
    number: u64,
    log: watch::Sender<Log>,
    /// How many entries a connection has taken: where the next one begins that does not say otherwise.
    taken: AtomicUsize,
    reader: Mutex<Option<AbortHandle>>,
}

#[derive(Debug, Default)]
struct Log {
    entries: Vec<Entry>,
    ended: bool,
}

#[derive(Debug, Clone)]
enum Entry {
    /// An event without data, so that there is an id to come back with.
    Prime,
    Frame {
        frame: Bytes,
        is_answer: bool,
    },
    HangUp,
}

impl EventStream {
    pub(super) fn new(number: u64, primed: bool) -> Self {
        let log = Log {
            entries: if primed { vec![Entry::Prime] } else { Vec::new() },
            ended: false,
        };
        Self {
            number,
            log: watch::Sender::new(log),
            taken: AtomicUsize::new(0),
            reader: Mutex::default(),
        }
    }

    pub(super) fn push(&self, out: Out) {
        self.log.send_modify(|log| {
            let entry = match out {
                Out::Frame(frame) => Entry::Frame {
                    frame: frame.into(),
                    is_answer: false,
                },
                Out::Answer { frame, .. } => Entry::Frame {
                    frame: frame.into(),
                    is_answer: true,
                },
                // Only a client that has an id can come back.
                Out::HangUp if log.entries.is_empty() => return,
                Out::HangUp => Entry::HangUp,
            };
            log.entries.push(entry);
        });
    }

    pub(super) fn end(&self) {
        self.log.send_modify(|log| log.ended = true);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.log.borrow().ended
    }

    /// The only message, if it is an answer and comes within this time.
    pub(super) async fn only_answer(&self, patience: Duration) -> Option<Bytes> {
        let mut log = self.log.subscribe();
        let settled = |log: &Log| {
            let other = |entry: &Entry| !matches!(entry, Entry::Prime | Entry::Frame { is_answer: true, .. });
            log.ended || log.entries.iter().any(other)
        };
        let log = timeout(patience, log.wait_for(settled)).await.ok()?.ok()?;
        let mut frames = log.entries.iter().filter(|entry| !matches!(entry, Entry::Prime));
        match (frames.next(), frames.next()) {
            (
                Some(Entry::Frame {
                    frame,
                    is_answer: true,
                }),
                None,
            ) => Some(frame.clone()),
            _ => None,
        }
    }

    /// The events as they come, from where the last connection stopped.
    pub(super) fn follow(self: &Arc<Self>) -> Body {
        self.read(self.taken.load(Ordering::Relaxed), true)
    }

    /// The events after this one. A connection that resumes is not closed again in the middle.
    pub(super) fn resume(self: &Arc<Self>, after: usize) -> Body {
        self.read(after + 1, false)
    }

    // There is one connection at a time: a new one ends the other, which may be dead without our knowing.
    fn read(self: &Arc<Self>, from: usize, hangs_up: bool) -> Body {
        let (sender, chunks) = mpsc::channel(UNREAD_CHUNKS);
        let mut tasks = JoinSet::new();
        let reader = tasks.spawn(Arc::clone(self).send(from, hangs_up, sender));
        if let Some(former) = locked(&self.reader).replace(reader) {
            former.abort();
        }
        Body::chunks(chunks, tasks)
    }

    async fn send(self: Arc<Self>, from: usize, hangs_up: bool, chunks: mpsc::Sender<Bytes>) {
        let mut log = self.log.subscribe();
        let mut next = from;
        loop {
            let (entries, ended) = {
                let log = log.borrow_and_update();
                (log.entries.get(next..).unwrap_or_default().to_vec(), log.ended)
            };
            for entry in entries {
                let chunk = match entry {
                    Entry::Prime => self.event(next, &format!("retry: {RETRY_MS}\n"), b""),
                    Entry::Frame { frame, .. } => self.event(next, "event: message\n", &frame),
                    Entry::HangUp if hangs_up => return,
                    Entry::HangUp => Bytes::new(),
                };
                if chunks.send(chunk).await.is_err() {
                    return;
                }
                next += 1;
                self.taken.store(next, Ordering::Relaxed);
            }
            if ended {
                return;
            }
            match timeout(KEEP_ALIVE, log.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return,
                Err(_) => {
                    if chunks.send(Bytes::from_static(COMMENT)).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    fn event(&self, index: usize, fields: &str, data: &[u8]) -> Bytes {
        let head = format!("id: {}-{index}\n{fields}data: ", self.number);
        [head.as_bytes(), data, b"\n\n"].concat().into()
    }
}

//! Writes calls down, many at once. Nobody waits for it.

use std::{error::Error as StdError, sync::Arc, sync::atomic::Ordering, time::Duration};

use gateway::CallRecord;
use model::Timestamp;
use store::{AuditCallRecord, AuditStrand};
use tokio::{
    sync::mpsc::Receiver,
    time::{Instant, sleep},
};

use super::{log::bytes_of, names::Names};
use crate::{acts::Act, changes::Changed, mint, services::Inner};

/// Calls that are written at once.
const BATCH: usize = 500;
/// Bytes of their texts.
const BATCH_BYTES: u64 = 4 * 1024 * 1024;
/// A call waits so long for others to be written with.
const GATHER: Duration = Duration::from_millis(250);
/// The first pause when the database does not take calls; each is twice as long as the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// The longest one.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// Calls that are missing are written down as an act so often at most.
const GAPS: Duration = Duration::from_secs(10);

/// Writes until the services end and the gateway says nothing more.
pub(crate) async fn write(inner: Arc<Inner>) {
    let Some(mut calls) = inner.parts.audit.take_receiver() else {
        return;
    };
    if !inner.parts.audit.options().is_on {
        return;
    }
    let mut writer = Writer::new(&inner);
    let mut batch = Vec::with_capacity(BATCH);
    while inner.goes_on(gather(&mut calls, &mut batch)).await == Some(true) {
        if !writer.write(&mut batch).await {
            break;
        }
        writer.tell_of_gap().await;
    }
    // Calls that run end now, and are written down as well.
    inner.parts.gateway.closed().await;
    loop {
        while batch.len() < BATCH
            && let Ok(call) = calls.try_recv()
        {
            batch.push(call);
        }
        if batch.is_empty() {
            break;
        }
        if let Err(error) = writer.try_write(&batch).await {
            let lost = batch.len() as u64 + inner.parts.audit.waiting();
            tracing::error!(
                error = &error as &dyn StdError,
                lost,
                "the latest calls could not be written down"
            );
            break;
        }
        writer.done(&mut batch);
    }
    writer.gap_told_at = None;
    writer.tell_of_gap().await;
}

/// Waits for calls, and a moment for more of them. False when there will be none.
async fn gather(calls: &mut Receiver<CallRecord>, batch: &mut Vec<CallRecord>) -> bool {
    if calls.recv_many(batch, BATCH).await == 0 {
        return false;
    }
    let until = Instant::now() + GATHER;
    while batch.len() < BATCH {
        let more = calls.recv_many(batch, BATCH - batch.len());
        if !matches!(tokio::time::timeout_at(until, more).await, Ok(1..)) {
            break;
        }
    }
    true
}

struct Writer<'a> {
    inner: &'a Inner,
    strand: AuditStrand,
    names: Names,
    /// Calls that were missing when it was last told.
    told: u64,
    gap_told_at: Option<Instant>,
    is_failing: bool,
}

impl<'a> Writer<'a> {
    fn new(inner: &'a Inner) -> Self {
        let now = inner.parts.clock.now();
        Self {
            inner,
            strand: AuditStrand::new(mint::id(now), now),
            names: Names::default(),
            told: 0,
            gap_told_at: None,
            is_failing: false,
        }
    }

    /// Writes calls, and tries again until they are written. False when the services end first.
    async fn write(&mut self, batch: &mut Vec<CallRecord>) -> bool {
        let mut pause = FIRST_PAUSE;
        loop {
            match self.try_write(batch).await {
                Ok(()) => {
                    if std::mem::take(&mut self.is_failing) {
                        tracing::info!("calls are written down again");
                    }
                    self.done(batch);
                    return true;
                }
                Err(error) => {
                    if !std::mem::replace(&mut self.is_failing, true) {
                        tracing::error!(
                            error = &error as &dyn StdError,
                            "calls cannot be written down; as many as fit wait"
                        );
                    }
                }
            }
            if self.inner.goes_on(sleep(pause)).await.is_none() {
                return false;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Writes calls once: all of them, or an error that another time may not have.
    async fn try_write(&mut self, batch: &[CallRecord]) -> Result<(), store::Error> {
        let is_first = self.strand.seq == 0;
        let mut rest = batch;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(fitting(rest));
            let records = self.names.records(self.inner, now).await;
            match self
                .inner
                .parts
                .store
                .audit()
                .append(&mut self.strand, &records)
                .await
            {
                Ok(()) => {}
                Err(error) if error.is_unavailable() => return Err(error),
                // One of them may be unfit for the database; it must not keep the others out.
                Err(_) => self.write_one_by_one(&records).await?,
            }
            rest = later;
        }
        if is_first && self.strand.seq > 0 {
            let act = Act::of_system("audit.begin").saying(self.strand.id.to_string());
            if let Err(error) = self.inner.note(act).await {
                tracing::warn!(
                    error = &error as &dyn StdError,
                    "could not write down that a strand of calls began"
                );
            }
        }
        Ok(())
    }

    async fn write_one_by_one(&mut self, records: &[AuditCallRecord]) -> Result<(), store::Error> {
        for record in records {
            let one = std::slice::from_ref(record);
            match self.inner.parts.store.audit().append(&mut self.strand, one).await {
                Ok(()) => {}
                Err(error) if error.is_unavailable() => return Err(error),
                Err(error) => {
                    self.inner.parts.audit.lose(1);
                    tracing::error!(
                        error = &error as &dyn StdError,
                        tool = record.tool,
                        "a call cannot be written down"
                    );
                }
            }
        }
        Ok(())
    }

    fn done(&self, batch: &mut Vec<CallRecord>) {
        self.inner.parts.audit.let_go(batch);
        batch.clear();
        // Pages heard of the calls when they came, and can read them now.
        self.inner.changes.tell(Changed::Calls);
    }

    /// Says what is missing, where it will be looked for.
    async fn tell_of_gap(&mut self) {
        let missing = self.inner.parts.audit.missing.load(Ordering::Relaxed);
        let news = missing - self.told;
        let is_soon = self.gap_told_at.is_some_and(|at| at.elapsed() < GAPS);
        if news == 0 || is_soon {
            return;
        }
        tracing::warn!(
            missing = news,
            "too many calls at once, or the database did not take them: they are missing from the audit"
        );
        let act = Act::of_system("audit.gap").saying(gap(news, self.inner.parts.clock.now()));
        match self.inner.note(act).await {
            Ok(()) => {
                self.told = missing;
                self.gap_told_at = Some(Instant::now());
            }
            Err(error) => tracing::warn!(
                error = &error as &dyn StdError,
                "could not write down that calls are missing"
            ),
        }
    }
}

fn gap(missing: u64, until: Timestamp) -> String {
    let calls = if missing == 1 {
        "1 call is"
    } else {
        &format!("{missing} calls are")
    };
    format!("{calls} missing before {}", until.to_iso())
}

/// How many calls fit into one statement; one always does.
fn fitting(calls: &[CallRecord]) -> usize {
    let mut bytes = 0;
    let fit = calls.iter().take_while(|call| {
        bytes += bytes_of(call);
        bytes <= BATCH_BYTES
    });
    fit.count().max(1)
}

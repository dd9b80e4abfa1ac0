//! Keeps three things in step: what is saved, what we know of it, and what the gateway runs.
//!
//! Every change of the configuration counts the revision up, in its own transaction. Whoever needs the configuration
//! asks for the revision first and reads everything again only when it has moved, so a change made by another process
//! is seen at the next look, and a page never shows half of a change.

pub(crate) mod hidden;
pub(crate) mod snapshot;

use std::sync::{
    Arc, PoisonError, RwLock,
    atomic::{AtomicBool, Ordering},
};

use gateway::{Gateway, Snapshot, TokenOpener};
use model::{ActVerb, EndpointId};
use store::{Store, Tx};
use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

use self::hidden::Hidden;
use crate::{
    Error, Result,
    acts::{Act, Acts},
    approvals::desk::Desk,
    changes::Changes,
    identities::signer::SignerParts,
    installation::Installation,
    sign_ins::keyring::Keyring,
};

/// Another process may change the configuration between our look at it and our transaction, so often in a row.
const MOST_RACES: usize = 20;

/// Knows the configuration and hands it to the gateway.
pub(crate) struct Keeper {
    store: Store,
    gateway: Gateway,
    token_opener: Arc<dyn TokenOpener>,
    keyring: Keyring,
    signing: SignerParts,
    desk: Desk,
    changes: Changes,
    acts: Acts,
    current: RwLock<Option<Arc<Installation>>>,
    /// One reader at a time, so that the gateway gets revisions in their order.
    reading: Mutex<()>,
    /// One writer of this process at a time: the database would let them wait too, but not in turn.
    writing: Arc<Mutex<()>>,
    runs_gateway: AtomicBool,
    /// What the gateway runs beside what is saved.
    hidden: std::sync::Mutex<Vec<Hidden>>,
}

/// A change in the making: the configuration as it is, and the transaction that changes it. Nobody else can change it
/// in between, so what is decided by `before` holds at the commit.
pub(crate) struct Write {
    /// What is saved now.
    pub(crate) before: Arc<Installation>,
    /// Where to write.
    pub(crate) tx: Tx,
    /// What somebody does.
    act: Option<Act>,
    turn: OwnedMutexGuard<()>,
}

impl Write {
    /// Something becomes of this thing, which is not configured.
    pub(crate) fn note(&mut self, verb: ActVerb, kind: &str, id: Option<Uuid>, name: impl Into<String>) {
        if let Some(act) = &mut self.act {
            act.note(verb, kind, id, name);
        }
    }

    /// Somebody does it, which was not known when it began.
    pub(crate) fn is_done_by(&mut self, act: Act) {
        self.act = Some(act);
    }
}

impl Keeper {
    #[expect(
        clippy::too_many_arguments,
        reason = "it knows all of them, and is made in one place"
    )]
    pub(crate) fn new(
        store: Store,
        gateway: Gateway,
        token_opener: Arc<dyn TokenOpener>,
        keyring: Keyring,
        signing: SignerParts,
        desk: Desk,
        changes: Changes,
        acts: Acts,
    ) -> Self {
        Self {
            store,
            gateway,
            token_opener,
            keyring,
            signing,
            desk,
            changes,
            acts,
            current: RwLock::new(None),
            reading: Mutex::new(()),
            writing: Arc::new(Mutex::new(())),
            runs_gateway: AtomicBool::new(false),
            hidden: std::sync::Mutex::default(),
        }
    }

    /// From now on the gateway runs what is saved.
    pub(crate) async fn start(&self) -> Result<()> {
        let installation = self.current().await?;
        self.runs_gateway.store(true, Ordering::SeqCst);
        let _turn = self.reading.lock().await;
        let snapshot = self.snapshot(self.known().as_ref().unwrap_or(&installation));
        self.gateway.apply(snapshot);
        Ok(())
    }

    /// A configuration has been read, now or earlier.
    pub(crate) fn is_loaded(&self) -> bool {
        self.known().is_some()
    }

    /// The configuration as it is saved. When it has changed since the last look, the gateway runs it and open pages
    /// are told, before this returns.
    pub(crate) async fn current(&self) -> Result<Arc<Installation>> {
        if let Some(known) = self.known_at(self.store.revision().await?) {
            return Ok(known);
        }
        let _turn = self.reading.lock().await;
        // While we waited for our turn, somebody else has probably read it.
        if let Some(known) = self.known_at(self.store.revision().await?) {
            return Ok(known);
        }
        let read = Arc::new(Installation::new(self.store.snapshot().await?));
        Ok(self.install(read))
    }

    /// From now on this is what is known, and what the gateway runs.
    fn install(&self, read: Arc<Installation>) -> Arc<Installation> {
        let before = self
            .current
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .replace(Arc::clone(&read));
        self.keyring.forget();
        if self.runs_gateway.load(Ordering::SeqCst) {
            self.gateway.apply(self.snapshot(&read));
        }
        if let Some(before) = before {
            read.differences(&before)
                .into_iter()
                .for_each(|changed| self.changes.tell(changed));
        }
        read
    }

    /// Begins a change that somebody makes: what they do is written down with it.
    pub(crate) async fn begin(&self, act: Act) -> Result<Write> {
        self.begin_write(Some(act)).await
    }

    /// Begins a change that nobody makes: what servers say of themselves.
    pub(crate) async fn begin_upkeep(&self) -> Result<Write> {
        self.begin_write(None).await
    }

    async fn begin_write(&self, act: Option<Act>) -> Result<Write> {
        let turn = Arc::clone(&self.writing).lock_owned().await;
        for _ in 0..MOST_RACES {
            let before = self.current().await?;
            let tx = self.store.begin().await?;
            // The next revision exists once, so it also tells whether somebody was faster.
            if tx.bump_revision().await? == before.revision() + 1 {
                return Ok(Write {
                    before,
                    tx,
                    act,
                    turn,
                });
            }
        }
        Err(Error::Unavailable(
            "another process keeps changing the configuration; try again in a moment".to_owned(),
        ))
    }

    /// Saves a change. When this returns, the gateway runs it.
    pub(crate) async fn commit(&self, write: Write) -> Result<Arc<Installation>> {
        let Write {
            before,
            tx,
            act,
            turn,
        } = write;
        // As this change leaves it: what differs is written down with it, and nobody has to read it again afterwards.
        let after = Arc::new(Installation::new(tx.configuration().await?));
        if let Some(act) = act {
            self.acts.record_change(&tx, act, &before, &after).await?;
        }
        tx.commit().await?;
        drop(turn);
        let _turn = self.reading.lock().await;
        // Another process may have been faster than we are here: what it changed is newer.
        Ok(match self.known() {
            Some(known) if known.revision() >= after.revision() => known,
            _ => self.install(after),
        })
    }

    /// From now on the gateway runs this, too; [`Keeper::reveal`] ends it.
    pub(crate) async fn hide(&self, hidden: Hidden) {
        self.change_hidden(|all| {
            all.push(hidden);
            true
        })
        .await;
    }

    /// The gateway runs this hidden endpoint no more.
    pub(crate) async fn reveal(&self, endpoint_id: EndpointId) {
        self.change_hidden(|all| {
            let before = all.len();
            all.retain(|it| it.endpoint_id != endpoint_id);
            all.len() < before
        })
        .await;
    }

    /// `change` says whether it has changed something.
    async fn change_hidden(&self, change: impl FnOnce(&mut Vec<Hidden>) -> bool) {
        let _turn = self.reading.lock().await;
        if !change(&mut self.hidden.lock().unwrap_or_else(PoisonError::into_inner)) {
            return;
        }
        if let Some(known) = self.known().filter(|_| self.runs_gateway.load(Ordering::SeqCst)) {
            self.gateway.apply(self.snapshot(&known));
        }
    }

    fn snapshot(&self, installation: &Arc<Installation>) -> Snapshot {
        let mut snapshot = snapshot::of(installation, &self.signing.sealer);
        let hidden = self.hidden.lock().unwrap_or_else(PoisonError::into_inner);
        hidden.iter().for_each(|it| it.add(installation, &mut snapshot));
        drop(hidden);
        Snapshot {
            token_opener: Some(Arc::clone(&self.token_opener)),
            credentials: Some(Arc::new(self.keyring.clone())),
            identities: self.signing.signer(installation),
            approver: Some(self.desk.approver(installation)),
            ..snapshot
        }
    }

    /// What is known, when it is of this revision. An older revision is a restored backup: it counts as well.
    fn known_at(&self, revision: i64) -> Option<Arc<Installation>> {
        self.known().filter(|known| known.revision() == revision)
    }

    /// The configuration, as new as it can be had: what was known last where the database does not answer.
    pub(crate) async fn latest(&self) -> Option<Arc<Installation>> {
        self.current().await.ok().or_else(|| self.known())
    }

    /// The configuration that was read last, if any was.
    pub(crate) fn known(&self) -> Option<Arc<Installation>> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

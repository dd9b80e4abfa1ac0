//! Acts: what people and programs change is written down, in the transaction that changes it.
//!
//! A change begins with an [`Act`], or it does not begin: [`crate::sync::Keeper::begin`] for what is configured,
//! [`Inner::begin`] for what is not. What is no act (what servers say, tokens that are renewed, what is too old) says so by
//! beginning without one.

mod differences;

use std::{net::IpAddr, ops::Deref, sync::Arc};

use model::{ActOutcome, ActThing, ActVerb, ActorKind, ActorView, Timestamp};
use store::{ActRecord, Tx};
use uuid::Uuid;

use crate::{Caller, Clock, Result, installation::Installation, mint, services::Inner};

/// The most things that one act names.
const MOST_THINGS: usize = 100;
/// Characters of a name that somebody gives who is not signed in.
const MAX_NAME: usize = 200;

/// Somebody does something.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    actor: ActorView,
    address: Option<IpAddr>,
    what: &'static str,
    things: Vec<ActThing>,
    outcome: ActOutcome,
    detail: String,
}

impl Act {
    /// The caller does it. `what` is the use case: the noun, a point, the verb.
    pub(crate) fn by(caller: &Caller, what: &'static str) -> Self {
        if caller.is_system() {
            return Self::of_system(what);
        }
        let actor = ActorView {
            kind: ActorKind::Person,
            id: Some(caller.user_id),
            name: caller.name.clone(),
        };
        Self {
            address: caller.address,
            ..Self::of(actor, what)
        }
    }

    /// The process does it by itself.
    pub(crate) fn of_system(what: &'static str) -> Self {
        let actor = ActorView {
            kind: ActorKind::System,
            id: None,
            name: "MetaMCP".to_owned(),
        };
        Self::of(actor, what)
    }

    /// Somebody does it who is not signed in and gives this name.
    pub(crate) fn of_stranger(name: &str, address: Option<IpAddr>, what: &'static str) -> Self {
        let actor = ActorView {
            kind: ActorKind::Stranger,
            id: None,
            name: name.chars().take(MAX_NAME).collect(),
        };
        Self {
            address,
            ..Self::of(actor, what)
        }
    }

    fn of(actor: ActorView, what: &'static str) -> Self {
        Self {
            actor,
            address: None,
            what,
            things: Vec::new(),
            outcome: ActOutcome::Done,
            detail: String::new(),
        }
    }

    /// It is done from there, as far as that is not known yet.
    pub(crate) fn from(mut self, address: IpAddr) -> Self {
        self.address = self.address.or(Some(address));
        self
    }

    /// Something becomes of this thing. What is configured is found by itself.
    pub(crate) fn about(
        mut self,
        verb: ActVerb,
        kind: &str,
        id: Option<Uuid>,
        name: impl Into<String>,
    ) -> Self {
        self.note(verb, kind, id, name);
        self
    }

    /// There is more to say about it.
    pub(crate) fn saying(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// It is refused.
    pub(crate) fn refused(mut self) -> Self {
        self.outcome = ActOutcome::Refused;
        self
    }

    /// Something becomes of this thing.
    pub(crate) fn note(&mut self, verb: ActVerb, kind: &str, id: Option<Uuid>, name: impl Into<String>) {
        self.things.push(ActThing {
            verb,
            kind: kind.to_owned(),
            id,
            name: name.into(),
        });
    }

    fn record(mut self, at: Timestamp) -> ActRecord {
        let more = self.things.len().saturating_sub(MOST_THINGS);
        if more > 0 {
            self.things.truncate(MOST_THINGS);
            let detail = format!("{} and {more} more", self.detail);
            detail.trim_start().clone_into(&mut self.detail);
        }
        ActRecord {
            id: mint::id(at),
            at,
            actor: self.actor,
            act: self.what.to_owned(),
            things: self.things,
            address: self.address.map(|it| it.to_string()),
            outcome: self.outcome,
            detail: self.detail,
        }
    }
}

/// Writes acts down.
#[derive(Clone)]
pub(crate) struct Acts {
    clock: Arc<dyn Clock>,
    is_on: bool,
}

impl Acts {
    pub(crate) fn new(clock: Arc<dyn Clock>, is_on: bool) -> Self {
        Self { clock, is_on }
    }

    /// With what is not configured, in its transaction.
    pub(crate) async fn record(&self, tx: &Tx, act: Act) -> Result<()> {
        if self.is_on {
            tx.record_act(&act.record(self.clock.now())).await?;
        }
        Ok(())
    }

    /// With what is configured: it names what differs.
    pub(crate) async fn record_change(
        &self,
        tx: &Tx,
        mut act: Act,
        before: &Installation,
        after: &Installation,
    ) -> Result<()> {
        if self.is_on {
            act.things.extend(differences::between(before, after));
        }
        self.record(tx, act).await
    }
}

/// A change of something that is not configured. Dropping it rolls back.
pub(crate) struct Changing<'a> {
    tx: Tx,
    act: Act,
    acts: &'a Acts,
}

impl Inner {
    /// Begins a change of something that is not configured: the revision stays.
    pub(crate) async fn begin(&self, act: Act) -> Result<Changing<'_>> {
        Ok(Changing {
            tx: self.parts.store.begin().await?,
            act,
            acts: &self.acts,
        })
    }

    /// Writes down something that changes nothing, such as a sign-in.
    pub(crate) async fn note(&self, act: Act) -> Result<()> {
        if self.acts.is_on {
            self.begin(act).await?.commit().await?;
        }
        Ok(())
    }
}

impl Changing<'_> {
    /// Something becomes of this thing.
    pub(crate) fn about(&mut self, verb: ActVerb, kind: &str, id: Option<Uuid>, name: impl Into<String>) {
        self.act.note(verb, kind, id, name);
    }

    /// Makes it lasting, with the act.
    pub(crate) async fn commit(self) -> Result<()> {
        self.acts.record(&self.tx, self.act).await?;
        Ok(self.tx.commit().await?)
    }
}

impl Deref for Changing<'_> {
    type Target = Tx;

    fn deref(&self) -> &Tx {
        &self.tx
    }
}

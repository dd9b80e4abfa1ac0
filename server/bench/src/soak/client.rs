//! Clients that call servers at random, end their sessions and begin new ones.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};
use http_body_util::BodyExt;
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use super::{
    fleet::{Fleet, Server},
    outcome::{self, Outcome},
    tally::Tally,
};
use crate::{
    answer,
    client::{Client, NO_CAPABILITIES, Target},
    gateway::{self, Gateway},
};

/// A call without an answer after this time is lost. A server that crashed is back long before.
const PATIENCE: Duration = Duration::from_secs(30);

/// Between two calls of a client, on average.
const THOUGHT: Duration = Duration::from_millis(20);

/// In one session, on average.
const CALLS: u32 = 150;

/// Who offers something to be asked has processes of its own.
const CAPABILITIES: &str = r#"{"roots":{}}"#;

/// After something went wrong, so that it does not go wrong a million times.
const BREATH: Duration = Duration::from_millis(500);

/// What all clients know.
pub(super) struct World {
    /// One for each key.
    targets: Vec<Target>,
    servers: Vec<Server>,
}

/// How a client speaks.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// In sessions that share connections.
    Sharing,
    /// In sessions that have processes of their own.
    Askable,
    /// Without sessions.
    Stateless,
}

/// Of five clients: most share, as most do.
const KINDS: [Kind; 5] = [
    Kind::Sharing,
    Kind::Stateless,
    Kind::Sharing,
    Kind::Askable,
    Kind::Sharing,
];

impl World {
    pub(super) fn new(gateway: &Gateway, keys: usize, fleet: &Fleet) -> Result<Self> {
        Ok(Self {
            targets: (0..keys).map(|key| gateway.target(key)).collect::<Result<_>>()?,
            servers: fleet.servers().to_vec(),
        })
    }

    /// Each kind of client of each key calls each server until it answers.
    pub(super) async fn visit(&self) -> Result<()> {
        for target in &self.targets {
            for kind in [Kind::Sharing, Kind::Stateless, Kind::Askable] {
                let mut client = kind.open(target).await?;
                for server in &self.servers {
                    let what = format!("answer of {} for a client that is {kind:?}", server.tool);
                    gateway::until(&what, PATIENCE * 3, async || {
                        let answer = client.call(&server.tool, r#"{"message":"hello"}"#).await?;
                        Ok(answer::check(&answer, "hello").is_ok())
                    })
                    .await?;
                }
                client.close().await?;
            }
        }
        Ok(())
    }
}

impl Kind {
    async fn open(self, target: &Target) -> Result<Client> {
        match self {
            Self::Sharing => Client::open(target, NO_CAPABILITIES).await,
            Self::Askable => Client::open(target, CAPABILITIES).await,
            Self::Stateless => Client::stateless(target).await,
        }
    }

    fn has_sessions(self) -> bool {
        !matches!(self, Self::Stateless)
    }
}

/// One client.
pub(super) struct Calling {
    world: Arc<World>,
    tally: Arc<Tally>,
    number: usize,
    kind: Kind,
    calls: u64,
    dice: StdRng,
    end: Instant,
}

impl Calling {
    pub(super) fn new(
        world: &Arc<World>,
        tally: &Arc<Tally>,
        number: usize,
        seed: u64,
        end: Instant,
    ) -> Self {
        Self {
            world: world.clone(),
            tally: tally.clone(),
            number,
            kind: KINDS[number % KINDS.len()],
            calls: 0,
            dice: StdRng::seed_from_u64(seed.wrapping_add(number as u64)),
            end,
        }
    }

    /// One session after the other.
    pub(super) async fn until_the_end(mut self) {
        while Instant::now() < self.end {
            if let Err(error) = self.session().await {
                self.tally.session_failed(&format!("{error:#}"));
                sleep(BREATH).await;
            }
        }
    }

    async fn session(&mut self) -> Result<()> {
        let target = &self.world.targets[self.number % self.world.targets.len()];
        let opened = timeout(PATIENCE, self.kind.open(target)).await;
        let mut client = opened.context("a session does not begin")??;
        self.tally.session_begun();
        let mut listening = JoinSet::new();
        if self.kind.has_sessions() && self.dice.random_bool(0.5) {
            let mut beside = client.beside(target).await?;
            let mut stream = beside
                .listen()
                .await
                .context("no stream for what is not an answer")?;
            listening.spawn(async move {
                // Read, so that it does not fill up; it ends with the session.
                while let Some(Ok(_)) = stream.frame().await {}
                drop(beside);
            });
        }
        for _ in 0..self.dice.random_range(1..=2 * CALLS) {
            sleep(THOUGHT.mul_f64(self.dice.random_range(0.0..2.0))).await;
            if Instant::now() >= self.end {
                break;
            }
            if !self.call(&mut client).await {
                // Its connection is of no use any more.
                return Ok(());
            }
        }
        client.close().await.context("a session does not end")
    }

    /// Asks one server. `false` when no answer came.
    async fn call(&mut self, client: &mut Client) -> bool {
        let world = self.world.clone();
        let server = world.servers.choose(&mut self.dice).expect("there are servers");
        self.calls += 1;
        // A text that no other call has.
        let text = format!("client {:04}, call {:010}, no other.", self.number, self.calls);
        let arguments = format!(r#"{{"message":"{text}"}}"#);
        let outcome = match timeout(PATIENCE, client.call(&server.tool, &arguments)).await {
            Ok(Ok(answer)) => outcome::of(&answer, &text),
            Ok(Err(error)) => Outcome::Lost(format!("{error:#}")),
            Err(_) => Outcome::Lost(format!("nothing within {PATIENCE:?}")),
        };
        let is_answered = !matches!(outcome, Outcome::Lost(_));
        self.tally.note(server, &outcome);
        is_answered
    }
}

//! A fuzzer under proptest: what reads the bytes of strangers gets a corpus, mutations of it and noise, and says itself
//! what must hold for any bytes.
//!
//! An ordinary test run takes every file of the corpus and [`ORDINARY_CASES`] from a fixed seed. `make fuzz` runs for
//! minutes. The stable toolchain cannot tell which code an input reached; instead a check says in a few words what came
//! of it, and inputs with which something new came out are mutated further.
//!
//! Read from the environment: `FUZZ_SECONDS` (how long each target runs), `FUZZ_SEED`, and `FUZZ_KEEP=1`, which writes the
//! inputs with which something new came out into the corpus.

use std::{
    cell::RefCell,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};

mod cases;
mod corpus;
mod shrink;

use self::{cases::Cases, corpus::Corpus, shrink::Shrinking};

/// Cases of an ordinary test run, the corpus included.
const ORDINARY_CASES: u64 = 1000;

/// Shorter inputs that are tried for one that is to become small.
const MAX_SHRINKS: u32 = 20_000;

/// Something that reads what strangers send.
pub(crate) struct Target {
    /// Names the folder of its corpus.
    pub(crate) name: &'static str,
    /// Texts that mean something to it.
    pub(crate) tokens: &'static [&'static str],
    /// Panics when something that must hold does not, and says in a few words what came of the input otherwise. The
    /// words are coarse: each that was not heard before is worth a place in the corpus.
    pub(crate) check: fn(&[u8]) -> String,
}

/// Runs a target for as long as the environment says.
///
/// # Panics
/// With the smallest input that was found to break the target; it is written to the corpus.
pub(crate) fn run(target: &Target) {
    let plan = Plan::from_environment();
    let mut fuzzer = Fuzzer {
        target,
        corpus: Corpus::read(target.name),
        runner: TestRunner::new_with_rng(
            Config {
                failure_persistence: None,
                max_shrink_iters: MAX_SHRINKS,
                ..Config::default()
            },
            TestRng::from_seed(RngAlgorithm::ChaCha, &plan.seed_bytes()),
        ),
        cases: 0,
    };
    let started = Instant::now();
    if let Err(finding) = fuzzer.search(&plan, started) {
        let told = fuzzer.corpus.add_finding(&finding.input);
        panic!(
            "{}: {}\n{told}: {}",
            target.name,
            finding.reason,
            finding.input.escape_ascii()
        );
    }
    let (cases, elapsed) = (fuzzer.cases, started.elapsed());
    let rate = u128::from(cases) * 1000 / elapsed.as_millis().max(1);
    println!(
        "{}: {cases} cases in {} s, {rate}/s, {}, seed {}, no finding",
        target.name,
        elapsed.as_secs(),
        fuzzer.corpus,
        plan.seed
    );
}

/// What a run is to do.
struct Plan {
    /// `None` is an ordinary test run.
    time: Option<Duration>,
    seed: u64,
    keeps: bool,
}

/// An input that breaks a target.
struct Finding {
    reason: String,
    input: Vec<u8>,
}

struct Fuzzer<'a> {
    target: &'a Target,
    corpus: Corpus,
    runner: TestRunner,
    cases: u64,
}

// === impl Plan ===

impl Plan {
    fn from_environment() -> Self {
        let time = number("FUZZ_SECONDS").map(Duration::from_secs);
        let any_seed = || {
            let now = SystemTime::now().duration_since(UNIX_EPOCH);
            now.map_or(0, |now| now.as_secs())
        };
        Self {
            time,
            seed: number("FUZZ_SEED").unwrap_or_else(|| time.map_or(0, |_| any_seed())),
            keeps: number("FUZZ_KEEP").is_some_and(|keep| keep > 0),
        }
    }

    fn is_over(&self, cases: u64, elapsed: Duration) -> bool {
        match self.time {
            Some(time) => elapsed >= time,
            None => cases >= ORDINARY_CASES,
        }
    }

    fn seed_bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.seed.to_le_bytes());
        bytes
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the settings are the server's; a test run has none but these"
)]
fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    let number = text.parse();
    Some(number.unwrap_or_else(|_| panic!("{variable} must be a whole number, not {text:?}")))
}

// === impl Fuzzer ===

impl Fuzzer<'_> {
    fn search(&mut self, plan: &Plan, started: Instant) -> Result<(), Finding> {
        for input in self.corpus.inputs().to_vec() {
            let outcome = self.examine(Shrinking::new(input))?;
            self.corpus.remember(&outcome);
        }
        while !plan.is_over(self.cases, started.elapsed()) {
            let cases = Cases {
                inputs: self.corpus.inputs(),
                tokens: self.target.tokens,
            };
            let case = cases.new_tree(&mut self.runner).expect("no case is rejected");
            let input = case.current();
            let outcome = self.examine(case)?;
            // An ordinary run has no time to learn.
            if plan.time.is_some() && self.corpus.remember(&outcome) {
                let input = self.smallest(input, &outcome);
                // On the way to it there may be one that breaks the target.
                self.examine(Shrinking::new(input.clone()))?;
                self.corpus.add(input, &outcome, plan.keeps);
            }
        }
        Ok(())
    }

    fn examine(&mut self, case: Shrinking) -> Result<String, Finding> {
        self.cases += 1;
        let (check, outcome) = (self.target.check, RefCell::new(String::new()));
        let examined = self.runner.run_one(case, |input| {
            outcome.replace(check(&input));
            Ok(())
        });
        match examined {
            Ok(_) => Ok(outcome.into_inner()),
            Err(TestError::Fail(reason, input)) => Err(Finding {
                reason: reason.to_string(),
                input,
            }),
            Err(TestError::Abort(reason)) => unreachable!("no case is rejected: {reason}"),
        }
    }

    /// The smallest input of which the same comes.
    fn smallest(&mut self, input: Vec<u8>, outcome: &str) -> Vec<u8> {
        let check = self.target.check;
        let case = Shrinking::new(input.clone());
        let shrunk = self.runner.run_one(case, |input| {
            if check(&input) == outcome {
                Err(TestCaseError::fail("the same"))
            } else {
                Ok(())
            }
        });
        match shrunk {
            Err(TestError::Fail(_, smallest)) => smallest,
            _ => input,
        }
    }
}
